import numpy as np

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.pair_table import FORMS, HEADER
from causalvq.data.pairs.pair_writing import pair_table_text

HAIR = FactorFacts("hair", 3, ("red", "brown", "black"))
PUSH = FactorFacts("push", 0, (), words=("left", "right"))
NONE = np.empty((3, 0), dtype=np.int64)


def facts(*factors):
    return SourceFacts(8, 8, 3, 8, 8, 3, factors, grid_complete=False, labelled=False, fingerprint="f" * 64)


def written(labels, factors, *rows):
    """The rows of a table of such pairs (x, y, factor, direction, value), as cells."""
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    first, *lines = pair_table_text(Pairs(*columns), labels, facts(*factors), range(len(factors))).splitlines()
    assert first == f"{HEADER} {'f' * 64}"
    return [tuple(line.split(",")) for line in lines]


def test_values_before_and_after_are_written_where_they_are_known():
    labels = np.array([[0], [1], [2]])

    assert written(labels, [HAIR], (0, 1, 0, 1, 1), (2, 1, 0, -1, 1)) == [
        FORMS[0],
        ("0", "1", "hair", "red", "brown"),
        ("2", "1", "hair", "black", "brown"),
    ]


def test_actions_are_written_where_values_are_not():
    rows = [(0, 1, 0, 1, -1), (1, 0, 0, -1, -1), (0, 2, 0, 0, 2), (1, 2, -1, 0, -1)]

    assert [row[2] for row in written(NONE, [HAIR], *rows)] == ["action", "hair+1", "hair-1", "hair=black", ""]


def test_words_of_the_users_own_are_written_as_they_are():
    assert [row[2] for row in written(NONE, [PUSH], (0, 1, 0, 1, -1), (1, 0, 0, -1, -1))] == ["action", "left", "right"]
