from pathlib import Path

import numpy as np
import pytest

from causalvq.data.data_faults import FAULTS_SHOWN
from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pairs.meaning import SETS, STEPS
from causalvq.data.pairs.pair_resolution import meant, resolve
from causalvq.data.pairs.pair_rows import Row
from causalvq.errors import DataError

HAIR = FactorFacts("hair", 3, ("red", "brown", "black"))
PUSH = FactorFacts("push", 0, (), words=("left", "right"))
DRUG = FactorFacts("drug", 2, ("A", "B"), words=("A", "B"))
FACTS = SourceFacts(8, 8, 3, 8, 8, 4, (HAIR, PUSH), grid_complete=False, labelled=False, fingerprint="f" * 64)


def resolved(*rows, actions=STEPS, labels=None):
    pairs = resolve(Path("pairs.csv"), rows, actions, FACTS, (0, 1), int, labels)
    return np.stack([pairs.x, pairs.y, pairs.factor, pairs.direction, pairs.value], axis=1).tolist()


def test_rows_become_images_and_actions_each_once():
    step = Row(2, "0", "1", "hair", "red", "brown")

    assert resolved(step, step, Row(3, "1", "0", word="right"), Row(4, "2", "3")) == [
        [0, 1, 0, 1, 1],
        [1, 0, 1, -1, -1],
        [2, 3, -1, 0, -1],
    ]


def test_a_value_that_is_set_has_no_direction():
    assert resolved(Row(2, "0", "1", "hair", None, "black"), actions=SETS) == [[0, 1, 0, 0, 2]]


def test_labels_say_what_a_row_leaves_out():
    labels = np.array([[2, 0], [1, 0]])

    assert resolved(Row(2, "0", "1", "hair", step=-1), labels=labels) == [[0, 1, 0, -1, 1]]
    with pytest.raises(DataError, match="the labels of the two images are no step"):
        resolved(Row(2, "0", "1", "hair", step=1), labels=labels)


def test_so_many_faults_are_told_and_no_more():
    rows = [Row(line, "0", "1", "hair", "red", "black") for line in range(FAULTS_SHOWN + 9)]

    with pytest.raises(DataError) as caught:
        resolved(*rows)
    *told, last = caught.value.diagnostics
    assert [found.place.line for found in told] == list(range(FAULTS_SHOWN))
    assert last.message.startswith("9 more faults are not shown; in all 59 of 1 kind: 59 of CVQ310 (a row of a table")


@pytest.mark.parametrize(
    ("factor", "word", "expected"),
    [(PUSH, "left", ("push", 1, None)), (PUSH, "right", ("push", -1, None)), (DRUG, "B", ("drug", 0, "B"))],
)
def test_what_a_word_means(factor, word, expected):
    assert meant(factor, word) == expected
