"""The kinds of words that the server tells apart, in the order in which it numbers them."""

from __future__ import annotations

from typing import Final

TYPES: Final = ("namespace", "property", "enumMember", "number", "keyword", "string", "variable", "type")
MODIFIERS: Final = ("declaration",)
