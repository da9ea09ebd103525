"""JSON and tensors as files that are whole or not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from causalvq.atomic_files import write_atomically
from causalvq.errors import RunError
from causalvq.runtime.run_diagnostics import UNWRITABLE
from causalvq.system_faults import refused


def write_bytes(path: Path, content: bytes) -> None:
    """Write to a temporary name beside `path`, sync, and rename over it.

    Raises:
        RunError: CVQ413 when it cannot be written; what was there before is still there.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        raise RunError(refused(UNWRITABLE, "the file cannot be written", error, path)) from error


def write_text(path: Path, content: str) -> None:
    """Write text as UTF-8, atomically."""
    write_bytes(path, content.encode())


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON with sorted keys, atomically; numbers must be finite, for JSON has no others."""
    write_text(path, json.dumps(content, sort_keys=True, indent=1, allow_nan=False) + "\n")


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> str:
    """Write a safetensors file, atomically; returns its digest."""
    content = save(contiguous(tensors), metadata=dict(metadata) if metadata else None)
    write_bytes(path, content)
    return digest(content)


def contiguous(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors as safetensors takes them: in main memory, row by row."""
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}


def digest_of_tensors(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of names, types, shapes and numbers, in hexadecimal; for a file that keeps it beside them."""
    found = hashlib.sha256()
    for name, tensor in sorted(contiguous(tensors).items()):
        found.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        found.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return found.hexdigest()


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
