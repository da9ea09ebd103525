"""Measurements as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from causalvq.cli.rich_terminal import Terminal
from causalvq.cli.terminal import visible
from causalvq.metrics.shares import FactorScores
from causalvq.runtime.evaluation.measurements import Measurements

Row = tuple[str, str, str]


def print_scores(console: Terminal, scores: Measurements, supervision: str) -> None:
    """A table of the held-out scores, each with what it is to be held against, and one of the factors' accuracies.

    Args:
        console: where to print.
        scores: of a trained run.
        supervision: what its training was told.
    """
    of_some = f" of {counted(scores)}" if scores.factors_scored < scores.factors_in_spec else ""
    title = f"held-out scores ({scores.pairs:,} test pairs{of_some}; {supervision})"
    table = Table(title=title, title_justify="left")
    for heading in ("score", "value", "to compare with"):
        table.add_column(heading, justify="right" if heading == "value" else "left")
    for row in (*retrieval_rows(scores), *image_rows(scores), *code_rows(scores), *preserved_rows(scores)):
        table.add_row(*row)
    console.print(table)
    if scores.action_accuracy is not None:
        console.print(factor_table(scores))


def factor_table(scores: Measurements) -> Table:
    """How often the actions on each factor are found, with intervals of 95%."""
    table = Table(title="by factor, with 95% intervals", title_justify="left")
    for heading in ("factor", "pairs", "action accuracy", "factor accuracy"):
        table.add_column(heading, justify="left" if heading == "factor" else "right")
    for name, one in scores.by_factor.items():
        table.add_row(visible(name), f"{one.pairs:,}", *factor_row(one))
    return table


def factor_row(scores: FactorScores) -> Iterator[str]:
    """The two accuracies of one factor."""
    for share, interval in (
        (scores.action_accuracy, scores.action_accuracy_interval),
        (scores.factor_accuracy, scores.factor_accuracy_interval),
    ):
        if share is None or interval is None:
            yield "no pairs"
        else:
            yield f"{share:.4f} ({interval[0]:.4f} to {interval[1]:.4f})"


def counted(scores: Measurements) -> str:
    """How many factors the means are over."""
    return f"{scores.factors_scored} of {scores.factors_in_spec} factors"


def retrieval_rows(scores: Measurements) -> Iterator[Row]:
    """How often actions are found: of all pairs alike, and of all factors alike."""
    if scores.action_accuracy is not None:
        within = f"standard error {scores.action_accuracy_error:.4f}"
        yield "action accuracy", f"{scores.action_accuracy:.4f}", f"chance {scores.chance:.4f}; {within}"
        yield "  mean over factors", f"{scores.action_accuracy_mean_over_factors:.4f}", counted(scores)
        within = f"standard error {scores.factor_accuracy_error:.4f}"
        yield "factor accuracy", f"{scores.factor_accuracy:.4f}", f"chance {scores.factor_chance:.4f}; {within}"
        yield "  mean over factors", f"{scores.factor_accuracy_mean_over_factors:.4f}", counted(scores)
    if scores.code_action_accuracy is not None and scores.code_factor_accuracy is not None:
        yield "  by codes alone", f"{scores.code_action_accuracy:.4f}", f"factor {scores.code_factor_accuracy:.4f}"
    if scores.vector_action_accuracy is not None:
        yield "  by vectors alone", f"{scores.vector_action_accuracy:.4f}", "before they are rounded to codes"
    if scores.calibration_error is not None:
        yield "calibration error", f"{scores.calibration_error:.4f}", "0: probabilities are shares that are right"


def image_rows(scores: Measurements) -> Iterator[Row]:
    """How near images are to the true ones."""
    if scores.reconstruction_mse is None or scores.intervention_mse is None or scores.copy_mse is None:
        return
    ratio = scores.intervention_mse / max(scores.reconstruction_mse, 1e-12)
    gain = scores.copy_mse / max(scores.intervention_mse, 1e-12)
    yield "reconstruction mse", f"{scores.reconstruction_mse:.5f}", ""
    yield "intervention mse", f"{scores.intervention_mse:.5f}", f"{ratio:.2f} x reconstruction"
    yield "copy mse", f"{scores.copy_mse:.5f}", f"{gain:.1f} x intervention"
    yield "changed variables", f"{scores.changed_variables:.2f}", "for each pair"


def code_rows(scores: Measurements) -> Iterator[Row]:
    """What codes say about factors."""
    for family, parts in (
        ("infomec", ("modularity", "explicitness", "compactness")),
        ("dci", ("disentanglement", "completeness", "informativeness")),
    ):
        for part in parts:
            value, of_labels = (getattr(scores, f"{family}_{part}{of}", None) for of in ("", "_of_labels"))
            if value is not None:
                best = "1 at best" if of_labels is None else f"the labels themselves have {of_labels:.4f} here"
                yield f"{family} {part}", f"{value:.4f}", best


def preserved_rows(scores: Measurements) -> Iterator[Row]:
    """What an intervention leaves alone."""
    if scores.preserved is not None:
        within = f"of the other factors; standard error {scores.preserved_error:.4f}"
        yield "preserved", f"{scores.preserved:.4f}", within
    if scores.code_preserved is not None:
        yield "  by codes alone", f"{scores.code_preserved:.4f}", "of images without what no code holds"
    if scores.read_back is not None:
        yield "read back", f"{scores.read_back:.4f}", "of interventions, from their images"
