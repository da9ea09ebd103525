import numpy as np
import pytest

from causalvq.data.tables import is_empty
from causalvq.data.tables.table import Table, number_text


def test_what_counts_as_nothing():
    assert [cell for cell in ("", "NA", "nan", "none", "0", "no") if is_empty(cell)] == ["", "NA", "nan"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (3.5, "3.5"),
        (1e300, "1e+300"),
        (7, "7"),
        (np.float64(2.0), "2"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        ("  red ", "red"),
        (b"red ", "red"),
        (b"\xff", r"\xff"),
        ([1, "ü"], '[1, "ü"]'),
        (float("nan"), "nan"),
    ],
)
def test_a_value_is_written_as_the_text_of_a_cell(value, text):
    assert number_text(value) == text


def test_a_column_is_found_by_its_name(tmp_path):
    table = Table(tmp_path, ("a", "b"), (("1", "2"), ("3", "4")), (2, 3))

    assert table.column("b") == ["2", "4"]
    with pytest.raises(ValueError, match="not in tuple"):
        table.column("c")
