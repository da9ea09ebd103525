import pytest
from corruptions import Corruption, assert_found, put, swapped

from causalvq.compiler.verifier import violations

CORRUPTIONS = {
    "a variable that causes itself": Corruption(
        put("graph.allowed.0", lambda row: f"{int(row, 16) | 0x8000:04x}"), "cause itself"
    ),
    "a required edge that is not allowed": Corruption(put("graph.allowed.8", "0000"), "required edge is not allowed"),
    "an edge back": Corruption(
        put("graph.allowed.12", lambda row: f"{int(row, 16) | 0x0080:04x}"), "would close a cycle"
    ),
    "required edges in a cycle": Corruption(
        lambda raw: [put("graph.required", lambda old: [*old, [13, 8]])(raw), put("graph.allowed.13", "fffc")(raw)][:0],
        "close a cycle",
    ),
    "required edges out of order": Corruption(swapped("graph.required", 0, 1), "not sorted edges"),
    "an edge to nowhere": Corruption(put("graph.required.3", [9, 99]), "not sorted edges"),
    "a row of the mask missing": Corruption(put("graph.allowed", lambda rows: rows[:-1]), "not a row a variable"),
    "a row that is no number": Corruption(put("graph.allowed.0", "zz00"), "cannot be read"),
    "bits beyond the last variable": Corruption(put("graph.allowed.0", "7fff"), "cannot be read"),
    "a fixed graph with open edges": Corruption(put("graph.kind", "fixed"), "is fixed"),
    "log-odds without bound": Corruption(put("graph.log_odds", -1e9), "beyond 14"),
    "log-odds of causes that no prior has": Corruption(put("graph.log_odds_from", [0.0] * 14), "does not fit the kind"),
    "log-odds of some causes": Corruption(put("graph.log_odds_from", [0.0]), "not a value a variable"),
    "log-odds of an edge to nowhere": Corruption(put("graph.log_odds_of", [[0, 50, 1.0]]), "log_odds_of is not sorted"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_verifier_finds(name, whole, tmp_path):
    assert_found(CORRUPTIONS[name], whole, tmp_path)


def test_required_edges_may_close_a_cycle_where_graphs_may(plan):
    made = plan("graph.acyclic=false", "graph.required=[[top, eyes], [eyes, top]]")

    assert list(violations(made)) == []
    closed = made.model_copy(update={"graph": made.graph.model_copy(update={"acyclic": True})})
    assert list(violations(closed)) == ["the required edges close a cycle"]
