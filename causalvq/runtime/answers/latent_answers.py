"""What a baseline without codes answers with.

Axes: b images, L latents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from causalvq.runtime.answers.answer import DIGITS, AnswerTable
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.results import MOST_COLUMNS, Encoding


@dataclass(frozen=True, eq=False)
class LatentIntervention(Intervention):
    """Images after the mean displacement of what was done to them: all latents move, and no state is told."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every image is moved."""
        return ("moved",) * len(self.images)

    @property
    def notes(self) -> tuple[str, ...]:
        """For each image, what was done to its latents."""
        done = " then ".join(self.actions()[0]) if len(self.images) else ""
        return (f"latents moved by {done}",) * len(self.images)

    def to_dict(self) -> dict[str, Any]:
        """What was done."""
        unknown = dict.fromkeys(("probabilities", "log_probabilities"), [None] * len(self.images))
        return {**super().to_dict(), **unknown, "changed_variables": [["all latents"]] * len(self.images)}

    def tables(self) -> tuple[AnswerTable, ...]:
        """What was done to each image."""
        rows = tuple((str(image), ", ".join(done)) for image, done in enumerate(self.actions()))
        return (AnswerTable(("image", "done"), rows),)


@dataclass(frozen=True, eq=False)
class LatentEncoding(Encoding):
    """Images as latents."""

    def names(self) -> list[str]:
        """Of the latents."""
        return [f"z{place + 1}" for place in range(self.vectors.shape[2])]

    def to_dict(self) -> dict[str, Any]:
        """Latents by name, in place of codes."""
        rounded = [[round(number, DIGITS) for number in row] for row in self.vectors.flatten(1).tolist()]
        return {**super().to_dict(), "variables": self.names(), "codes": rounded}

    def title(self) -> str:
        """What was asked for."""
        return f"latents of {len(self.vectors):,} image{'s' if len(self.vectors) > 1 else ''}"

    def tables(self) -> tuple[AnswerTable, ...]:
        """The first latents."""
        names, rows = self.names()[:MOST_COLUMNS], self.vectors.flatten(1)[:, :MOST_COLUMNS].tolist()
        told = tuple((str(image), *(f"{number:.3f}" for number in row)) for image, row in enumerate(rows))
        return (AnswerTable(("image", *names), told),)

    def arrays(self) -> dict[str, np.ndarray]:
        """Vectors and names as arrays, as `encode --out x.npz` writes them."""
        kept = super().arrays()
        return {**{name: kept[name] for name in ("vectors", "factors")}, "variables": np.array(self.names())}
