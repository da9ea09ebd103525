from pathlib import Path

import numpy as np
import pytest

from causalvq.data import Columned, open_source
from causalvq.data.parts.columns import column_of
from causalvq.errors import DataError


class Filed:
    """A source of two images that knows who is on them."""

    columns = ("patient",)

    def column(self, name):
        return {"patient": ("anna", "bert")}[name]


def test_a_factor_is_a_column_of_any_source():
    source = open_source("critters", base=Path())
    labels = source.factors(np.arange(len(source)))

    found = column_of(source, source.facts, labels, "mouth")

    assert len(found) == 14_400
    assert found[:3] == tuple(source.facts.factors[6].values[label] for label in labels[:3, 6])


def test_a_source_may_have_columns_that_are_no_factors():
    facts = open_source("critters", base=Path()).facts

    assert isinstance(Filed(), Columned)
    assert column_of(Filed(), facts, np.zeros((2, 7), dtype=np.int64), "patient") == ("anna", "bert")
    assert column_of(Filed(), facts, np.zeros((2, 7), dtype=np.int64), "mouth") == ("smile", "smile")


@pytest.mark.parametrize(("source", "known"), [(Filed(), "pairs, images, patient"), (object(), "pairs, images")])
def test_a_column_that_is_not_there_is_told_with_those_that_are(source, known):
    facts = open_source("critters", base=Path()).facts

    with pytest.raises(DataError, match=f"CVQ307 data.split.by: the source has no column 'patent'; expected: {known}"):
        column_of(source, facts, np.zeros((2, 0), dtype=np.int64), "patent")
