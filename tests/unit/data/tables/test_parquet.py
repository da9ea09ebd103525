import pytest

from causalvq.data.tables import parquet, read_table
from causalvq.data.tables.table import Table
from causalvq.errors import DataError

ROWS = (("a.png", "red", "1"), ("b.png", "blue", "2"))


HEADER = ("name", "hue", "size")


def cells(table: Table):
    return table.header, table.rows


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"name": ["a.png", "b.png"], "hue": ["red", "blue"], "size": [1, 2]})
    pytest.importorskip("pyarrow.parquet").write_table(table, tmp_path / "t.parquet")

    assert cells(read_table(tmp_path / "t.parquet")) == (HEADER, ROWS)


def test_values_that_are_missing_are_empty_cells(tmp_path):
    pyarrow, files = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    files.write_table(pyarrow.table({"a": [1.0, None], "b": [True, False]}), tmp_path / "t.parquet")

    assert parquet.read(tmp_path / "t.parquet").rows == (("1", "true"), ("", "false"))


def test_a_damaged_file_is_told_and_not_raised_as_what_arrow_raises(tmp_path):
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1PAR1")

    with pytest.raises(DataError, match=r"CVQ302 t\.parquet is not a table: it is damaged"):
        parquet.read(tmp_path / "t.parquet")
