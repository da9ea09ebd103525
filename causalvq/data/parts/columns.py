"""The text that each image has in a column of its source; factors are columns of any source."""

from __future__ import annotations

from causalvq.data.data_faults import UNKNOWN_SOURCE, fault
from causalvq.data.facts import SourceFacts
from causalvq.data.source import Columned, Source
from causalvq.data.types import Integers
from causalvq.dsl.text.suggest import did_you_mean


def column_of(source: Source, facts: SourceFacts, labels: Integers, name: str) -> tuple[str, ...]:
    """The text in a column, for each image in order.

    Args:
        source: in its native size; one that knows no columns has its factors.
        facts: of the source.
        labels: int64 [N, F], of all images; [N, 0] when they are unlabelled.
        name: of the column, or of a factor.

    Raises:
        DataError: CVQ307 when there is none of that name.
    """
    known = source.columns if isinstance(source, Columned) else ()
    if isinstance(source, Columned) and name in known:
        return source.column(name)
    factors = [factor.name for factor in facts.factors] if labels.shape[1] else []
    if name not in factors:
        names = list(dict.fromkeys([*known, *factors]))
        raise fault(
            UNKNOWN_SOURCE,
            f"data.split.by: the source has no column {name!r}",
            expected="pairs, images" + "".join(f", {column}" for column in names),
            hint=did_you_mean(name, ["pairs", "images", *names]),
        )
    column = factors.index(name)
    values = facts.factors[column].values
    return tuple(values[label] for label in labels[:, column].tolist())
