from knowing import DATA, known_of

from causalvq.dsl.documents.document import Document
from causalvq.lsp.analysis.plan_analysis import compile_open, factors_alone


def read(tiny, more=""):
    return known_of((tiny / "tiny.yaml").read_text() + more, tiny).read


def test_facts_plan_and_decisions(tiny):
    found = compile_open(read(tiny).document, DATA)

    assert [factor.name for factor in found.factors] == ["place", "shade", "ground"]
    assert found.plan is not None
    assert found.decisions


def test_what_cannot_be_compiled_still_has_its_factors(tiny):
    found = compile_open(read(tiny, "graph: {required: [[plce, shade]]}\n").document, DATA)

    assert found.plan is None
    assert len(found.factors) == 3
    assert found.diagnostics[0].severity == "error"


def test_a_spec_with_faults_has_its_factors_too(tiny):
    faulty = read(tiny, "train: {steps: -1}\n")
    assert faulty.document is None

    assert len(factors_alone(Document(faulty.open.path, faulty.spec, faulty.merged), DATA).factors) == 3
