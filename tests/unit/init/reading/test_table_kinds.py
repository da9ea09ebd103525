import itertools

import pytest

from causalvq.data.labels.file_names import list_files
from causalvq.data.tables.table import Table
from causalvq.init.reading.table_kinds import are_sides, find_tables_in, metadata_of, overlooked, same_tables

IMAGES = [f"{number:03}.png" for number in range(6)]


@pytest.fixture
def kinds(tmp_path):
    """Kind and columns of images of each table in a folder with six images."""

    def look(pair_names=(), **tables):
        for name in IMAGES:
            (tmp_path / name).write_bytes(b"")
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text)
        found = find_tables_in(list_files(tmp_path), dict(pair_names))
        return {table.file.removesuffix(".csv"): (table.kind, table.images, table.why) for table in found}

    return look


def rows(*cells):
    return "".join(",".join(row) + "\n" for row in cells)


def test_tables_are_told_by_what_their_columns_hold(kinds):
    found = kinds(
        labels=rows(("file", "hue"), *((name, "red") for name in IMAGES)),
        pairs=rows(("before", "after", "action"), *((one, other, "x") for one, other in itertools.pairwise(IMAGES))),
        pool=rows(("img_1", "img_2", "op"), *((one, other, "x") for one, other in itertools.pairwise(IMAGES))),
        empty=rows(("file", "hue")),
        list=rows(("file",), *((name,) for name in IMAGES)),
        other=rows(("who", "what"), ("kim", "x")),
        bad="a,a\n1,2\n",
    )

    assert found["labels"] == ("labels", ("file",), "")
    assert found["pairs"][:2] == ("pairs", ("before", "after"))
    assert found["pool"][:2] == ("pairs", ("img_1", "img_2"))
    assert found["empty"] == ("other", (), "it has no rows")
    assert found["list"] == ("other", ("file",), "it lists images and says nothing of them")
    assert found["other"] == ("other", (), "it names no image")
    assert found["bad"][0] == "unreadable"


def test_a_table_of_actions_names_the_pairs_that_names_tell(kinds):
    names = {"001": 0, "002": 1, "003": 2}

    assert kinds(names, actions=rows(("pair", "what"), ("001", "x"), ("002", "y")))["actions"][:2] == (
        "actions",
        ("pair",),
    )


def test_tables_of_one_form_in_several_folders_are_one(tmp_path):
    for part in ("train", "test"):
        (tmp_path / part).mkdir()
        (tmp_path / part / f"{part}.png").write_bytes(b"")
        (tmp_path / part / "labels.csv").write_text(rows(("file", "hue"), (f"{part}.png", "red")))
    tables = find_tables_in(list_files(tmp_path), {})

    (group,) = same_tables(tables)
    assert metadata_of(group) == "*/labels.csv"
    assert metadata_of(group[:1]) == group[0].file
    assert overlooked(tables, frozenset()) == ("test/labels.csv and 1 more: a table of labels that was not chosen",)


def test_a_mask_beside_an_image_is_no_pair(tmp_path):
    table = Table(tmp_path / "t.csv", ("image", "mask"), (("1.png", "1m.png"), ("2.png", "2m.png")), (2, 3))
    chain = Table(tmp_path / "t.csv", ("image", "other"), (("1.png", "2.png"), ("2.png", "3.png")), (2, 3))

    assert not are_sides(table, "image", "mask")
    assert are_sides(chain, "image", "other"), "one of three images stands in both"
