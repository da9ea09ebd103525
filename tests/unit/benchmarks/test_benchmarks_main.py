from __future__ import annotations

import pytest

from benchmarks.__main__ import split_options


@pytest.mark.parametrize(
    ("words", "ours", "theirs"),
    [
        ([], [], []),
        (["--list"], ["--list"], []),
        (["feeding", "step"], ["feeding", "step"], []),
        (["feeding", "--list"], ["feeding", "--list"], []),
        (["strangers", "--sets", "room", "--seeds", "0"], ["strangers"], ["--sets", "room", "--seeds", "0"]),
        (["ablations", "--", "--steps", "600", "no_swap"], ["ablations"], ["--steps", "600", "no_swap"]),
        (["strangers", "-h"], ["strangers"], ["-h"]),
        (["-h"], ["-h"], []),
    ],
)
def test_options_after_a_name_are_its_own(words: list[str], ours: list[str], theirs: list[str]) -> None:
    assert split_options(words) == (ours, bool(theirs), theirs)
