"""Measurements as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from causalvq.metrics.bootstrap import Interval
from causalvq.metrics.score_table import ScoreTable, decimals
from causalvq.runtime.evaluation.measurements import HeldOutFactor, Measurements

Row = tuple[str, str, str, str]
"""What is scored, the score, its interval, and what it is to be held against."""

INTERVAL = 2
RIGHT = frozenset(("value", "95% interval"))
ACCURACIES = {"action_accuracy": "action accuracy", "factor_accuracy": "factor accuracy"}
OF_IMAGES = {"intervention_ratio": "intervention / reconstruction", "preserved": "preserved"}
MEANT = {
    "sap": "1 less 1 / values at best",
    "usage_states": "in use, of each variable",
    "usage_perplexity": "as many evenly used states, of each variable",
}
"""What scores of codes are held against, where that is not 1 at best."""


def score_tables(scores: Measurements, supervision: str) -> Iterator[ScoreTable]:
    """The held-out scores, each with what it is to be held against; then those of each factor.

    Args:
        scores: of a trained run.
        supervision: what its training was told.
    """
    of_some = f" of {counted(scores)}" if scores.factors_scored < scores.factors_in_spec else ""
    title = f"held-out scores ({scores.pairs:,} test pairs{of_some}; {supervision})"
    rows = (*retrieval_rows(scores), *image_rows(scores), *code_rows(scores), *preserved_rows(scores))
    headings = ("score", "value", "95% interval", "to compare with")
    kept = [column for column in range(len(headings)) if scores.intervals or column != INTERVAL]
    shown = tuple(tuple(row[column] for column in kept) for row in rows)
    yield ScoreTable(tuple(headings[column] for column in kept), shown, RIGHT, title)
    if scores.action_accuracy is not None:
        yield factor_table(scores, ACCURACIES)
    known = {
        name: told
        for name, told in OF_IMAGES.items()
        if any(getattr(one, name) is not None for one in scores.by_factor.values())
    }
    if known:
        yield factor_table(scores, known)


def factor_table(scores: Measurements, columns: dict[str, str]) -> ScoreTable:
    """Some scores of the pairs of each factor, with intervals of 95%."""
    rows = [(name, f"{one.pairs:,}", *factor_row(one, tuple(columns))) for name, one in scores.by_factor.items()]
    headings = ("factor", "pairs", *columns.values())
    return ScoreTable(headings, tuple(rows), frozenset(headings[1:]), "by factor, with 95% intervals")


def factor_row(scores: HeldOutFactor, names: Sequence[str] = tuple(ACCURACIES)) -> Iterator[str]:
    """Scores of one factor."""
    for name in names:
        value, interval = getattr(scores, name), getattr(scores, f"{name}_interval")
        if value is None:
            yield "none" if scores.pairs else "no pairs"
        else:
            yield f"{value:.4f}" + (f" ({interval[0]:.4f} to {interval[1]:.4f})" if interval is not None else "")


def counted(scores: Measurements) -> str:
    """How many factors the means are over."""
    return f"{scores.factors_scored} of {scores.factors_in_spec} factors"


def within(scores: Measurements, name: str, places: int = 4) -> str:
    """The interval of a score; nothing where it has none."""
    return told_interval(scores.intervals.get(name), places)


def told_interval(interval: Interval | None, places: int = 4) -> str:
    """`0.91 to 0.93`."""
    return "" if interval is None else f"{interval.lower:z.{places}f} to {interval.upper:z.{places}f}"


def row(scores: Measurements, label: str, name: str, against: str = "", places: int = 4) -> Iterator[Row]:
    """A score that was measured, as a row."""
    value = scores.scores[name]
    if value is not None:
        yield label, decimals(value, places), within(scores, name, places), against


def with_error(scores: Measurements, name: str, against: str) -> str:
    """What a share is held against, and its standard error where it has no interval."""
    error = scores.scores[f"{name}_error"]
    return against if scores.intervals.get(name) or error is None else f"{against}; standard error {error:.4f}"


def retrieval_rows(scores: Measurements) -> Iterator[Row]:
    """How often actions are found: of all pairs alike, and of all factors alike."""
    if scores.action_accuracy is not None:
        chance = with_error(scores, "action_accuracy", f"chance {scores.chance:.4f}")
        yield from row(scores, "action accuracy", "action_accuracy", chance)
        yield from row(scores, "  mean over factors", "action_accuracy_mean_over_factors", counted(scores))
        for most in (3, 5):
            yield from row(scores, f"  among {most}", f"action_accuracy_top_{most}", "most probable actions")
        chance = with_error(scores, "factor_accuracy", f"chance {scores.factor_chance:.4f}")
        yield from row(scores, "factor accuracy", "factor_accuracy", chance)
        yield from row(scores, "  mean over factors", "factor_accuracy_mean_over_factors", counted(scores))
    yield from row(
        scores, "  by codes alone", "code_action_accuracy", f"factor {decimals(scores.code_factor_accuracy)}"
    )
    yield from row(scores, "  by vectors alone", "vector_action_accuracy", "before they are rounded to codes")
    against = "0: probabilities are shares that are right"
    yield from row(scores, "calibration error", "calibration_error", against)


def image_rows(scores: Measurements) -> Iterator[Row]:
    """How near images are to the true ones."""
    if scores.reconstruction_mse is not None and scores.intervention_mse is not None and scores.copy_mse is not None:
        ratio = scores.intervention_mse / max(scores.reconstruction_mse, 1e-12)
        gain = scores.copy_mse / max(scores.intervention_mse, 1e-12)
        times = within(scores, "intervention_ratio", 2)
        yield from row(scores, "reconstruction mse", "reconstruction_mse", places=5)
        against = f"{ratio:.2f} x reconstruction" + (f" ({times})" if times else "")
        yield from row(scores, "intervention mse", "intervention_mse", against, 5)
        yield from row(scores, "copy mse", "copy_mse", f"{gain:.1f} x intervention", 5)
        yield from row(scores, "changed variables", "changed_variables", "for each pair", 2)
    for by, places, best in (("psnr", 2, "decibels"), ("ssim", 4, "1 at best")):
        for what in ("reconstruction", "intervention", "copy"):
            yield from row(scores, f"{what} {by}", f"{what}_{by}", best, places)


def code_rows(scores: Measurements) -> Iterator[Row]:
    """What codes say about factors."""
    for family, parts in (
        ("infomec", ("modularity", "explicitness", "compactness")),
        ("dci", ("disentanglement", "completeness", "informativeness")),
    ):
        for part in parts:
            of_labels = getattr(scores, f"{family}_{part}_of_labels", None)
            best = "1 at best" if of_labels is None else f"the labels themselves have {of_labels:.4f} here"
            yield from row(scores, f"{family} {part}", f"{family}_{part}", best)
    for one in scores.codes.values():
        for name in one.scores:
            yield from row(scores, name.replace("_", " "), name, MEANT.get(name, "1 at best"))


def preserved_rows(scores: Measurements) -> Iterator[Row]:
    """What an intervention leaves alone."""
    if scores.preserved is not None:
        yield from row(scores, "preserved", "preserved", with_error(scores, "preserved", "of the other factors"))
    yield from row(scores, "  by codes alone", "code_preserved", "of images without what no code holds")
    yield from row(scores, "read back", "read_back", "of interventions, from their images")
