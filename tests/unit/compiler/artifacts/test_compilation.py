from dataclasses import replace

import pytest

from causalvq.compiler.artifacts.compilation import compile_document, holds, require_no_drift, save, short
from causalvq.compiler.artifacts.lock_file import lock_path
from causalvq.compiler.artifacts.workspace import current, set_current
from causalvq.errors import CompileError


def test_a_changed_spec_is_told_with_what_it_does_to_the_plan(kept, document):
    _, path = kept
    with pytest.raises(CompileError) as caught:
        require_no_drift(compile_document(document("train.steps=9", "codebook.size=9")), path)

    first, *notes = caught.value.diagnostics
    assert first.message == "the spec drifted from the lock"
    assert [note.severity for note in notes] == ["note"] * len(notes)
    assert any("codebook.size" in note.message and (note.expected, note.got) == ("8", "9") for note in notes)


@pytest.mark.parametrize("content", [None, "", "{}", '{"version": "causalvq-lock/9"}'])
def test_no_lock(kept, content):
    made, path = kept
    lock_path(path).unlink()
    if content is not None:
        lock_path(path).write_text(content)

    with pytest.raises(CompileError, match="CVQ228"):
        require_no_drift(made, path)


def test_compiling_again_mends_a_damaged_record(document, tmp_path):
    spec, path = tmp_path / "small.yaml", tmp_path / "plan.json"
    record = tmp_path / ".causalvq" / "current.json"
    record.parent.mkdir()
    record.write_text("{}")

    assert save(compile_document(document()), spec, path, tmp_path)
    assert current(tmp_path).spec == spec.relative_to(tmp_path).as_posix()


def test_a_run_stays_current_while_the_plan_does_not_change(document, tmp_path):
    spec, path = tmp_path / "small.yaml", tmp_path / "plan.json"
    assert save(compile_document(document()), spec, path, tmp_path)
    set_current(replace(current(tmp_path), run="runs/one"), tmp_path)

    assert not save(compile_document(document()), spec, path, tmp_path)
    assert current(tmp_path).run == "runs/one"

    assert save(compile_document(document("seed=1")), spec, path, tmp_path)
    assert current(tmp_path).run is None


def test_a_failed_write_leaves_the_old_file_and_no_other(document, tmp_path, monkeypatch):
    from causalvq import atomic_files

    path = tmp_path / "plans" / "plan.json"
    save(compile_document(document()), tmp_path / "small.yaml", path, tmp_path)
    before = path.read_text()

    def full(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        save(compile_document(document("seed=1")), tmp_path / "small.yaml", path, tmp_path)

    assert path.read_text() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["plan.json", "plan.lock.json"]


def test_a_file_holds_a_text_when_it_is_exactly_that(tmp_path):
    (tmp_path / "a").write_text("one\n")

    assert holds(tmp_path / "a", "one\n")
    assert not holds(tmp_path / "a", "one")
    assert not holds(tmp_path / "b", "")


def test_warnings_are_those_of_the_language_the_passes_and_what_cannot_be_trained(document):
    made = compile_document(document("losses.identity=1", "data.pairs=none"))

    assert [warning.code for warning in made.warnings if warning.code != "CVQ250"] == ["CVQ290"]
    assert {warning.severity for warning in made.warnings} == {"warning"}


def test_what_is_written_again_is_what_differs(document, tmp_path):
    spec, path = tmp_path / "small.yaml", tmp_path / "plan.json"
    save(compile_document(document()), spec, path, tmp_path)
    before = path.stat().st_mtime_ns

    assert not save(compile_document(document()), spec, path, tmp_path)
    assert path.stat().st_mtime_ns == before
    assert save(compile_document(document()), tmp_path / "other.yaml", path, tmp_path), "another spec is current"


def test_a_long_value_is_cut_for_a_line():
    assert short({"a": 1}) == '{"a": 1}'
    assert short("x" * 80) == '"' + "x" * 56 + "..."
