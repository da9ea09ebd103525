"""Names as people have them: what `init` writes compiles, and what cannot be a name is told, whatever the file."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.compiler.plan_faults import UNNAMEABLE
from causalvq.dsl.loader import load
from causalvq.dsl.name_rule import LONGEST, cleaned, why_not
from causalvq.dsl.text.nodes import format_path, key_of_path, parse_path
from causalvq.errors import CausalVQError, CompileError
from causalvq.init.options import Options
from causalvq.init.proposal import propose

IMAGES = np.random.default_rng(0).integers(0, 256, (60, 8, 8, 1), dtype=np.uint8)
LABELS = np.stack(np.unravel_index(np.arange(60) % 6, (3, 2)), axis=1)
ODD = (
    ("size [cm]", "mass, kg"),
    ("a=b", "a"),
    ("a.b", ".c"),
    ("null", "true"),
    ("1", "1.0"),
    ("~", "-"),
    ("{x}", "# y"),
    (" leading", "trailing "),
    ("\U0001f469\u200d\U0001f52c", "gr\u00fc\u00df \u00b0"),
    ('"quoted"', "it's"),
    ("all", "images"),
    ("pairs", "auto"),
    ("x" * 200, "y: z"),
    ("a -> b", "a\\b"),
    ("@order", "!tag"),
    ("&anchor", "*alias"),
    ("Size", "size"),
    ("b1", "b1.r1.c1"),
    ("$HOME", "%d"),
    ("file_name", "label"),
    ("yes", "0x10"),
    ("plan", "latest"),
)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def npz(folder, names):
    np.savez(folder / "odd.npz", images=IMAGES, labels=LABELS, factor_names=np.array(names))
    return folder / "odd.npz"


def spec_of(folder, names):
    first, second = (json.dumps(cleaned(name), ensure_ascii=False) for name in names)
    text = (
        "apiVersion: causalvq/v1\nname: odd\ndata:\n"
        f"  source: {{format: npz, path: odd.npz}}\n  factors: [{first}, {second}]\n"
        f"  imbalance: {{{second}: [0.6, 0.4]}}\n"
        f"variables: {{count: 2}}\ncodebook: {{size: 4}}\ninterventions: {{actions: {{{first}: set}}}}\n"
    )
    (folder / "odd.yaml").write_text(text, encoding="utf-8")
    return folder / "odd.yaml"


@pytest.mark.parametrize("names", ODD)
def test_a_spec_may_speak_of_any_name(tmp_path, names):
    npz(tmp_path, names)
    plan = compile_document(load(spec_of(tmp_path, names))).plan

    assert [factor.name for factor in plan.data.factors] == [cleaned(name) for name in names]
    assert len({action.name for action in plan.actions}) == len(plan.actions)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(TEXT, TEXT))
@example(("size [cm]", "mass, kg"))
@example(("a", "a "))
@example(("x" * (LONGEST + 1), "y"))
@example(("\u200b", "\ufeffa"))
@example(("a\x07b", "\x1b[31m"))
def test_what_init_writes_compiles_or_is_refused_with_a_reason(tmp_path, names):
    data = npz(tmp_path, names)
    spec = tmp_path / "spec.yaml"
    refused: tuple[str, ...] = ()
    try:
        proposal = propose(data, spec, Options())
    except CausalVQError as error:
        refused = tuple(str(found.code) for found in error.diagnostics)
    assert not any(code.startswith("CVQ1") for code in refused), "told of a spec that nobody has written"
    if refused:
        return
    spec.write_text(proposal.text, encoding="utf-8")
    plan = compile_document(load(spec)).plan
    assert all(why_not(factor.name) is None for factor in plan.data.factors)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=2, max_size=3, unique_by=cleaned))
@example(["", "size [cm]"])
@example(["a,b", 'c"d', "e\nf"])
def test_the_header_of_a_table_may_have_any_names(tmp_path, names):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["file_name", *names])
    for row in range(12):
        writer.writerow([f"{row}.npy", *("abc"[row // (position + 1) % 3] for position in range(len(names)))])
    (tmp_path / "t.csv").write_text(text.getvalue(), encoding="utf-8")
    from causalvq.data.tables.table_reading import read_table

    try:
        header = read_table(tmp_path / "t.csv").header
    except CausalVQError:
        return
    assert len(set(header)) == len(header)
    assert all(name == cleaned(name) and name for name in header)


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("x" * 300, "y"), "it has 300 signs, more than 256"),
        (("a\x07b", "y"), "it has a sign that is no text"),
    ],
)
def test_a_name_that_is_none_is_told_by_compile(tmp_path, names, why):
    npz(tmp_path, names)
    (tmp_path / "odd.yaml").write_text(
        "apiVersion: causalvq/v1\nname: odd\ndata: {source: {format: npz, path: odd.npz}}\n"
        "variables: {count: 2}\ncodebook: {size: 4}\n"
    )
    with pytest.raises(CompileError, match=f"{UNNAMEABLE} .*{why}"):
        compile_document(load(tmp_path / "odd.yaml"))


def test_two_actions_of_one_name_are_told(tmp_path):
    values = {"values_a": np.array(["b=x", "y", "z"]), "values_a=b": np.array(["x", "y"])}
    np.savez(tmp_path / "odd.npz", images=IMAGES, labels=LABELS, factor_names=np.array(["a", "a=b"]), **values)
    (tmp_path / "odd.yaml").write_text(
        "apiVersion: causalvq/v1\nname: odd\ndata: {source: {format: npz, path: odd.npz}}\n"
        "variables: {count: 2}\ncodebook: {size: 4}\ninterventions: {actions: set}\n"
    )
    with pytest.raises(CompileError, match=f"{UNNAMEABLE} a and a=b both have an action a=b=x"):
        compile_document(load(tmp_path / "odd.yaml"))


def test_names_that_differ_in_capitals_alone_are_told(tmp_path):
    npz(tmp_path, ("Size", "size"))
    made = compile_document(load(spec_of(tmp_path, ("Size", "size"))))

    assert any("Size and size differ in capitals alone" in warning.message for warning in made.warnings)


@given(TEXT, TEXT)
@example("size [cm]", 'a"b')
@example("a\\", '"')
def test_a_path_comes_back_whatever_its_keys(one, other):
    assert parse_path(format_path((one, 0, other))) == (one, 0, other)
    assert parse_path(key_of_path(one)) == (one,)


def test_no_variable_that_is_counted_has_the_name_of_another_factor(tmp_path):
    npz(tmp_path, ("free.1", "x"))
    (tmp_path / "odd.yaml").write_text(
        "apiVersion: causalvq/v1\nname: odd\ndata: {source: {format: npz, path: odd.npz}}\n"
        "variables: {count: 3}\ncodebook: {size: 4}\n"
    )
    plan = compile_document(load(tmp_path / "odd.yaml")).plan
    assert [variable.name for variable in plan.variables] == ["free.1", "x", "free.1_"]
