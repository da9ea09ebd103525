"""The quantisers of `vector-quantize-pytorch`, without waiting for what only its masks need.

The library imports einx, and that imports torch's compiler and SymPy: as long as torch itself takes, each time that a
command starts. It calls einx where it is given masks alone, which nothing here does; if it does, einx is imported then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

LATER: Final = "einx"


class _Later(ModuleType):
    """Stands in for a module while others import from it: its functions import the module when they are called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*values: Any, **named: Any) -> Any:
            return getattr(import_module(self.__name__), name)(*values, **named)

        return call


def _library() -> ModuleType:
    if LATER in sys.modules:  # there is nothing to wait for
        return import_module("vector_quantize_pytorch")
    sys.modules[LATER] = _Later(LATER)
    try:
        return import_module("vector_quantize_pytorch")
    finally:
        del sys.modules[LATER]


if TYPE_CHECKING:
    from vector_quantize_pytorch import FSQ, LFQ, VectorQuantize
else:
    FSQ, LFQ, VectorQuantize = (getattr(_library(), name) for name in ("FSQ", "LFQ", "VectorQuantize"))

__all__ = ["FSQ", "LFQ", "VectorQuantize"]
