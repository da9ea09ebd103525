import pytest

from causalvq.data.tables import read_table
from causalvq.data.tables.json_table import is_columns, table_of
from causalvq.data.tables.table import Table
from causalvq.errors import DataError


def cells(table: Table):
    return table.header, table.rows


def test_a_mapping_of_names_gets_a_column_of_them(tmp_path):
    (tmp_path / "m.json").write_text('{"a.png": {"hue": "red"}, "b.png": {"hue": null}}')
    assert cells(read_table(tmp_path / "m.json")) == (("file_name", "hue"), (("a.png", "red"), ("b.png", "")))

    (tmp_path / "v.json").write_text('{"a.png": true, "b.png": 2}')
    assert cells(read_table(tmp_path / "v.json")) == (("file_name", "label"), (("a.png", "true"), ("b.png", "2")))


def test_one_list_of_mappings_within_a_mapping_is_the_table(tmp_path):
    table = table_of(tmp_path, {"info": {"by": "kim"}, "rows": [{"a": 1}, {"b": 2}], "version": 3})

    assert (table.header, table.rows, table.lines) == (("a", "b"), (("1", ""), ("", "2")), (1, 2))


def test_lists_whose_first_one_is_the_header_are_numbered_from_the_second(tmp_path):
    table = table_of(tmp_path, [["a", "b"], [1, True], [2.5, None]])

    assert (table.header, table.rows, table.lines) == (("a", "b"), (("1", "true"), ("2.5", "")), (2, 3))


@pytest.mark.parametrize(
    ("values", "columns"),
    [([[1, 2], [3, 4]], True), ([[1, 2], [3]], False), ([[1], 2], False), ([[{}], [1]], False), ([[]], False)],
)
def test_columns_are_lists_of_one_length(values, columns):
    assert is_columns(values) is columns


@pytest.mark.parametrize("document", [3, {}, [], [[1]], {"a": [{"x": 1}], "b": [{"x": 2}]}])
def test_what_holds_no_table_or_two_is_told(tmp_path, document):
    with pytest.raises(DataError, match=r"CVQ302 .* is not a table"):
        table_of(tmp_path, document)
