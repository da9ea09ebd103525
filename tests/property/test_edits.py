"""Laws of the edits of specs: `fmt` and `fix` done twice are as done once, and lose no comment and no value."""

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.key_order import formatted
from causalvq.dsl.edits.mending import mend
from causalvq.dsl.edits.text_edits import changed
from causalvq.dsl.edits.text_layout import layout_of
from causalvq.dsl.loader import load
from causalvq.dsl.text.nodes import plain
from causalvq.dsl.text.yaml_writer import flow, scalar
from causalvq.errors import SpecError
from causalvq.regular_files import real_path
from tests.property.specs import valid_specs

ROOT = Path(__file__).parents[2]
SPECS = [path for folder in ("examples", "tests/golden") for path in sorted((ROOT / folder).rglob("*.yaml"))]
QUICK = ("examples", "ablations", "paper", "invalid")
DAMAGE = ["", "x", ":", " ", "- ", "{", "]", "#", "&a ", "*a", "\n", "'"]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)


@lru_cache(maxsize=64)
def faults(path, text):
    """What is wrong with a text as the spec of a file."""
    try:
        return load(path, unsaved={real_path(path): text}).warnings
    except SpecError as error:
        return error.diagnostics


def comments(text):
    """The comments of a text, sorted."""
    layout = layout_of(text)
    return sorted(text[start:end].rstrip() for start, end in layout.comments)


def require_laws(path, text):
    """Format and mend a text that can be read."""
    try:
        new = formatted(text, str(path)).text
    except SpecError:
        new = None
    if new is not None:
        assert formatted(new, str(path)).text == new
        assert plain(layout_of(new).tree) == plain(layout_of(text).tree)
        assert comments(new) == comments(text)
    mended = mend(text, str(path), lambda other: faults(path, other))
    again = mend(mended.text, str(path), lambda other: faults(path, other))
    assert again.text == mended.text
    assert len(mended.left) <= len(faults(path, text))
    if layout_of(text):
        assert comments(mended.text) == comments(text)


@pytest.mark.parametrize(
    "path",
    [path if path.parent.name in QUICK else pytest.param(path, marks=pytest.mark.slow) for path in SPECS],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_specs_of_the_repository(path):
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return
    require_laws(path, text)


@st.composite
def written(draw, value, margin=0):
    """The lines of a mapping or a list in any order and either style, with comments anywhere."""
    lines = []

    def comment(place):
        if draw(st.integers(0, 3)) == 0:
            lines.append(" " * place + "#" + draw(WORDS).replace("\r", " "))
        if draw(st.integers(0, 5)) == 0:
            lines.append("")

    def beside():
        return "  # " + draw(WORDS) if draw(st.integers(0, 3)) == 0 else ""

    pairs = draw(st.permutations(list(value.items()))) if isinstance(value, dict) else [(None, one) for one in value]
    for key, below in pairs:
        comment(margin)
        lead = f"{scalar(key)}:" if key is not None else "-"
        if isinstance(below, dict | list) and below and draw(st.booleans()):
            inner = draw(written(below, margin + 2))
            first = inner[0].lstrip(" ")
            if key is None and first and not first.startswith("#"):
                lines.append(" " * margin + "- " + first)
                inner = inner[1:]
            else:
                lines.append(" " * margin + lead + beside())
            lines += inner
        else:
            lines.append(f"{' ' * margin}{lead} {flow(below)}{beside()}")
        comment(margin + draw(st.integers(0, 3)))
    return lines


def require_laws_of_a_layout(data):
    """A valid spec written in some way."""
    lines = data.draw(valid_specs().flatmap(written))
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))

    require_laws(Path("made.yaml"), newline.join([*lines, ""]))


def require_laws_of_a_damaged_spec(path, chance):
    """A spec with a few signs changed: each fix is an edit that can be done, and no text ends in an exception."""
    text = path.read_bytes().decode("utf-8", "replace").lstrip("\ufeff")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(DAMAGE) + text[at + 1 :]
    layout = layout_of(text)
    for one in faults(path, text):
        for fix in fixes_of(one, layout) if layout and one.place and one.place.file == str(path) else ():
            changed(text, fix.edits)
    require_laws(path, text)


@settings(max_examples=6)
@given(st.data())
def test_specs_of_any_layout(data):
    require_laws_of_a_layout(data)


@settings(max_examples=15)
@given(st.sampled_from(SPECS), st.randoms(use_true_random=False))
def test_damaged_specs(path, chance):
    require_laws_of_a_damaged_spec(path, chance)


@pytest.mark.slow
@settings(max_examples=400)
@given(st.data())
def test_many_specs_of_any_layout(data):
    require_laws_of_a_layout(data)


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.sampled_from(SPECS), st.randoms(use_true_random=False))
def test_many_damaged_specs(path, chance):
    require_laws_of_a_damaged_spec(path, chance)
