"""The weight of each term of the loss."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from causalvq.compiler.draft import WithLosses, WithNetwork

TERMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "autoencoder": ("reconstruction", "retrieval"),
        "beta_vae": ("reconstruction", "retrieval"),
        "ada_gvae": ("reconstruction", "retrieval"),
        "vq_vae": ("reconstruction", "quantizer", "retrieval"),
        "qlae": ("reconstruction", "quantizer", "retrieval"),
        "pair_classifier": ("retrieval",),
        "pixel_ridge": ("retrieval",),
    }
)
"""Of each baseline, the terms of the language that it has; the others are 0."""

BETA: Final[Mapping[str, float]] = MappingProxyType({"beta_vae": 4.0, "ada_gvae": 1.0})
"""Of each VAE, when the spec gives none (arXiv 1804.03599, 2002.02886)."""


def losses(draft: WithNetwork) -> WithLosses:
    """Set `losses`: every term by name, 0 for those that are left out."""
    spec = draft.inputs.spec
    weights: dict[str, float] = spec.losses.model_dump()
    if draft.baseline is not None:
        weights = of_baseline(draft.baseline.kind, weights, spec.model.beta)
    made = WithLosses(**draft.parts, losses=weights)
    for name, weight in weights.items():
        origin = "model.beta" if name == "divergence" else f"losses.{name}"
        made = made.because(f"losses.{name}", f"{weight:g}", origin)
    return made


def of_baseline(kind: str, weights: Mapping[str, float], beta: float | None) -> dict[str, float]:
    """The weights of a baseline; `divergence` is a term that only VAEs have."""
    kept = {name: weight if name in TERMS[kind] else 0.0 for name, weight in weights.items()}
    if kind in ("pair_classifier", "pixel_ridge"):  # all that they learn, whatever it weighs
        kept["retrieval"] = 1.0
    return kept | ({"divergence": BETA[kind] if beta is None else beta} if kind in BETA else {})
