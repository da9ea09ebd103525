import pytest

from causalvq.data.tables import read_table


@pytest.mark.parametrize(
    ("text", "cells", "notice"),
    [
        ("f\ta\nx.png\t0,5\ny.png\t1\n", ["0.5", "1"], "the commas of a are decimal points: 0,5 is 0.5"),
        ('f,a\nx.png,"0,5"\ny.png,"12,25"\n', ["0.5", "12.25"], "the commas of a are decimal points: 0,5 is 0.5"),
        ('f,a\nx.png,"1,000"\ny.png,"12,000,000"\n', ["1000", "12000000"], "the commas of a are between thousands"),
        ("f\ta\nx.png\t1,000\ny.png\t2,000\n", ["1,000", "2,000"], None),  # either could be meant
        ("f\ta\nx.png\t0,5\ny.png\tred, blue\n", ["0,5", "red, blue"], None),
        ("f;a\nx.png;1,5\ny.png;\n", ["1.5", ""], None),
        ("f\ta\nx.png\t0,5\ny.png\tNA\n", ["0.5", "NA"], "the commas of a are decimal points"),
    ],
)
def test_commas_in_numbers_are_read_as_a_whole_column_is_written(tmp_path, text, cells, notice):
    (tmp_path / "t.csv").write_text(text)

    table = read_table(tmp_path / "t.csv")
    assert table.column("a") == cells
    assert (notice is None and not table.notices) or table.notices[0].startswith(notice)
