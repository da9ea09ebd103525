import json
from copy import deepcopy
from dataclasses import asdict

from causalvq.errors import CausalVQError, Code, Diagnostic, Hint, Place, Remedy, SpecError

CODE = Code("CVQ999", "a fault", "It is one.", "name: fault")


def test_a_diagnostic_reads_as_one_line():
    diagnostic = Diagnostic(
        code="CVQ101", message="unknown key", place=Place("a.yaml", 3, 7), expected="size", hint="did you mean size?"
    )

    assert str(diagnostic) == "a.yaml:3:7: CVQ101 unknown key; expected: size; hint: did you mean size?"


def test_an_error_carries_all_its_diagnostics():
    error = SpecError(Diagnostic("CVQ101", "one"), Diagnostic("CVQ102", "two"))

    assert isinstance(error, CausalVQError)
    assert str(error) == "CVQ101 one\nCVQ102 two"


def test_a_code_is_its_text():
    assert str(Diagnostic(CODE, "something is wrong")) == "CVQ999 something is wrong"
    assert json.dumps(asdict(Diagnostic(CODE, "something is wrong")))[:18] == '{"code": "CVQ999",'
    assert CODE == "CVQ999"
    assert {CODE: 1}["CVQ999"] == 1


def test_a_copy_of_a_code_knows_what_it_means():
    made = deepcopy(CODE)

    assert (made, made.summary, made.text, made.example) == (CODE, "a fault", "It is one.", "name: fault")


def test_a_hint_is_its_text_and_a_copy_of_it_knows_its_changes():
    hint = Hint("write 8", Remedy("write", "8", "codebook.size", certain=True))
    diagnostic = Diagnostic(CODE, "something is wrong", hint=hint)

    assert diagnostic.remedies == hint.remedies == deepcopy(hint).remedies
    assert json.dumps(asdict(diagnostic)["hint"]) == '"write 8"'
    assert Diagnostic(CODE, "something is wrong", hint="no change").remedies == ()
