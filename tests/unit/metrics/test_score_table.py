import pytest

from causalvq.metrics.score_table import ScoreTable, decimals, latex, markdown

TABLE = ScoreTable(
    ("score", "value"), (("a_b", "1.0"), ("x|y\n& \\z", "none")), frozenset({"value"}), "12% of\nall, [1] $^~"
)


def test_markdown_by_hand():
    assert markdown(TABLE).splitlines() == [
        r"12% of all, \[1\] \$^\~",
        "",
        "| score | value |",
        "| --- | ---: |",
        r"| a\_b | 1.0 |",
        r"| x\|y \& \\z | none |",
    ]


def test_latex_by_hand():
    assert latex(TABLE).splitlines() == [
        "% 12% of all, [1] $^~",
        r"\begin{tabular}{lr}",
        r"\hline",
        r"score & value \\",
        r"\hline",
        r"a\_b & 1.0 \\",
        r"x\textbar{}y \& \textbackslash{}z & none \\",
        r"\hline",
        r"\end{tabular}",
    ]


def test_a_cell_that_begins_with_a_bracket_is_no_length_of_the_line_before():
    assert r"{[}0.1, 0.2{]} \\" in latex(ScoreTable(("interval",), (("[0.1, 0.2]",),)))


def test_no_title_no_line_of_it():
    table = ScoreTable(("a",), ())

    assert markdown(table) == "| a |\n| --- |"
    assert latex(table).startswith("\\begin")


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a row of 1 under 2 headings"):
        ScoreTable(("a", "b"), (("1",),))


def test_decimals():
    assert (decimals(1 / 3), decimals(1 / 3, 2), decimals(None)) == ("0.3333", "0.33", "none")
