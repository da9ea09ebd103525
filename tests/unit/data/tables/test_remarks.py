import pytest

from causalvq.data.tables import read_table


@pytest.mark.parametrize(
    "text",
    [
        "# made by a program\n# on Monday, late\nname,hue\na.png,1\n",
        "#name,hue\na.png,1\n",
        "# made by a program\n# name,hue\na.png,1\n",
    ],
)
def test_lines_with_a_hash_are_remarks_or_the_header(tmp_path, text):
    (tmp_path / "t.csv").write_text(text)

    table = read_table(tmp_path / "t.csv")
    assert (table.header, table.rows) == (("name", "hue"), (("a.png", "1"),))


def test_a_header_with_a_hash_stands_over_numbers_too(tmp_path):
    (tmp_path / "t.txt").write_text("# hue size\n0 1\n1 2.5\n")

    table = read_table(tmp_path / "t.txt")
    assert (table.header, table.rows) == (("hue", "size"), (("0", "1"), ("1", "2.5")))
