import numpy as np
import pytest
from hues import ROWS, write_table

from causalvq.data.labels.file_names import list_files
from causalvq.data.labels.label_tables import find_tables, label_files
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


def test_all_rows_with_missing_files_are_reported_together(folder):
    write_table(folder, [*ROWS, "train/none.png,red,9", "train/red_9.png,,9", "train/gone.png,red,9"])
    with pytest.raises(DataError) as caught:
        FolderSource(folder)

    assert [(fault.code, fault.place.line) for fault in caught.value.diagnostics] == [
        ("CVQ301", 6),
        ("CVQ310", 7),
        ("CVQ301", 8),
        ("CVQ310", None),
    ]
    assert caught.value.diagnostics[-1].message == "3 of 7 rows are not complete"


def test_rows_that_are_not_complete_are_left_out_when_asked_for_and_counted(folder):
    write_table(folder, [*ROWS[:3], "train/none.png,red,9", "train/red_10.png,,9"])
    source = FolderSource(folder, missing="skip")

    assert len(source) == 3
    assert source.facts.skipped == (
        "1 row whose image is not there",
        "1 row with an empty cell",
        "1 image without a row",
    )


def test_a_cell_that_is_no_factor_may_be_empty(folder):
    write_table(folder, [f"{row}," for row in ROWS], "file_name,hue,size,note")

    assert len(FolderSource(folder, columns=["hue", "size"])) == 4


def test_files_are_found_by_any_column_that_names_them_and_by_the_end_of_their_paths(folder):
    rows = [row.removeprefix("train/").replace(".png,", ",") for row in ROWS]
    (folder / "labels.tsv").write_text("\n".join(["image\thue\tsize", *(row.replace(",", "\t") for row in rows)]))
    source = FolderSource(folder, "labels.tsv")

    assert source.names == tuple(row.partition(",")[0] for row in ROWS)
    assert [factor.name for factor in source.facts.factors] == ["hue", "size"]
    assert source.locate("red_9", folder) == 0


def test_files_are_relative_to_the_table_that_names_them(folder):
    write_table(folder / "train", [row.removeprefix("train/") for row in ROWS])
    source = FolderSource(folder, metadata="train/metadata.csv")

    np.testing.assert_array_equal(source.factors(np.arange(4)), [[1, 0], [0, 1], [0, 0], [1, 1]])


def test_a_file_may_be_named_by_its_whole_path(folder):
    rows = [f"{folder}/{row}" for row in ROWS]

    assert len(FolderSource(write_table(folder, rows))) == 4


def test_a_file_that_is_named_twice_is_refused(folder):
    with pytest.raises(DataError, match=r"metadata\.csv:6: CVQ310 the row names train/red_9\.png, as line 2 does"):
        FolderSource(write_table(folder, [*ROWS, "train/red_9.png,blue,9"]))


def held(folder, *texts, missing="error", **options):
    """What tables say of the pictures of the folder."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"table{number}.csv")
        paths[-1].write_text(text)
    return label_files(paths, list_files(folder), options.get("file_column"), options.get("wanted", ()), missing)


def test_files_are_in_the_order_of_the_tables_with_a_cell_for_each(folder):
    found = held(folder, "file_name,hue,note\ntrain/red_9.png,red,x\n", "note,hue,file_name\ny,blue,train/blue_9.png\n")

    assert found.files == ("train/red_9.png", "train/blue_9.png")
    assert found.columns == {"hue": ("red", "blue"), "note": ("x", "y")}
    assert [path.name for path in found.tables] == ["table0.csv", "table1.csv"]
    assert (found.unnamed, found.skipped) == (2, ("2 images without a row",))


def test_columns_that_not_all_tables_have_are_left_out(folder):
    found = held(folder, "file_name,hue\ntrain/red_9.png,red\n", "file_name,size\ntrain/blue_9.png,9\n")

    assert found.columns == {}


def test_only_the_cells_that_are_wanted_must_be_filled(folder):
    text = "file_name,hue,note\ntrain/red_9.png,red,\ntrain/blue_9.png,,x\n"

    assert held(folder, text, missing="skip", wanted=["hue"]).files == ("train/red_9.png",)
    assert held(folder, text, missing="skip", wanted=["note"]).rows == ("1 row with an empty cell",)
    with pytest.raises(DataError, match=r"CVQ307 there is no column 'hu'.*did you mean hue"):
        held(folder, text, wanted=["hu"])


def test_a_table_of_no_image_at_all_is_refused_even_where_rows_may_be_skipped(folder):
    with pytest.raises(DataError, match="CVQ310 no row of the table has an image"):
        held(folder, "file_name,hue\nnone.png,red\n", missing="skip")


def test_tables_are_named_or_found_by_a_star_and_the_default_need_not_be_there(folder):
    for name in ("train/a.csv", "train/b.csv", "c.csv"):
        (folder / name).write_text("")
    listing = list_files(folder)

    assert find_tables(listing, "metadata.csv", "metadata.csv") == ()
    assert find_tables(listing, "other.csv", "metadata.csv") == (folder / "other.csv",)
    assert set(find_tables(listing, ["*/*.csv", "train/a.csv"], "")) == {folder / "train/a.csv", folder / "train/b.csv"}
    with pytest.raises(DataError, match=r"CVQ301 no file fits \*/\*\.tsv"):
        find_tables(listing, "*/*.tsv", "")
