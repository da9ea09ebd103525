import pytest

from causalvq.compiler.artifacts.compilation import compile_document, require_no_drift
from causalvq.compiler.artifacts.lock_file import drift, lock_path, read_lock


def test_the_lock_lies_beside_the_plan(kept):
    made, path = kept

    assert read_lock(lock_path(path)) == made.lock
    assert lock_path(path).name == "small.lock.json"
    require_no_drift(made, path)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"source": "0"}, "the content of the source"),
        ({"versions": {"python": "2.7", "causalvq": "0.0"}}, "the version of causalvq"),
        ({"files": {"knowledge.csv": "0"}}, "the file knowledge.csv"),
        ({"plan": "0"}, "the plan"),
    ],
)
def test_everything_that_drifts_is_named(kept, changes, what):
    made, _ = kept

    assert next(name for name, _, _ in drift(made.lock, made.lock.model_copy(update=changes))) == what


def test_files_that_the_spec_names_are_locked(document, tmp_path):
    (tmp_path / "known.csv").write_text("top,eyes\n")
    before = compile_document(document("graph.file=known.csv")).lock
    (tmp_path / "known.csv").write_text("top,eyes\n# a comment\n")
    after = compile_document(document("graph.file=known.csv")).lock

    assert [what for what, _, _ in drift(before, after)] == ["the file known.csv"]
