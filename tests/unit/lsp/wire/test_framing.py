from io import BytesIO

import pytest

from causalvq.lsp.wire import framing
from causalvq.lsp.wire.framing import framed, parse_body, read_body


def test_messages_are_read_one_after_the_other():
    stream = BytesIO(framed({"id": 1}) + framed({"id": "é🦊"}))

    assert [parse_body(read_body(stream)), parse_body(read_body(stream)), read_body(stream)] == [
        {"id": 1},
        {"id": "é🦊"},
        None,
    ]


@pytest.mark.parametrize(
    "damage",
    [
        b"hello\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -3\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"X" * 10_000 + b"\r\n",
        b"Content-Type: text\r\n\r\n",
    ],
)
def test_what_is_no_header_costs_no_other_message(damage):
    assert read_body(BytesIO(damage + framed({"id": 1}))) == b'{"id":1}'


def test_other_headers_and_other_spellings_are_headers():
    assert read_body(BytesIO(b"content-length:2\r\nContent-Type: x\n\r\n{}")) == b"{}"


def test_a_body_that_is_too_long_or_cut_short(monkeypatch):
    monkeypatch.setattr(framing, "MOST_BYTES", 10)
    assert read_body(BytesIO(framed({"id": "x" * 20}) + framed({"i": 1}))) == b'{"i":1}'
    assert read_body(BytesIO(b"Content-Length: 5\r\n\r\n{}")) is None


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_json(body):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_body(body)
