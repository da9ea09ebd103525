from knowing import SMALL, known_of

from causalvq.lsp.naming.names import factor_of, kinds_of, uses

TEXT = (
    SMALL.replace("{count: 7}", "[{name: a, factor: hair}, {name: hair }]").replace(
        "critters}", "critters, factors: [{name: hair, order: none}, eyes], cyclic: [eyes], imbalance: {hair: [1]}}"
    )
    + "graph: {required: [[a, eyes]], tiers: [[a], [b]], prior: {kind: edge_probabilities, edges: [[a, b, 0.5]]}}\n"
    + "interventions: {actions: {eyes: set}}\n"
)


def test_all_places_that_names_have():
    found = [(one.name, one.kind, one.declares) for one in uses(known_of(TEXT).read.own)]

    assert found.count(("a", "variable", True)) == 1
    assert found.count(("a", "variable", False)) == 3
    assert found.count(("hair", "factor", True)) == 1
    assert found.count(("hair", "factor", False)) == 2
    assert found.count(("eyes", "factor", False)) == 3
    assert not any(name == "0.5" for name, *_ in found)


def test_what_a_name_names():
    tree = known_of(TEXT).read.own

    assert kinds_of(tree, "hair") == ["variable", "factor"]
    assert (factor_of(tree, "a"), factor_of(tree, "hair"), factor_of(tree, "gone")) == ("hair", None, None)
