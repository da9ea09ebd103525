"""The rules about graphs against their definitions, on random statements."""

import tempfile
from itertools import pairwise
from pathlib import Path

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.dsl import load
from causalvq.errors import SpecError

FOLDER = tempfile.TemporaryDirectory()
FILE = Path(FOLDER.name) / "spec.yaml"
HEAD = "apiVersion: causalvq/v1\nname: a\ndata: {source: critters}\nvariables: {count: 9}\ncodebook: {size: 8}\n"

EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=9)


def diagnostics(required, forbidden, tiers, acyclic=True):
    graph = f"acyclic: {str(acyclic).lower()}, required: {flow(required)}, forbidden: {flow(forbidden)}"
    FILE.write_text(f"{HEAD}graph: {{{graph}, tiers: {flow(tiers)}}}\n")
    try:
        return load(FILE).warnings
    except SpecError as error:
        return error.diagnostics


def flow(groups):
    return "[" + ", ".join(f"[{', '.join(group)}]" for group in groups) + "]"


@settings(max_examples=200, deadline=None)
@given(EDGES, EDGES)
def test_contradictions_and_cycles_are_found_exactly(required, forbidden):
    found = {diagnostic.code for diagnostic in diagnostics(required, forbidden, [])}
    graph = nx.DiGraph([edge for edge in required if edge[0] != edge[1]])

    assert ("CVQ136" in found) == bool(set(required) & set(forbidden))
    assert ("CVQ138" in found) == (not nx.is_directed_acyclic_graph(graph))
    assert ("CVQ139" in found) == any(a == b for a, b in required + forbidden)


@settings(max_examples=100, deadline=None)
@given(EDGES)
def test_a_cycle_is_named_edge_by_edge(required):
    for diagnostic in diagnostics(required, [], []):
        if diagnostic.code == "CVQ138":
            cycle = diagnostic.message.split(": ")[1].split(" -> ")
            steps = list(pairwise(cycle))
            assert cycle[0] == cycle[-1]
            assert set(steps) <= set(required)
            assert [related.message for related in diagnostic.related] == [f"{a} -> {b}" for a, b in steps]


@settings(max_examples=100, deadline=None)
@given(EDGES, st.permutations("abcdef"), st.integers(1, 5))
def test_edges_against_the_tiers_are_found_exactly(required, order, cut):
    tiers = [order[:cut], order[cut:]]
    found = {diagnostic.code for diagnostic in diagnostics(required, [], tiers, acyclic=False)}

    assert ("CVQ137" in found) == any(a in tiers[1] and b in tiers[0] for a, b in required)


@settings(max_examples=50, deadline=None)
@given(EDGES)
def test_a_graph_that_may_have_cycles_has_no_fault_for_them(required):
    assert "CVQ138" not in {diagnostic.code for diagnostic in diagnostics(required, [], [], acyclic=False)}
