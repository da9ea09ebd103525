from causalvq.errors import CausalVQError, Diagnostic, Place, SpecError


def test_a_diagnostic_reads_as_one_line():
    diagnostic = Diagnostic(
        code="CVQ101", message="unknown key", place=Place("a.yaml", 3, 7), expected="size", hint="did you mean size?"
    )

    assert str(diagnostic) == "a.yaml:3:7: CVQ101 unknown key; expected: size; hint: did you mean size?"


def test_an_error_carries_all_its_diagnostics():
    error = SpecError(Diagnostic("CVQ101", "one"), Diagnostic("CVQ102", "two"))

    assert isinstance(error, CausalVQError)
    assert str(error) == "CVQ101 one\nCVQ102 two"
