from io import BytesIO

from causalvq.lsp.wire.framing import framed
from causalvq.lsp.wire.mailbox import END, Mailbox


def opened(*bodies):
    mail = Mailbox(BytesIO(b"".join(bodies)))
    mail.open()
    return mail


def test_messages_come_in_order_and_then_the_end():
    mail = opened(framed({"id": 1}), framed({"id": 2}))

    assert [mail.next(5), mail.next(5), mail.next(5)] == [{"id": 1}, {"id": 2}, END]
    assert mail.next(0) is None


def test_a_request_is_taken_back_before_it_is_met():
    mail = opened(framed({"id": 7, "method": "slow"}), framed({"method": "$/cancelRequest", "params": {"id": 7}}))

    assert mail.next(5)["id"] == 7
    assert mail.next(5) is END
    assert mail.take_back(7)
    assert not mail.take_back(7)
    assert not mail.take_back(None)


def test_what_is_no_message_is_an_error_in_its_place():
    mail = opened(b"Content-Length: 3\r\n\r\n{,}", b"Content-Length: 2\r\n\r\n[]", framed({"id": 1}))

    assert [mail.next(5)["error"]["code"], mail.next(5)["error"]["code"]] == [-32700, -32600]
    assert mail.next(5) == {"id": 1}


def test_cancelling_what_cannot_be_and_too_much_of_it():
    cancel = [framed({"method": "$/cancelRequest", "params": params}) for params in (None, [], {"id": None}, {})]
    mail = opened(*cancel, framed({"id": 1}))

    assert mail.next(5) == {"id": 1}


def test_work_of_other_threads_stands_in_the_same_row():
    mail, done = opened(), []
    mail.post(lambda: done.append(1))

    for _ in range(2):
        found = mail.next(5)
        if callable(found):
            found()
    assert done == [1]
