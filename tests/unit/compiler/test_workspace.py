import pytest

from causalvq.compiler.compilation import compile_document, save
from causalvq.compiler.workspace import Current, current, set_current
from causalvq.errors import CompileError


def test_nothing_was_compiled_yet(tmp_path):
    assert current(tmp_path) is None


def test_what_is_set_is_read(tmp_path):
    set_current(Current("spec.yaml", "plan.json", "runs/x"), tmp_path)

    assert current(tmp_path) == Current("spec.yaml", "plan.json", "runs/x")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"spec": 1, "plan": "p"}', '{"spec": "s", "plan": "p", "more": 1}', "\x00"]
)
def test_damaged(tmp_path, text):
    set_current(Current("s", "p"), tmp_path)
    (tmp_path / ".causalvq" / "current.json").write_text(text)

    with pytest.raises(CompileError, match="CVQ230"):
        current(tmp_path)


def test_a_run_stays_current_while_the_plan_does_not_change(document, tmp_path):
    spec, path = tmp_path / "small.yaml", tmp_path / "plan.json"
    assert save(compile_document(document()), spec, path, tmp_path)
    set_current(Current(spec.as_posix(), path.as_posix(), "runs/one"), tmp_path)

    assert not save(compile_document(document()), spec, path, tmp_path)
    assert current(tmp_path).run == "runs/one"

    assert save(compile_document(document("seed=1")), spec, path, tmp_path)
    assert current(tmp_path).run is None


def test_a_failed_write_leaves_the_old_file_and_no_other(document, tmp_path, monkeypatch):
    from causalvq import files

    path = tmp_path / "plans" / "plan.json"
    save(compile_document(document()), tmp_path / "small.yaml", path, tmp_path)
    before = path.read_text()

    def full(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        save(compile_document(document("seed=1")), tmp_path / "small.yaml", path, tmp_path)

    assert path.read_text() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["plan.json", "plan.lock.json"]
