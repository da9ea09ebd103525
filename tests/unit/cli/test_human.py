import pytest

from causalvq.cli.human import (
    MAX_WIDTH,
    MOST_OF_A_KIND,
    MOST_WORDS,
    excerpt,
    human,
    print_human,
    summary,
    told,
    width,
    window,
)
from causalvq.dsl.language_diagnostics import UNKNOWN_KEY
from causalvq.errors import Code, Diagnostic, Place, Related

PLACE = Place("a.yaml", 6, 12, 4, "codebook: {sise: 8}")


def test_the_place_the_line_a_caret_and_the_remedy():
    other = Related("first here", Place("a.yaml", 2, 1, 3, "key: 1"))
    found = Diagnostic(UNKNOWN_KEY, "unknown key sise", PLACE, "one of size", "sise", "did you mean size?", (other,))

    assert list(human(found)) == [
        "a.yaml:6:12: CVQ101 unknown key sise",
        "       6 | codebook: {sise: 8}",
        "         |            ^^^^",
        "    expected: one of size",
        "    got: sise",
        "    hint: did you mean size?",
        "    first here: a.yaml:2:1",
        "       2 | key: 1",
        "         | ^^^",
    ]


def test_what_is_no_error_says_so():
    (line,) = human(Diagnostic(UNKNOWN_KEY, "odd", severity="warning"))

    assert line == "CVQ101 warning: odd"


@pytest.mark.parametrize(
    ("severities", "text"),
    [
        (["error"], "1 error"),
        (["error", "note", "error", "warning"], "2 errors, 1 warning, 1 note"),
        ([], ""),
    ],
)
def test_all_are_counted_the_worst_first(severities, text):
    assert summary(Diagnostic(UNKNOWN_KEY, "x", severity=severity) for severity in severities) == text


def test_the_caret_stands_below_wide_signs():
    lines = list(excerpt(Place("a", 1, 4, 2, "漢字: xy")))

    assert lines[1].index("^") == lines[0].index("漢") + width("漢字:")
    assert width("漢é") == 3


def test_a_long_line_is_a_window_around_its_column():
    line = "".join(str(number % 10) for number in range(1000))

    assert window("short", 3) == ("short", 3)
    shown, column = window(line, 500)
    assert len(shown) == MAX_WIDTH
    assert shown[column:] == line[500 : 500 + MAX_WIDTH - column]


def test_a_place_without_a_line_has_no_excerpt():
    assert list(excerpt(None)) == list(excerpt(Place("a"))) == list(excerpt(Place("a", 1, 1, 1, "  "))) == []
    assert list(excerpt(Place("--set a", excerpt="a=1"))) == ["         | a=1"]


def test_further_lines_of_a_message_are_set_in():
    assert told("one\ntwo\n    three") == "one\n        two\n    three"


def test_every_part_of_a_diagnostic_is_shown_so():
    bad = "x\x1b[31m\ny"
    place = Place(bad, 3, 1, 2, "name: \x9b")
    told = list(human(Diagnostic(Code("CVQ999", "", ""), bad, place, bad, bad, bad, (Related(bad, Place(bad)),))))

    assert not any(sign in "".join(told) for sign in "\x1b\x9b")
    assert told[0].startswith(r"x\x1b[31m\ny:3:1: CVQ999 x\x1b[31m")
    assert all(line.startswith("    ") for text in told for line in text.split("\n")[1:]), "no name begins a line"


def test_a_detail_of_thousands_of_names_is_cut():
    text = next(human(Diagnostic(Code("CVQ999", "", ""), ", ".join(map(str, range(10_000))))))

    assert len(text) < MOST_WORDS + 100
    assert text.endswith("more signs)")


def test_of_thousands_the_first_of_each_kind_are_printed_and_all_counted(capsys):
    many = [Diagnostic(UNKNOWN_KEY, f"key {number}") for number in range(38_000)]
    rare = Diagnostic(Code("CVQ998", "a rare kind", ""), "rare")

    print_human([*many, rare])

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_OF_A_KIND + 3
    assert lines[-3:] == [
        "CVQ998 rare",
        "37,900 more are not shown; in all 38,001 of 2 kinds: 38,000 of CVQ101 (an unknown key), "
        "1 of CVQ998 (a rare kind)",
        "38001 errors",
    ]
    print_human(many[:1_500], all_of_them=True)
    assert len(capsys.readouterr().err.splitlines()) == 1_501
