"""Requests that are answered with an error, which is not a fault of ours."""

from __future__ import annotations

from typing import Final

PARSE: Final = -32700
INVALID: Final = -32600
UNKNOWN: Final = -32601
PARAMS: Final = -32602
INTERNAL: Final = -32603
NOT_INITIALIZED: Final = -32002
FAILED: Final = -32803
CANCELLED: Final = -32800


class Refusal(Exception):  # noqa: N818
    """Why a request is not answered.

    Args:
        code: of JSON-RPC or of the protocol.
        message: for a person.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
