"""What a hint suggests is accepted when it is followed, in every broken spec of the golden texts."""

import re
import shutil
from pathlib import Path

import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl.loader import load
from causalvq.errors import CausalVQError

HERE = Path(__file__).parent
MEANT = re.compile(r"did you mean ([^?]+)\?")
WRITE = re.compile(r"write (\[[^\]]*\]|\{[^}]*\}|-?[\d.]+|true|false)(?=;|$| or | for )")


def faults(spec):
    """What is wrong with a spec, by reading it and, where that is well, by compiling it."""
    try:
        compile_document(load(spec))
    except CausalVQError as error:
        return error.diagnostics
    return ()


def suggested(one):
    """What a hint says to write at its place; None where it says no such thing."""
    found = MEANT.search(one.hint or "") or WRITE.match(one.hint or "")
    return found[1] if found and one.place and one.place.column and one.place.excerpt else None


CASES = [
    pytest.param(spec, index, id=f"{spec.stem}-{index}")
    for folder in ("invalid", "refused")
    for spec in sorted((HERE / folder).glob("*.yaml"))
    for index, one in enumerate(faults(spec))
    if suggested(one) and Path(one.place.file).name == spec.name
]


def followed(text, one, word):
    """The text with what the hint says in place of what it is about."""
    lines = text.splitlines(keepends=True)
    line, start = lines[one.place.line - 1], one.place.column - 1
    end = start + one.place.length
    if "." not in word or one.code != "CVQ101":
        lines[one.place.line - 1] = line[:start] + word + line[end:]
        return "".join(lines), ()
    # a key that belongs elsewhere: it is taken out here and set there
    value = re.match(r"\s*:\s*([^,}\n]+)", line[end:])
    assert value, line
    lines[one.place.line - 1] = line[:start] + line[end + value.end() :].lstrip(", ")
    return "".join(lines), (f"{word}={value[1].strip()}",)


def test_there_are_suggestions_to_follow():
    assert len(CASES) >= 15


@pytest.mark.parametrize(("spec", "index"), CASES)
def test_a_suggestion_is_accepted_when_it_is_followed(spec, index, tmp_path):
    one = faults(spec)[index]
    folder = tmp_path / "golden"
    shutil.copytree(spec.parent, folder)
    text, overrides = followed(spec.read_text(encoding="utf-8"), one, suggested(one))
    (folder / spec.name).write_text(text, encoding="utf-8")
    try:
        load(folder / spec.name, overrides)
        left = faults(folder / spec.name)
    except CausalVQError as error:
        left = error.diagnostics
    same = [told for told in left if (told.code, told.message, told.got) == (one.code, one.message, one.got)]
    assert not same, f"{one.hint} leads to {same[0]}"
    here = [told for told in left if told.place and told.code == one.code and told.place.line == one.place.line]
    assert not [told for told in here if told.place.column == one.place.column], f"{one.hint} leads to {here[0]}"
