from causalvq.init.reading.column_kinds import Column
from causalvq.init.reading.found_data import Reading


def test_columns_are_factors_the_group_or_left_out():
    columns = (
        Column("hue", "factor", "", 3),
        Column("mass", "measurement", "", 8, 8),
        Column("patient", "group", "", 9),
        Column("id", "left out", "an identifier", 40),
        Column("part", "part", "", 2),
    )
    reading = Reading({"format": "folder"}, columns=columns)

    assert [column.name for column in reading.factors] == ["hue", "mass"]
    assert [column.name for column in reading.left_out] == ["id"]
    assert reading.group == "patient"
    assert Reading({}, columns=columns[:2]).group is None
