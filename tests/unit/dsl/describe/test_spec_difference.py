import pytest

from causalvq.dsl import load
from causalvq.dsl.describe.spec_difference import differences

BASE = """\
apiVersion: causalvq/v1
name: a
data: {source: critters}
variables: {count: 7}
codebook: {size: 8}
graph: {required: [[a, b], [b, c]]}
"""
DECLARED = BASE.replace("{count: 7}", "[{name: a}, {name: b}, {name: c}]")


@pytest.fixture
def difference(tmp_path):
    def compare(left, right):
        paths = (tmp_path / "left.yaml", tmp_path / "right.yaml")
        for path, text in zip(paths, (left, right), strict=True):
            path.write_text(text)
        return differences(*(load(path) for path in paths))

    return compare


def test_text_that_means_the_same_does_not_differ(difference):
    other = BASE.replace("[[a, b], [b, c]]", "[[b, c], [a, b]]\n  , acyclic: true") + "# a comment\nseed: 0\n"

    assert difference(BASE, other) == ()


def test_values_and_defaults(difference):
    assert difference(BASE, BASE.replace("size: 8", "size: 9, dim: 4")) == (
        "codebook.size: 8 -> 9",
        "codebook.dim: 16 (default) -> 4",
    )


def test_sets_tell_what_came_and_went(difference):
    assert difference(BASE, BASE.replace("[b, c]", "[b, d]")) == (
        "graph.required: - [b, c]",
        "graph.required: + [b, d]",
    )


def test_a_word_that_stands_for_a_set_is_not_taken_apart(difference):
    named = "evaluate: {metrics: [infomec, intervention]}\n"

    assert difference(BASE, BASE + named) == ("evaluate.metrics: auto (default) -> [infomec, intervention]",)
    assert difference(BASE + named, BASE + named.replace("infomec", "dci")) == (
        "evaluate.metrics: - infomec",
        "evaluate.metrics: + dci",
    )


def test_another_form_is_one_difference(difference):
    fixed = BASE.replace("graph: {", "graph: {prior: {kind: fixed}, ")
    assert difference(BASE, fixed) == (
        "graph.prior: {kind: erdos_renyi, edge_probability: 0.05, expected_edges: null} (default) -> {kind: fixed}",
    )
    assert difference(BASE, DECLARED)[0].startswith(
        "variables: {count: 7, layout: slots, books: 1, ownership: free} -> [{name: a, "
    )


def test_declared_variables_are_compared_one_by_one(difference):
    right = DECLARED.replace("{name: b}", "{name: b, states: 4}").replace(", {name: c}", "")

    assert difference(DECLARED, right) == (
        "variables[1].states: null (default) -> 4",
        "variables: - {name: c, factor: null, states: null}",
    )
