import pytest

from causalvq.compiler.artifacts.compilation import compile_document, require_no_drift, save
from causalvq.compiler.artifacts.lock_file import drift, lock_path, read_lock
from causalvq.errors import CompileError


@pytest.fixture
def kept(document, tmp_path):
    """A compilation, its plan's path, and the lock beside it."""
    made, path = compile_document(document("train.steps=9")), tmp_path / "plans" / "small.json"
    save(made, tmp_path / "small.yaml", path, tmp_path)
    return made, path


def test_the_lock_lies_beside_the_plan(kept):
    made, path = kept

    assert read_lock(lock_path(path)) == made.lock
    assert lock_path(path).name == "small.lock.json"
    require_no_drift(made, path)


def test_a_changed_spec_is_told_with_what_it_does_to_the_plan(kept, document):
    _, path = kept
    with pytest.raises(CompileError) as caught:
        require_no_drift(compile_document(document("train.steps=9", "codebook.size=9")), path)

    first, *notes = caught.value.diagnostics
    assert first.message == "the spec drifted from the lock"
    assert [note.severity for note in notes] == ["note"] * len(notes)
    assert any("codebook.size" in note.message and (note.expected, note.got) == ("8", "9") for note in notes)


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


@pytest.mark.parametrize("content", [None, "", "{}", '{"version": "causalvq-lock/9"}'])
def test_no_lock(kept, content):
    made, path = kept
    lock_path(path).unlink()
    if content is not None:
        lock_path(path).write_text(content)

    with pytest.raises(CompileError, match="CVQ228"):
        require_no_drift(made, path)
