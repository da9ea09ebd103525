"""Rules about shares and counts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from causalvq.dsl.checks.base import Check, Finding
from causalvq.dsl.spec import Spec


def splits_add_to_one(spec: Spec) -> Iterator[Finding]:
    """CVQ130: the shares of the images are a partition."""
    split = spec.data.split
    total = split.train + split.validation + split.test
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        yield Finding(
            "the shares of the split do not add to 1",
            "data.split",
            expected="train + validation + test = 1",
            got=f"{split.train:g} + {split.validation:g} + {split.test:g} = {total:g}",
        )


def targets_within_variables(spec: Spec) -> Iterator[Finding]:
    """CVQ133: an action cannot set more variables than there are."""
    most, count = spec.interventions.sparsity.max_targets, spec.variables.count
    if most > count:
        yield Finding(
            "an action may set more variables than there are",
            "interventions.sparsity.max_targets",
            expected=f"at most {count}",
            got=str(most),
            related=(("the number of variables", "variables"),),
        )


CHECKS = (
    Check("CVQ130", ("data.split",), splits_add_to_one),
    Check("CVQ133", ("interventions.sparsity.max_targets", "variables"), targets_within_variables),
)
