"""Tables, bars and lines by rich, which is imported where something is drawn."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from causalvq.cli.terminal import visible


class Terminal(Console):
    """Rich's console for text that is not markup: `[red]` in a name is printed as it is."""

    def __init__(self, *, quiet: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap, quiet=quiet)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print lines, or what rich draws."""
        super().print(*(visible(one) if isinstance(one, str) else one for one in objects), **options)
