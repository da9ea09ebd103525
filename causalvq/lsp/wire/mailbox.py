"""What came in and was not worked on yet; a thread reads, so that a request can be taken back while another runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, Final

from causalvq.lsp.wire.framing import Json, parse_body, read_body
from causalvq.lsp.wire.refusal import INVALID, PARSE

MOST_CANCELLED: Final = 10_000
"""Requests that are remembered as taken back; a client that takes back what was answered long ago fills no memory."""

END: Final[Json] = {"method": "$/end"}
"""Comes after the last message."""


class Mailbox:
    """Messages in their order, and the requests among them that were taken back.

    Args:
        stream: where the client writes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: SimpleQueue[Json | Callable[[], None]] = SimpleQueue()
        self._cancelled: dict[Any, None] = {}

    def open(self) -> None:
        """Start to read."""
        threading.Thread(target=self._read, name="reader", daemon=True).start()

    def post(self, work: Callable[[], None]) -> None:
        """Put work into the row, from any thread: it is done where messages are worked on."""
        self._waiting.put(work)

    def next(self, seconds: float | None) -> Json | Callable[[], None] | None:
        """The next message or work; None when none came within so many seconds.

        Args:
            seconds: to wait; None waits for as long as it takes.
        """
        try:
            return self._waiting.get(timeout=seconds)
        except Empty:
            return None

    def take_back(self, request: Any) -> bool:
        """Whether a request was taken back; it is forgotten."""
        return isinstance(request, str | int) and self._cancelled.pop(request, self) is None

    def _read(self) -> None:
        """Read until the client has closed the stream."""
        try:
            while (body := read_body(self._stream)) is not None:
                self._sort(body)
        except (OSError, ValueError):  # the stream was closed under us
            pass
        self._waiting.put(END)

    def _sort(self, body: bytes) -> None:
        """A message goes into the row; one that takes another back is heeded at once."""
        try:
            message = parse_body(body)
        except ValueError as error:
            self._waiting.put({"error": {"code": PARSE, "message": f"not JSON: {error}"}})
            return
        if not isinstance(message, dict):
            self._waiting.put({"error": {"code": INVALID, "message": "a message is one object"}})
        elif message.get("method") == "$/cancelRequest":
            self._cancel(message.get("params"))
        else:
            self._waiting.put(message)

    def _cancel(self, params: Any) -> None:
        request = params.get("id") if isinstance(params, dict) else None
        if isinstance(request, str | int):
            while len(self._cancelled) >= MOST_CANCELLED:
                self._cancelled.pop(next(iter(self._cancelled)), None)
            self._cancelled[request] = None
