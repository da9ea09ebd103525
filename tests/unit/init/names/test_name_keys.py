from pathlib import Path

import pytest

from causalvq.data.tables import Table
from causalvq.init.names.name_keys import key_pattern


def table(header, rows):
    return Table(Path("t.csv"), tuple(header), tuple(rows), tuple(range(2, len(rows) + 2)))


PLATES = table(
    ("plate", "well", "drug"),
    [(f"P{p}", f"{row}{column}", "ab"[p % 2]) for p in (1, 2, 3) for row in "AB" for column in (1, 2)],
)
WELLS = [(p, f"{row}{column:02}") for p in (1, 2, 3) for row in "AB" for column in (1, 2)]


@pytest.mark.parametrize(
    ("images", "pattern"),
    [
        ([f"P{p}_{well}.png" for p, well in WELLS], None),  # A1 is not how the name writes A01
        ([f"P{p}/{well.replace('0', '')}.png" for p, well in WELLS], "{plate}/{well}.png"),
        ([f"x_{well.replace('0', '')}-p{p}_{s}.tif" for p, well in WELLS for s in "12"], "x_{well}-{plate}_{_}.tif"),
        ([f"{n}.png" for n in range(12)], None),
    ],
)
def test_columns_that_name_images_together_are_found_in_the_names(images, pattern):
    assert key_pattern(PLATES, images) == pattern


def test_one_column_may_do_where_names_say_more():
    found = table(("nr", "hue"), [(str(n), "rb"[n % 2]) for n in range(20)])

    assert key_pattern(found, [f"img_{n:03}_left.png" for n in range(20)]) == "img_{nr}_left.png"


def test_labels_that_names_say_too_are_no_key():
    found = table(("hue", "size"), [("red", "1"), ("blue", "2"), ("red", "1")])

    assert key_pattern(found, ["red_1_a.png", "blue_2_b.png", "red_1_c.png"]) is None
