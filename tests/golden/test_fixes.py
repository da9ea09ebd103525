"""Every hint of a broken spec that says what was meant, or what is missing, has a fix that removes its diagnostic."""

import shutil
from pathlib import Path

import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.text_edits import changed
from causalvq.dsl.edits.text_layout import layout_of
from causalvq.dsl.loader import load
from causalvq.errors import CausalVQError

HERE = Path(__file__).parent
SPECS = [spec for folder in ("invalid", "refused") for spec in sorted((HERE / folder).glob("*.yaml"))]


def faults(spec, *, compiled):
    """What is wrong with a spec, by reading it and, where that is asked for and it is well, by compiling it."""
    try:
        document = load(spec)
        return (compile_document(document).warnings if compiled else ()) + document.warnings
    except CausalVQError as error:
        return error.diagnostics


def is_mendable(one):
    """Whether a hint says what was meant, or which key is missing; what YAML cannot read has no place for an edit."""
    if one.place is None or one.place.line is None:
        return False
    hint = one.hint or ""
    return hint.startswith("did you mean") or (one.code < "CVQ2" and hint.startswith(("write ", "put it in quotes")))


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The folders of the specs, to write in."""
    folder = tmp_path_factory.mktemp("golden")
    for name in ("invalid", "refused"):
        shutil.copytree(HERE / name, folder / name)
    return folder


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_each_fix_removes_its_diagnostic_and_no_comment(spec, copies):
    meant = "did you mean" in spec.with_suffix(".txt").read_text()
    spec = copies / spec.relative_to(HERE)
    for one in faults(spec, compiled=meant and spec.parent.name == "refused"):
        file = Path(one.place.file)
        layout = layout_of(file.read_text(encoding="utf-8-sig")) if is_mendable(one) else None
        fixes = fixes_of(one, layout) if layout else ()
        assert fixes or not is_mendable(one), one
        for fix in fixes:
            new = changed(layout.text, fix.edits)
            file.write_text(new, encoding="utf-8")
            left = faults(spec, compiled=one.code >= "CVQ2")
            file.write_text(layout.text, encoding="utf-8")
            same = [told for told in left if (told.code, told.message, told.got) == (one.code, one.message, one.got)]
            assert not same, fix
            assert len(layout_of(new).comments) == len(layout.comments)
