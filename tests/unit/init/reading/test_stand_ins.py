import pytest

from causalvq.init.reading.stand_ins import stand_ins, told


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["0", "1", "2", "-1"], ("-1",)),
        (["-1", "0", "1"], ()),  # a sign, and none of it missing
        (["-1", "1"], ()),
        (["-2", "-1", "0", "3"], ()),
        (["0.5", "-1", "2.5"], ()),
        (["1", "2", "9999"], ("9999",)),
        (["1", "2", "-9999"], ("-9999",)),
        (["9", "99", "98"], ()),
        (["1", "5", "99"], ("99",)),
        (["100", "500", "999"], ()),
        (["0", "1", "unknown"], ("unknown",)),
        (["0", "1", "None"], ("None",)),
        (["None", "mild", "severe"], ()),  # a value like the others
        (["red", "blue", "Unknown", "?"], ("?", "Unknown")),
        (["red", "unknown"], ()),  # known or not may be what matters
        (["+", "-", "0"], ()),
        (["a", "b", "-"], ("-",)),
        (["cat", "1", "2", "none"], ()),
        (["", "NA", "1", "2"], ()),  # these are empty in any case
    ],
)
def test_cells_that_stand_for_no_value_are_told_from_values(cells, found):
    assert stand_ins({"c": cells}) == ({"c": found} if found else {})


def test_how_many_rows_have_them_is_said():
    columns = {"age": ["1", "2", "-1", "-1"], "hue": ["red", "blue", "unknown", "?"]}

    assert told(stand_ins(columns), columns) == (
        "2 rows in which age is -1, taken for no value",
        "2 rows in which hue is ? or unknown, taken for no value",
    )
