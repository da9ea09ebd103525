import os
import signal

import pytest

from causalvq.cli.interruptions import interruptions


def test_interruptions_are_counted_and_handlers_put_back():
    before = signal.getsignal(signal.SIGTERM)

    with interruptions() as stopped:
        assert stopped() == 0
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopped() == 2

    assert signal.getsignal(signal.SIGTERM) is before


def test_one_more_than_wanted_ends_what_runs_and_handlers_are_put_back():
    before = signal.getsignal(signal.SIGINT)

    with interruptions(most=1) as stopped:
        signal.raise_signal(signal.SIGINT)
        assert stopped() == 1
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)

    assert signal.getsignal(signal.SIGINT) is before
