import pytest

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.describe.reference import key_docs
from causalvq.dsl.spec.training import Optimizer

DOCS = {(doc.path, doc.form): doc for doc in key_docs()}


@pytest.mark.parametrize(
    ("path", "form", "kind", "default"),
    [
        ("codebook.size", None, "auto, or whole number, 2 to 65,536", None),
        ("train.optimizer.lr", None, "number, above 0, at most 10", flow(Optimizer().lr)),
        ("data.split.train", None, "number, above 0, at most 1", "0.8"),
        ("graph.required", None, "list of [text; text]", "[]"),
        ("graph.prior.exponent", "kind: scale_free", "number, above 1, at most 10", "2.5"),
        ("graph.prior", None, None, "{kind: erdos_renyi, edge_probability: 0.05}"),
        ("variables[].states", None, "whole number, 2 to 65,536, or null", "null"),
        ("data.factors", None, "all, or list of (text, or mapping), at least one", "all"),
        ("graph", None, "mapping", "see its keys"),
    ],
)
def test_a_key_is_told_with_its_range_and_default(path, form, kind, default):
    doc = DOCS[path, form]

    assert kind is None or doc.kind == kind
    assert doc.default == default


def test_a_source_is_a_name_or_a_form():
    assert DOCS["data.source", None].kind.startswith("one of critters, ")
    assert "mapping with one of the forms npz, " in DOCS["data.source", None].kind
