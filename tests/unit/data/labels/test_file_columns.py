import pytest

from causalvq.data.labels.file_columns import column_of_files, columns_of_files
from causalvq.data.labels.file_names import Locator
from causalvq.data.sources.folder import FolderSource
from causalvq.data.tables.table import Table
from causalvq.errors import DataError


def table_of(folder, header, *rows):
    return Table(folder / "t.csv", tuple(header), rows, tuple(range(2, 2 + len(rows))), 1)


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        (("hue", "what"), [("red", "a.png"), ("blue", "b.png")], ["what"]),
        (("no", "id"), [("9", "red_9"), ("9", "blue_9"), ("9", "red_10")], ["id"]),
        (("hue", "size"), [("red", "9"), ("blue", "9")], []),
    ],
)
def test_the_column_of_files_ends_as_images_do_or_leads_to_them(folder, header, rows, expected):
    assert columns_of_files(table_of(folder, header, *rows), Locator(folder)) == expected


def test_a_column_is_named_or_called_file_name_or_told_by_its_cells(folder):
    locator, rows = Locator(folder), [("a.png", "b.png"), ("c.png", "d.png")]

    assert column_of_files(table_of(folder, ("x", "file_name"), *rows), locator, None) == "file_name"
    assert column_of_files(table_of(folder, ("x", "y"), *rows), locator, "y") == "y"
    assert column_of_files(table_of(folder, ("x", "y"), *rows), locator, None) == "x"
    with pytest.raises(DataError, match=r"t\.csv:1: CVQ310 the header has no column file_name"):
        column_of_files(table_of(folder, ("hue",), ("red",)), locator, None)


def test_a_column_is_found_in_capitals_or_not(folder):
    (folder / "metadata.csv").write_text("File_Name,hue\ntrain/red_9.png,red\ntrain/blue_9.png,blue\n")

    assert FolderSource(folder, file_column="file_name").names == ("train/red_9.png", "train/blue_9.png")
    assert FolderSource(folder).names == ("train/red_9.png", "train/blue_9.png")
