import errno
from pathlib import Path

from causalvq.errors import Code, Place
from causalvq.system_faults import refused

CODE = Code("CVQ413", "", "")


def test_a_fault_says_why_where_and_what_to_do():
    error = OSError(errno.ENOSPC, "No space left on device", "runs/a/lock")

    told = refused(CODE, "the file cannot be written", error)

    assert told.message == "the file cannot be written: No space left on device"
    assert told.place == Place("runs/a/lock")
    assert told.hint.startswith("free some space")


def test_a_place_of_ones_own_and_an_error_that_says_nothing():
    told = refused(CODE, "the file cannot be written", OSError(), Path("a"))

    assert (told.message, told.place, told.hint) == ("the file cannot be written: OSError", Place("a"), None)
