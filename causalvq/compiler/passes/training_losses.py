"""The weight of each term of the loss."""

from __future__ import annotations

from causalvq.compiler.draft import Draft


def losses(draft: Draft) -> Draft:
    """Set `losses`: every term by name, 0 for those that are left out."""
    weights = draft.inputs.spec.losses.model_dump()
    draft = draft.put(losses=weights)
    for name, weight in weights.items():
        draft = draft.because(f"losses.{name}", f"{weight:g}", f"losses.{name}")
    return draft
