"""Every hint of a broken spec that says what was meant, or what is missing, has a fix that removes its diagnostic."""

import shutil
from pathlib import Path

import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.layout import layout_of
from causalvq.dsl.edits.text_edits import changed
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


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_each_fix_removes_its_diagnostic_and_no_comment(spec, tmp_path):
    folder = tmp_path / "golden"
    for one in faults(spec, compiled=spec.parent.name == "refused"):
        layout = layout_of(Path(one.place.file).read_text(encoding="utf-8-sig")) if is_mendable(one) else None
        fixes = fixes_of(one, layout) if layout else ()
        assert fixes or not is_mendable(one), one
        for fix in fixes:
            shutil.copytree(spec.parent, folder, dirs_exist_ok=True)
            file = folder / Path(one.place.file).relative_to(spec.parent)
            file.write_text(changed(layout.text, fix.edits), encoding="utf-8")
            left = {
                (told.code, told.message, told.got) for told in faults(folder / spec.name, compiled=one.code >= "CVQ2")
            }
            assert (one.code, one.message, one.got) not in left, fix
            assert len(layout_of(file.read_text(encoding="utf-8")).comments) == len(layout.comments)
