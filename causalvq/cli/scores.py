"""Scores as a person reads them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from causalvq.runtime.evaluate import Scores


def print_scores(console: Console, scores: Scores) -> None:
    """A table of the held-out scores, each with what it is to be held against."""
    table = Table(title=f"held-out scores ({scores.pairs:,} test pairs)", title_justify="left")
    for heading in ("score", "value", "to compare with"):
        table.add_column(heading, justify="right" if heading == "value" else "left")
    ratio = scores.intervention_mse / max(scores.reconstruction_mse, 1e-12)
    gain = scores.copy_mse / max(scores.intervention_mse, 1e-12)
    rows = (
        ("action accuracy", f"{scores.action_accuracy:.4f}", f"chance {scores.chance:.4f}"),
        ("factor accuracy", f"{scores.factor_accuracy:.4f}", f"chance {scores.factor_chance:.4f}"),
        ("reconstruction mse", f"{scores.reconstruction_mse:.5f}", ""),
        ("intervention mse", f"{scores.intervention_mse:.5f}", f"{ratio:.2f} x reconstruction"),
        (
            "copy mse",
            f"{scores.copy_mse:.5f}",
            f"{gain:.1f} x intervention",
        ),
        ("changed variables", f"{scores.changed_variables:.2f}", "for each pair"),
    )
    for row in rows:
        table.add_row(*row)
    console.print(table)
