from pathlib import Path

import pytest

from causalvq.compiler.artifacts.compilation import compile_document, save
from causalvq.compiler.artifacts.workspace import Current, current, current_plan, seen_from, set_current, spec_changed
from causalvq.errors import CompileError


def test_nothing_was_compiled_yet(tmp_path):
    assert current(tmp_path) is None


def test_what_is_set_is_read(tmp_path):
    set_current(Current("spec.yaml", "plan.json", "d", "t", "runs/x"), tmp_path)

    assert current(tmp_path) == Current("spec.yaml", "plan.json", "d", "t", "runs/x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"spec": 1, "plan": "p", "digest": "d", "text": "t"}',
        '{"spec": "s", "plan": "p", "digest": "d", "text": "t", "more": 1}',
        "\x00",
    ],
)
def test_damaged(tmp_path, text):
    set_current(Current("s", "p", "d", "t"), tmp_path)
    (tmp_path / ".causalvq" / "current.json").write_text(text)

    with pytest.raises(CompileError, match="CVQ230"):
        current(tmp_path)


def test_a_plan_of_another_spec_in_its_place_is_refused(document, tmp_path):
    spec, path, other = tmp_path / "small.yaml", tmp_path / "plan.json", tmp_path / "other.json"
    save(compile_document(document("name=other")), spec, other, tmp_path)
    save(compile_document(document()), spec, path, tmp_path)
    other.replace(path)

    with pytest.raises(CompileError, match=r"CVQ225.*one of other"):
        current_plan(current(tmp_path), tmp_path)


def test_a_spec_that_was_edited_since_is_told(document, tmp_path):
    spec, path = tmp_path / "small.yaml", tmp_path / "plan.json"
    spec.write_text("a: 1")
    save(compile_document(document()), spec, path, tmp_path)
    assert spec_changed(current(tmp_path), tmp_path) is None

    spec.write_text("a: 2")
    assert spec_changed(current(tmp_path), tmp_path).code == "CVQ231"

    spec.unlink()
    assert spec_changed(current(tmp_path), tmp_path) is None


def test_paths_inside_are_recorded_from_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert seen_from(Path(), tmp_path / "deep" / "spec.yaml") == "deep/spec.yaml"
    assert seen_from(Path(), Path("../spec.yaml")) == "../spec.yaml"
    assert seen_from(tmp_path / "deep", tmp_path / "spec.yaml") == (tmp_path / "spec.yaml").as_posix()
