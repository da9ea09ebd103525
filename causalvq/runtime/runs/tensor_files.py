"""Tensors as files that are whole or not there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from causalvq.runtime.runs.run_files import digest, write_bytes


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
