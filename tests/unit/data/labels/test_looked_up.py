from pathlib import Path

import pytest

from causalvq.data.labels.file_names import Locator
from causalvq.data.labels.looked_up import led_to, looked_up
from causalvq.data.tables import Table
from causalvq.errors import DataError


def table(name, header, *rows):
    return Table(Path(name), tuple(header), rows, tuple(range(2, len(rows) + 2)))


IMAGES = table("i.csv", ("file", "plate", "well"), ("p1.png", "1", "A"), ("p2.png", "1", "B"), ("p3.png", "2", "A"))
LAYOUT = table("l.csv", ("plate", "well", "drug"), ("1", "A", "x"), ("1", "B", "y"), ("3", "A", "z"))
LOCATOR = Locator(Path(), ["p1.png", "p2.png", "p3.png"])


@pytest.mark.parametrize("named", [None, "file"])
def test_rows_lead_to_those_of_a_table_that_names_no_image(named):
    (found,) = looked_up([IMAGES, LAYOUT], LOCATOR, named)

    assert found.header == ("file", "plate", "well", "drug")
    assert [row[-1] for row in found.rows] == ["x", "y", ""]  # nothing is known of the third
    assert found.lines == IMAGES.lines


def test_tables_that_all_name_images_or_share_nothing_are_left():
    apart = table("p.csv", ("drug", "price"), ("x", "1"))

    assert looked_up([IMAGES, IMAGES], LOCATOR, None) == [IMAGES, IMAGES]
    assert looked_up([IMAGES, apart], LOCATOR, None) == [IMAGES, apart]


def test_a_thing_with_two_rows_is_refused():
    twice = table("l.csv", LAYOUT.header, ("1", "A", "x"), ("1", "A", "y"))

    with pytest.raises(DataError, match=r"l\.csv:3: CVQ310 plate, well 1 A is there twice"):
        looked_up([IMAGES, twice], LOCATOR, None)
    assert led_to(twice, [IMAGES], 0.5) == ()


def test_most_rows_have_to_lead_somewhere():
    assert led_to(LAYOUT, [IMAGES], 0.6) == ("plate", "well")
    assert led_to(LAYOUT, [IMAGES], 0.9) == ()
