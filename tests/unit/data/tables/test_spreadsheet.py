import pytest

from causalvq.data.tables import read_table, spreadsheet
from causalvq.data.tables.table import Table
from causalvq.errors import DataError

ROWS = (("a.png", "red", "1"), ("b.png", "blue", "2"))


HEADER = ("name", "hue", "size")


def cells(table: Table):
    return table.header, table.rows


def test_a_spreadsheet_is_its_first_sheet_with_cells(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("labels")
    for row in (HEADER, ("a.png", "red", 1), (None, None, None), ("b.png", "blue", 2.0)):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")

    assert cells(read_table(tmp_path / "t.xlsx")) == (HEADER, ROWS)


def test_rows_are_numbered_as_in_the_sheet_and_formulas_count_by_value(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A3"], book.active["B3"] = "name", "size"
    book.active["A5"], book.active["B5"] = "a.png", 0.5
    book.save(tmp_path / "t.xlsx")

    table = spreadsheet.read(tmp_path / "t.xlsx")

    assert (table.header_line, table.lines, table.rows) == (3, (5,), (("a.png", "0.5"),))


def test_a_workbook_without_a_cell_is_no_table(tmp_path):
    pytest.importorskip("openpyxl").Workbook().save(tmp_path / "t.xlsx")

    with pytest.raises(DataError, match=r"CVQ302 .* no sheet has a cell"):
        spreadsheet.read(tmp_path / "t.xlsx")
