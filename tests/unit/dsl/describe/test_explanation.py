import pytest

from causalvq.dsl.describe.explanation import explain_key, overview
from causalvq.dsl.describe.reference import key_docs
from causalvq.errors import SpecError

DOCS = {(doc.path, doc.form): doc for doc in key_docs()}


def test_explain_takes_the_end_of_a_path():
    assert explain_key("lr") == explain_key("train.optimizer.lr")
    assert "number, above 0, at most 10" in explain_key("lr")


def test_explain_lists_what_a_section_has():
    text = explain_key("codebook")

    assert "    size: States of each variable." in text
    assert "    dim: " in text


def test_an_unknown_key_is_a_fault_with_a_remedy():
    with pytest.raises(SpecError) as error:
        explain_key("codbook.size")

    assert error.value.diagnostics[0].code == "CVQ125"
    assert error.value.diagnostics[0].hint == "did you mean codebook.size?"


def test_the_overview_has_every_key():
    text = overview()

    assert all(f"{doc.path}: " in text for doc in DOCS.values() if not doc.section)
