"""Messages of the base protocol: a header with the length of the body, and a body of JSON.

What is not a header is passed over, so that one message that is not written as it should be costs itself and no other.
"""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO, Final

MOST_BYTES: Final = 64 * 2**20
"""Of a body; a longer one is passed over."""

LONGEST_LINE: Final = 4096
LENGTH: Final = re.compile(rb"\s*content-length\s*:\s*(\d{1,18})\s*", re.IGNORECASE)

Json = dict[str, Any]


def read_body(stream: BinaryIO) -> bytes | None:
    """The body of the next message; None at the end of the stream."""
    while True:
        length = read_length(stream)
        if length is None:
            return None
        if length > MOST_BYTES:
            pass_over(stream, length)
            continue
        body = stream.read(length)
        return body if len(body) == length else None


def read_length(stream: BinaryIO) -> int | None:
    """The length that the next header gives; lines that are no header are passed over. None at the end."""
    length: int | None = None
    while line := stream.readline(LONGEST_LINE):
        found = LENGTH.fullmatch(line)
        if found:
            length = int(found[1])
        elif not line.strip() and length is not None:
            return length
    return None


def pass_over(stream: BinaryIO, length: int) -> None:
    """Read and forget."""
    while length > 0 and (block := stream.read(min(length, 2**20))):
        length -= len(block)


def parse_body(body: bytes) -> Any:
    """What a body says.

    Raises:
        ValueError: it is not JSON, or nested without end.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def framed(message: Json) -> bytes:
    """A message as bytes.

    >>> framed({"id": 1})
    b'Content-Length: 8\\r\\n\\r\\n{"id":1}'
    """
    body = json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
