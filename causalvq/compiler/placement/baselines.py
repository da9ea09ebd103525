"""What the baselines have in place of causal variables: latents, or codes that no factor owns."""

from __future__ import annotations

from causalvq.compiler.draft import WithActions
from causalvq.compiler.placement.levels import levels_of
from causalvq.compiler.placement.room import doubled, room_for
from causalvq.compiler.plan import BaselinePlan, CodebookPlan, VariablePlan

VAE_LATENTS = 10
"""Of the VAEs in Locatello et al. (arXiv 2002.02886), on sets of five to seven factors."""
LATENTS_A_FACTOR, SCALAR_VALUES = 2, 10
"""Of latent quantisation (arXiv 2305.18378): latents for each factor, and values of each latent."""
UNLABELLED = 8
"""Values to tell apart where no factor says how many there are."""


def baseline_of(draft: WithActions) -> BaselinePlan | None:
    """Which baseline is asked for, with its size; None for the causal model."""
    spec, kind = draft.inputs.spec, draft.kind
    if kind == "causal":
        return None
    vectors, factors = spec.variables.count * spec.codebook.dim, max(1, len(draft.data.factors))
    latents = {
        "autoencoder": vectors,
        "beta_vae": max(VAE_LATENTS, factors),
        "ada_gvae": max(VAE_LATENTS, factors),
        "vq_vae": vectors,
        "qlae": LATENTS_A_FACTOR * factors,
    }.get(kind, 0)
    sized = kind not in ("vq_vae", "pair_classifier", "pixel_ridge")
    return BaselinePlan(kind=kind, latents=(spec.model.latents if sized else None) or latents)


def codes_of(draft: WithActions, baseline: BaselinePlan) -> tuple[VariablePlan, ...]:
    """The codes of a baseline, none of which stands for a factor; none at all where it has no codes."""
    spec = draft.inputs.spec
    if baseline.kind == "vq_vae":
        states = vector_states(draft)
        own = [(one.name, one.states or states) for one in spec.variables.declared]
        named = own or [(f"z{place + 1}", states) for place in range(spec.variables.count)]
        levels = spec.codebook.quantizer
        return tuple(
            VariablePlan(name=name, factor=None, states=count, levels=levels_of(levels, count)) for name, count in named
        )
    if baseline.kind == "qlae":
        states = SCALAR_VALUES if spec.codebook.size == "auto" else spec.codebook.size
        return tuple(
            VariablePlan(name=f"z{place + 1}", factor=None, states=states) for place in range(baseline.latents)
        )
    return ()


def vector_states(draft: WithActions) -> int:
    """States of each code of a VQ-VAE: with `auto`, as much room as the causal model has for its largest factor."""
    codebook = draft.inputs.spec.codebook
    if codebook.size != "auto":
        return codebook.size
    states = room_for(max([2, *(factor.size for factor in draft.data.factors)], default=UNLABELLED))
    return doubled(states) if codebook.quantizer == "lfq" else states


def codebook_of(draft: WithActions, baseline: BaselinePlan, codes: tuple[VariablePlan, ...]) -> CodebookPlan:
    """The codebooks of a baseline; the smallest there are where it has no codes."""
    if baseline.kind == "vq_vae":
        size = max(one.states for one in codes)
        return CodebookPlan(**draft.inputs.spec.codebook.model_dump() | {"size": size})
    # One number a code: a scalar codebook is vector quantisation in one dimension.
    size = max((one.states for one in codes), default=2)
    return CodebookPlan(quantizer="vq", size=size, dim=1, commitment=0.0)
