from pathlib import Path

import pytest

from causalvq.cli.runs import chosen_run, forget_current
from causalvq.compiler.artifacts.workspace import Current, current, set_current
from causalvq.errors import RunError


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_run_that_is_named_is_taken_and_otherwise_the_last_one_trained_here(here):
    with pytest.raises(RunError, match="CVQ401 nothing has been trained in this folder"):
        chosen_run(None)
    set_current(Current("s", "p", "d", "t"), here)
    with pytest.raises(RunError, match="CVQ401"):
        chosen_run(None)
    set_current(Current("s", "p", "d", "t", "runs/one"), here)

    assert chosen_run(None) == Path("runs/one")
    assert chosen_run(Path("runs/other")) == Path("runs/other")


def test_a_run_that_was_removed_is_no_longer_meant_and_another_one_is(here):
    set_current(Current("s", "p", "d", "t", "runs/one"), here)

    forget_current(here / "runs" / "other")
    assert current(here).run == "runs/one"
    forget_current(here / "runs" / "one")
    assert current(here).run is None
