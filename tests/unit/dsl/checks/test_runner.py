import pytest

from causalvq.dsl.checks.runner import MAX_FINDINGS, touches


@pytest.mark.parametrize(
    ("path", "read", "touched"),
    [
        (("codebook", "size"), "codebook.size", True),
        (("codebook",), "codebook.size", True),
        (("codebook", "size"), "codebook", True),
        (("variables", 3, "name"), "variables", True),
        (("codebook", "dim"), "codebook.size", False),
        (("code",), "codebook", False),
    ],
)
def test_a_fault_at_above_or_below_what_a_rule_reads_keeps_it_from_running(path, read, touched):
    assert touches(path, read) is touched


def test_a_rule_whose_keys_are_faulty_is_not_run_and_others_are(told):
    found = told(codebook="{size: x, quantizer: lfq}", interventions="{sparsity: {max_targets: 9}}")

    assert [code for code, _ in found] == ["CVQ103", "CVQ133"]


def test_of_one_rule_so_many_findings_are_told(told):
    edges = ", ".join(f"[v{number}, v{number}]" for number in range(MAX_FINDINGS + 20))

    assert [code for code, _ in told(graph=f"{{required: [{edges}]}}")] == ["CVQ139"] * MAX_FINDINGS
