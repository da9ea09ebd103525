from pathlib import Path

import pytest

from causalvq.data.labels.file_names import Listing, Locator
from causalvq.data.pairs.matching import pair_names
from causalvq.data.tables import Table
from causalvq.errors import DataError
from causalvq.init import Options
from causalvq.init.names.side_names import side_names
from causalvq.init.reading.name_pairs import action_roles, pairs_of_names
from causalvq.init.reading.table_kinds import table_kind

SIDES = tuple(f"{side}/{index}.png" for side in ("before", "after") for index in range(4))


@pytest.fixture
def read(tmp_path):
    """Reads images before and after, with a table beside them if there is a text of one."""

    def make(files, text=None):
        listing, sides, tables = Listing(tmp_path, files), side_names(files), []
        if text is not None:
            (tmp_path / "actions.csv").write_text(text)
            names = pair_names(sides.matches)
            tables = [table_kind(tmp_path / "actions.csv", "actions.csv", Locator(tmp_path, files), names)]
        return pairs_of_names(listing, Options(), tables, sides)

    return make


def test_a_table_says_what_was_done_to_each_pair(read):
    reading = read((*SIDES, "before/9.png"), "name,action\n0,left\n1,right\n2,left\n")

    assert reading.pairs == {"before": "before/{name}.png", "after": "after/{name}.png", "actions": "actions.csv"}
    assert reading.notes == ("1 pairs have no row in actions.csv: what was done is inferred",)
    assert reading.incomplete == ("1 image of no pair",)


def test_folders_say_what_was_done(read):
    files = tuple(f"{action}/{file}" for action in ("left", "right") for file in SIDES)
    reading = read(files)

    assert "actions" not in reading.pairs
    assert reading.pairs["before"] == "{action}/before/{name}.png"


def test_where_nothing_says_it_a_table_is_asked_for(read):
    with pytest.raises(DataError, match=r"CVQ320 4 pairs of images, before/.*nothing says what was done"):
        read(SIDES)


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        (("name", "action"), {}),
        (("pair", "action"), {"name": "pair"}),
        (("pair", "factor", "value"), {"name": "pair"}),
        (("name", "pushed"), {"action": "pushed"}),
    ],
)
def test_the_columns_that_a_spec_has_to_name(header, roles):
    rows = tuple((str(index), *["ab"[index % 2]] * (len(header) - 1)) for index in range(4))
    assert action_roles(Table(Path("actions.csv"), header, rows, (2, 3, 4, 5)), header[0]) == roles
