from pathlib import Path

import pytest

from causalvq.data.tables import read_table
from causalvq.data.tables.making import flat, make_table
from causalvq.data.tables.table import Table
from causalvq.errors import DataError


def cells(table: Table):
    return table.header, table.rows


def test_mappings_within_mappings_are_columns(tmp_path):
    (tmp_path / "t.json").write_text('[{"image": "a.png", "pose": {"x": 1, "at": {"y": 2}}}]')

    assert cells(read_table(tmp_path / "t.json")) == (("image", "pose_x", "pose_at_y"), (("a.png", "1", "2"),))


HERE = Path("t.csv")


def test_rows_have_a_cell_for_each_name_and_lines_of_nothing_are_left_out():
    table = make_table(HERE, [" a ", "", "c", "", " "], [(2, ["1"]), (3, [" ", ""]), (4, ["1", "2", "3", ""])], 1)

    assert table.header == ("a", "column_2", "c")
    assert table.rows == (("1", "", ""), ("1", "2", "3"))
    assert (table.lines, table.header_line) == ((2, 4), 1)


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (["a", "a "], ["1", "2"], r"t\.csv:1: CVQ310 the header names a twice; got: a,a"),
        (["a", "column_1"], ["1", "2", "3"], r"t\.csv:2: CVQ310 the row has 3 cells, but the header names 2 columns"),
        (["a  b", "a\nb"], ["1", "2"], r"CVQ310 the header names a b twice"),
    ],
)
def test_a_name_that_is_there_twice_and_a_cell_without_a_name_are_told(header, row, message):
    with pytest.raises(DataError, match=message):
        make_table(HERE, header, [(2, row)], 1)


def test_a_column_without_a_name_gets_one_that_is_free():
    assert make_table(HERE, ["", "column_1", "size [cm]"], [(2, ["1", "2", "3"])], 1).header == (
        "column_1_",
        "column_1",
        "size [cm]",
    )


def test_keys_of_inner_mappings_follow_the_name_of_their_own():
    assert flat({"a": {"b": {"c": 1}, "d": 2}, "e": {}, 3: 4}) == {"a_b_c": 1, "a_d": 2, "e": {}, "3": 4}
