"""What a bench has found, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from causalvq.bench.benching import Bench
from causalvq.bench.claim_verdicts import Judged, JudgedClaim
from causalvq.bench.suite_table import Row, table_head, table_rows
from causalvq.cli.plans import table
from causalvq.cli.terminal import Heading


def table_lines(bench: Bench, rows: Sequence[Row]) -> Iterator[str]:
    """The table as a person reads it; * marks what is best of its set."""
    head = table_head(bench.suite)
    shown = list(table_rows(bench.suite, rows, ("", "*")))
    if not shown:
        yield f"{bench.suite.name}: nothing is trained yet"
        return
    yield from table(head, shown, right=range(3, len(head)), most=None)
    yield f"mean ± standard deviation over seeds; * best of its set; {bench.out / 'table.md'} and .csv, .json"


def claim_lines(claims: Sequence[JudgedClaim]) -> Iterator[str]:
    """Each claim: in words, what was trained, what was measured, what came of it."""
    for one in claims:
        yield ""
        yield Heading(f"{one.claim.name}: {one.verdict}")
        yield f"  claim       {one.claim.says}"
        for judged in one.tests:
            yield f"  experiment  {judged.experiment}"
            yield f"  measure     {judged.told}: {measured(judged)}"
            told = judged.clear or judged.interval is None or judged.verdict == "not measured"
            unclear = "" if told else ", within its error"
            yield f"  verdict     {judged.bound}: {judged.verdict}{unclear}"


def measured(judged: Judged) -> str:
    """The mean and its interval."""
    if not judged.values:
        return "no value"
    mean = sum(judged.values) / len(judged.values)
    between = "no interval" if judged.interval is None else f"{judged.interval[0]:.4f} to {judged.interval[1]:.4f}"
    return f"{mean:.4f} ({between}; {len(judged.values)} seed{'s' * (len(judged.values) != 1)})"
