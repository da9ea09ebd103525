"""Whatever lies in a folder: a spec that compiles, or a message that says what to do, and no table without a word."""

import json
import shutil
import tempfile
import warnings
from pathlib import Path

import layouts
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.data.tables import SUFFIXES
from causalvq.dsl import load
from causalvq.errors import CausalVQError
from causalvq.init import Options, propose

FOLDERS = ("", "train", "test", "before", "after", "images", "red", "blue/small", "A", "push left", "x_pre", "ünï")
STEMS = (
    "001",
    "002",
    "7",
    "red_1",
    "red_2",
    "blue_1",
    "blue_2",
    "a0_b1",
    "a1_b0",
    "img before",
    "img after",
    "x.y",
    "-",
    "name=1",
)
WORDS = st.sampled_from(
    [
        "red",
        "blue",
        "1",
        "2",
        "2.5",
        "-3",
        "",
        "NA",
        "0,5",
        "2024-01-02",
        "push_left",
        "hue+1",
        "hue=red",
        '"',
        "é",
        "a" * 60,
    ]
)
HEADERS = st.sampled_from(
    [
        "file_name",
        "image",
        "before",
        "after",
        "x",
        "y",
        "action",
        "label",
        "hue",
        "id",
        "split",
        "factor",
        "from",
        "to",
        "value",
        "",
        "a,b",
        "size, mm",
    ]
)
CELLS = st.one_of(WORDS, st.sampled_from([f"{stem}.png" for stem in STEMS]), st.sampled_from(["train", "test", "val"]))


@st.composite
def tables(draw):
    """A file of a table of some kind, mostly a sound one: its ending and its bytes."""
    header = draw(st.lists(HEADERS, min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(CELLS, min_size=0, max_size=6), max_size=12))
    ending = draw(st.sampled_from(["csv", "tsv", "txt", "json", "jsonl"]))
    if ending in ("json", "jsonl"):
        records = [dict(zip(header, row, strict=False)) for row in rows]
        text = json.dumps(records) if ending == "json" else "\n".join(map(json.dumps, records))
    else:
        text = "\n".join(("\t" if ending == "tsv" else ",").join(row) for row in [header, *rows])
    content = bytearray(text.encode())
    if draw(st.integers(0, 4)) == 0 and content:
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return ending, bytes(content)


@st.composite
def trees(draw):
    """A folder: images that may be damaged, tables, arrays, and what is none of these."""
    top = Path(tempfile.mkdtemp(prefix="layout."))
    names = draw(st.lists(st.tuples(st.sampled_from(FOLDERS), st.sampled_from(STEMS)), max_size=24, unique=True))
    for number, (folder, stem) in enumerate(names):
        path = top / folder / f"{stem}.png"
        layouts.save(path, layouts.IMAGES[number % len(layouts.IMAGES)])
        if draw(st.integers(0, 30)) == 0:
            path.write_bytes(path.read_bytes()[: draw(st.integers(0, 60))])
    for number in range(draw(st.integers(0, 3))):
        ending, content = draw(tables())
        path = top / draw(st.sampled_from(FOLDERS)) / f"t{number}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if draw(st.integers(0, 5)) == 0:
        shape = draw(st.sampled_from([(6,), (6, 2), (6, 8, 8), (6, 8, 8, 3), (0, 8, 8, 3), (6, 8, 8, 40), ()]))
        kind = draw(st.sampled_from(["u1", "i8", "f8", "U3", "?"]))
        np.savez(top / "arrays.npz", np.ones(shape, kind), labels=np.arange(6) % 2)
    (top / "notes.md").write_text("text")
    return top


def tried(top, **options):
    """A proposal for a folder, or the fault that is told instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            proposal = propose(top / "data", top / "spec.yaml", Options(**options))
        except CausalVQError as error:
            return None, "\n".join(map(remedy, error.diagnostics))
    (top / "spec.yaml").write_text(proposal.text)
    compile_document(load(top / "spec.yaml"))
    return proposal.report, "\n".join(text for _, text in proposal.report.rows())


def remedy(fault):
    """What a fault says to do: a place to look at, or words for it."""
    said = fault.hint or fault.expected or fault.got or (fault.place and str(fault.place))
    assert said, fault
    return f"{fault} {said}"


def mentioned(file, said):
    """Whether a table is told of: by its name, or as one of a kind that is."""
    return file.name in said or any(word in said for word in ("more:", "/*", "*/"))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(tree=trees(), missing=st.sampled_from(["error", "skip"]))
def test_any_folder_becomes_a_spec_or_a_message(tree, missing):
    top = Path(tempfile.mkdtemp(prefix="fuzz."))
    try:
        shutil.move(tree, top / "data")
        report, said = tried(top, missing=missing)
        found = [path for path in (top / "data").rglob("*") if path.suffix in SUFFIXES and path.suffix != ".txt"]
        if report is not None and not report.reading.source["format"].startswith(("npz", "arrays")):
            assert all(mentioned(file, said) for file in found), said
    finally:
        shutil.rmtree(top, ignore_errors=True)
        shutil.rmtree(tree, ignore_errors=True)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(made=st.sampled_from(layouts.TRAINED), data=st.data())
def test_a_damaged_layout_becomes_a_spec_or_a_message(made, data):
    top = Path(tempfile.mkdtemp(prefix="fuzz."))
    try:
        (top / "data").mkdir()
        made(top / "data")
        files = sorted(path for path in (top / "data").rglob("*") if path.is_file())
        for _ in range(data.draw(st.integers(0, 3))):
            path = data.draw(st.sampled_from(files))
            harm = data.draw(st.sampled_from(["gone", "cut", "byte", "empty", "renamed"]))
            content = bytearray(path.read_bytes()) if path.exists() else bytearray()
            if not content or harm == "gone":
                path.unlink(missing_ok=True)
            elif harm == "renamed":
                path.rename(path.with_name(f"other{path.suffix}"))
            else:
                place = data.draw(st.integers(0, len(content) - 1))
                content[place] ^= data.draw(st.integers(1, 255))
                path.write_bytes({"cut": content[:place], "byte": content, "empty": b""}[harm])
        tried(top)
    finally:
        shutil.rmtree(top, ignore_errors=True)


@pytest.mark.slow
@settings(max_examples=1500, suppress_health_check=list(HealthCheck))
@given(tree=trees(), missing=st.sampled_from(["error", "skip"]))
def test_many_folders_become_specs_or_messages(tree, missing):
    test_any_folder_becomes_a_spec_or_a_message.hypothesis.inner_test(tree, missing)
