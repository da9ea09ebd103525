import pytest

from causalvq.data.tables import delimited, read_table


def test_what_excel_calls_unicode_text(tmp_path):
    (tmp_path / "t.txt").write_bytes("name\thue\na.png\tgrün\n".encode("utf-16"))

    assert read_table(tmp_path / "t.txt").rows == (("a.png", "grün"),)


def test_a_file_whose_first_row_names_an_image_has_no_header(tmp_path):
    (tmp_path / "t.csv").write_text("a.png,1\nb.png,2\n")
    table = read_table(tmp_path / "t.csv")

    assert table.header == ("column_1", "column_2")
    assert (table.lines, table.header_line) == ((1, 2), 0)


def test_lines_are_those_of_the_file(tmp_path):
    (tmp_path / "t.csv").write_text('# note\nname,hue\n\na.png,"red\nish"\nb.png,blue\n')

    assert read_table(tmp_path / "t.csv").lines == (5, 6)


def test_decimal_commas_between_semicolons(tmp_path):
    (tmp_path / "t.csv").write_text("name;size\na.png;0,5\nb.png;-1,25\n")

    assert read_table(tmp_path / "t.csv").column("size") == ["0.5", "-1.25"]


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["a,b", "1,2"], ","),
        (["a;b;c", "1,5;2,5;3,5"], ";"),
        (["a\tb", "x, y\tz"], "\t"),
        (["a|b", "", "1|2"], "|"),
        (["name", "red"], ","),
        ([], ","),
        (["a b,c", "1 2,3"], ","),
    ],
)
def test_the_delimiter_cuts_most_lines_alike(lines, delimiter):
    assert delimited.delimiter_of(lines) == delimiter


def test_spaces_delimit_where_nothing_else_does_and_only_in_a_txt(tmp_path):
    for name in ("t.txt", "t.csv"):
        (tmp_path / name).write_text("name hue\na  red\n")

    assert delimited.read(tmp_path / "t.txt").header == ("name", "hue")
    assert delimited.read(tmp_path / "t.csv").header == ("name hue",)


def test_a_line_of_blanks_is_no_row_and_lines_are_counted_all_the_same(tmp_path):
    rows = list(delimited.parsed(["a,b", " , ", "c,d"], tmp_path, 3, ","))

    assert rows == [(4, ["a", "b"]), (6, ["c", "d"])]


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
