import itertools

import pytest

from causalvq.cli.commands.editing import watched_files
from causalvq.cli.commands.editing.watched_files import EVERY, QUIET, files_of, stamp, stamps, wait_for_change


def test_bases_and_data_are_files_of_a_spec(tmp_path, monkeypatch):
    monkeypatch.setenv("WHERE", "there")
    (tmp_path / "below").mkdir()
    base = "data: {source: {format: folder, path: images, metadata: [a.csv, b.csv]}}\n"
    (tmp_path / "below" / "base.yaml").write_text(base)
    spec = tmp_path / "a.yaml"
    spec.write_text("extends: below/base.yaml\ngraph: {file: $WHERE/g.csv}\n")

    names = [file.relative_to(tmp_path).as_posix() for file in files_of(spec)]

    data = ["below/images", "below/images/a.csv", "below/images/b.csv"]
    assert names == ["a.yaml", "below/base.yaml", *data, "there/g.csv"]


def test_a_spec_that_cannot_be_read_has_the_files_that_were_tried(tmp_path):
    spec, base = tmp_path / "a.yaml", tmp_path / "base.yaml"
    spec.write_text("extends: base.yaml\n")
    assert files_of(spec) == (spec, base)
    base.write_text("a: [\n")
    assert files_of(spec) == (spec, base)
    spec.unlink()
    assert files_of(spec) == (spec,)


def test_a_stamp_changes_with_the_file(tmp_path):
    file = tmp_path / "a"
    assert stamp(file) is stamp(tmp_path / "a\0b") is None
    file.write_text("1")
    one = stamp(file)
    other = tmp_path / "b"
    other.write_text("1")
    other.replace(file)

    assert one != stamp(file)


@pytest.fixture
def looks(monkeypatch):
    """Lets each look at the files come at once, after something was done."""

    def follow(*acts):
        left = itertools.chain(acts, itertools.repeat(lambda: None))
        slept = []

        def sleep(seconds):
            slept.append(seconds)
            assert len(slept) < 50, "it waits for ever"
            next(left)()

        monkeypatch.setattr(watched_files.time, "sleep", sleep)
        return slept

    return follow


def test_a_change_is_told_when_it_is_over(looks, tmp_path):
    file = tmp_path / "a"
    file.write_text("1")
    seen = stamps([file])
    slept = looks(lambda: None, lambda: file.write_text("12"), lambda: file.write_text("123"))

    assert wait_for_change(seen) == [file]
    assert slept == [EVERY] * (3 + QUIET)


def test_a_file_that_is_gone_for_a_moment_is_no_change_until_it_is_back(looks, tmp_path):
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("1")
    seen = stamps([file])
    slept = looks(lambda: file.rename(other), lambda: other.rename(file), lambda: file.write_text("12"))

    assert wait_for_change(seen) == [file]
    assert len(slept) == 3 + QUIET
