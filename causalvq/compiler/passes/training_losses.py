"""The weight of each term of the loss."""

from __future__ import annotations

from causalvq.compiler.draft import WithLosses, WithNetwork


def losses(draft: WithNetwork) -> WithLosses:
    """Set `losses`: every term by name, 0 for those that are left out."""
    weights = draft.inputs.spec.losses.model_dump()
    made = WithLosses(**draft.parts, losses=weights)
    for name, weight in weights.items():
        made = made.because(f"losses.{name}", f"{weight:g}", f"losses.{name}")
    return made
