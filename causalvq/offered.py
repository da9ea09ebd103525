"""What a stage offers under one name, without loading it: for people at a prompt, and for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def offer(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562), which loads a name from its module when it is asked for.

    The package itself imports nothing, so that a module of another stage that needs one of its modules loads that one.
    Modules of causalvq import from where a thing is defined, where types are known.

    Args:
        package: `__name__` of the package.
        homes: the names that each of its modules has to offer; modules as seen from the package.
    """
    home = {name: f"{package}.{module}" for module, names in homes.items() for name in names}

    def load(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(home[name]), name)

    return load
