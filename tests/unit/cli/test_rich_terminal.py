import pytest

from causalvq.cli.rich_terminal import Terminal, print_tables
from causalvq.metrics.score_table import ScoreTable


def test_what_looks_like_markup_or_moves_the_cursor_is_printed_as_it_is(capsys):
    Terminal().print("[red]a[/red] :smile: \x1b[31m")

    assert capsys.readouterr().out == "[red]a[/red] :smile: \\x1b[31m\n"


def test_a_quiet_one_prints_nothing(capsys):
    Terminal(quiet=True).print("a")

    assert capsys.readouterr().out == ""


def test_names_are_no_markup(capsys):
    terminal = Terminal()
    terminal.print("run runs/[red]a[/red]/[/b] :smile: \x1b[31m")

    assert capsys.readouterr().out == "run runs/[red]a[/red]/[/b] :smile: \\x1b[31m\n"


@pytest.mark.parametrize(
    ("form", "shown"), [("", "│ [red]x\\x1b │"), ("markdown", "| \\[red\\]x\\x1b |"), ("latex", "{[}red{]}x\\x1b \\\\")]
)
def test_tables_print_what_names_hold_as_it_is(capsys, form, shown):
    print_tables([ScoreTable(("name",), (("[red]x\x1b",),))] * 2, form)

    assert capsys.readouterr().out.count(shown) == 2
