"""A folder holds one answer."""

import json

import pytest

from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.queries.one_answer import one_answer
from causalvq.runtime.run_diagnostics import NOT_WRITTEN


def write(folder, *names):
    """Files as answers write them: each is a new one, renamed."""
    for name in names:
        (folder / "part").write_text(name)
        (folder / "part").replace(folder / name)


@pytest.fixture
def folder(tmp_path):
    """With an answer that names four files of its own and one that is not, and a file of the user's."""
    write(
        tmp_path, "sheet.png", "after_00.png", "after_01.png", "after_01.tif", "after_02.png", "notes.txt", "mine.png"
    )
    images = ["a/after_00.png", "a\\after_01.png", "notes.txt", "../elsewhere.png", None, 3]
    (tmp_path / "answer.json").write_text(
        json.dumps({"sheet": "a/sheet.png", "images": images, "stacks": [["a/after_01.tif"]]})
    )
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_an_earlier_answer_had_more_is_removed_and_nothing_else(folder):
    with one_answer(folder):
        write(folder, "sheet.png", "after_00.png", "answer.json")
    assert names(folder) == ["after_00.png", "after_02.png", "answer.json", "mine.png", "notes.txt", "sheet.png"]


def fail(folder):
    with one_answer(folder):
        write(folder, "sheet.png", "after_03.png", "change.gif")
        raise QueryError(Diagnostic(NOT_WRITTEN, "full"))


def test_of_an_answer_that_failed_nothing_new_is_left(folder):
    before = names(folder)
    with pytest.raises(QueryError):
        fail(folder)
    assert names(folder) == before


@pytest.mark.parametrize("text", ["", "[" * 9000, "null", '{"images": "after_00.png"', "\x00"])
def test_an_answer_that_cannot_be_read_names_nothing(text, folder):
    (folder / "answer.json").write_text(text)
    before = names(folder)
    with one_answer(folder):
        write(folder, "sheet.png")
    assert names(folder) == before
