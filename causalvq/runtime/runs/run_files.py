"""JSON and other texts as files that are whole or not there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
