"""Options that are written and that the rest of the spec has no use for: said, so that nobody waits for an effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from causalvq.compiler.draft import Draft, WithSchedule
from causalvq.compiler.passes.training_losses import BETA, TERMS
from causalvq.compiler.plan import BaselinePlan
from causalvq.compiler.plan_faults import OTHER_LAYOUT
from causalvq.errors import Diagnostic

PAPER_TERMS = ("identity", "dependencies", "graph_size", "non_empty", "prediction")
"""Terms of the causal layer that makes a graph for each image."""

OWNED_TERMS = ("swap", "pull")
"""Terms that exchange or compare what an action leaves alone; one that may set everything leaves nothing alone."""


def relevance(draft: WithSchedule) -> WithSchedule:
    """Add a warning for each option that is given without use."""
    document = draft.inputs.document
    vain = [(path, needs) for path, useful, needs in options(draft) if not useful and document.given(path)]
    if draft.baseline is not None:
        taken = [path for path, _ in vain if inherited(draft, path)]
        # A baseline is a few lines over the spec that it is held against, most of which is of the causal model.
        draft = draft.warn(in_one(draft, taken)) if taken else draft
        vain = [(path, needs) for path, needs in vain if path not in taken]
    return draft.warn(warning(draft, path, needs) for path, needs in vain)


def options(draft: WithSchedule) -> Iterator[tuple[str, bool, str]]:
    """Path of the spec, whether it has a use here, and what would give it one."""
    spec, grid = draft.inputs.spec, draft.grid is not None
    if draft.baseline is not None:
        yield from baseline_options(draft, draft.baseline)
        return
    yield "model.latents", False, "a baseline with latents, such as model.kind: beta_vae"
    yield "model.beta", False, "model.kind: beta_vae or ada_gvae"
    kinds = {action.kind for action in draft.actions}
    layer = "layout: grid with graph.scope: sample"
    for name in (*PAPER_TERMS, "transition"):
        valued = name == "transition" and "set" in kinds
        yield f"losses.{name}", draft.layered or valued or not getattr(spec.losses, name), layer
    factors = draft.data.factors
    worded = bool(factors) and all(factor.words for factor in factors)
    yield (
        "interventions.actions",
        not worded,
        "pairs that name factors, not words of your own",
    )
    decided = draft.layered or kinds == {"set"}
    yield "losses.prior", decided or not spec.losses.prior, f"actions: set, or {layer}"
    yield "graph.prior", decided or spec.graph.prior.kind == "none", f"actions: set, or {layer}"
    yield "losses.labels", spec.interventions.labels == "full" or not spec.losses.labels, "interventions.labels: full"
    owned, owners = (
        not grid or spec.variables.ownership == "books",
        "variables owned by factors, as with ownership: books",
    )
    for name in OWNED_TERMS:
        yield f"losses.{name}", owned or not getattr(spec.losses, name), owners
    yield "losses.direction", bool(draft.directed) or not spec.losses.direction, "actions: step, in slots"
    yield "losses.cycle", not grid or not spec.losses.cycle, "layout: slots"
    yield (
        "losses.retrieval",
        bool(draft.network.retrieval_hidden) or not spec.losses.retrieval,
        ("layout: slots and pairs"),
    )
    ends = spec.train.steps != "auto" or bool(draft.train.floor)
    yield "train.steps", ends, "one stage of training, pairs, and no early_stop"
    yield "train.stages", draft.layered, layer
    yield "train.causal_share", draft.layered and spec.train.stages == "two", f"{layer} and stages: two"
    yield "model.encoder.residual_blocks", grid, "layout: grid"
    yield "model.decoder.residual_blocks", grid, "layout: grid"
    yield "variables.ownership", grid, "layout: grid"
    for name in ("hidden", "layers") if grid else ():
        yield f"model.transition.{name}", draft.layered, layer


def baseline_options(draft: WithSchedule, baseline: BaselinePlan) -> Iterator[tuple[str, bool, str]]:
    """The same for a baseline, which knows of no graph, mechanisms and owners."""
    kind, spec, made = baseline.kind, draft.inputs.spec, f"model.kind: causal, not {baseline.kind}"
    yield "model.latents", bool(baseline.latents) and kind != "vq_vae", "a baseline with latents"
    yield "model.beta", kind in BETA, "model.kind: beta_vae or ada_gvae"
    for name in type(spec.losses).model_fields:
        yield f"losses.{name}", name in TERMS[kind] or not getattr(spec.losses, name), made
    for path in (
        *("graph", "interventions.noise", "interventions.sparsity", "variables.layout", "variables.books"),
        *("variables.ownership", "model.transition", "train.stages", "train.causal_share"),
        *("model.encoder.residual_blocks", "model.decoder.residual_blocks"),
    ):
        yield path, False, made
    yield "interventions.labels", spec.interventions.labels != "full", made
    yield "codebook.dim", kind in ("vq_vae", "autoencoder"), "model.kind: causal, autoencoder or vq_vae"
    for name in ("quantizer", "commitment"):
        yield f"codebook.{name}", kind == "vq_vae", "model.kind: causal or vq_vae"
    for name in ("encoder", "decoder"):
        yield f"model.{name}.widths", not baseline.only_pairs, "a model that makes images"
    yield "train.steps", kind != "pixel_ridge", "a model that is learned in steps"


def warning(draft: Draft, path: str, needs: str) -> Diagnostic:
    """The option that is given in vain; one of a spec that this one extends may act in others."""
    place = draft.inputs.document.place(path)
    hint = "nothing to do: it is inherited" if inherited(draft, path) else "remove it"
    return Diagnostic(OTHER_LAYOUT, f"{path} has no effect here", place, needs, hint=hint, severity="warning")


def inherited(draft: Draft, path: str) -> bool:
    """Whether an option comes from a spec that this one extends."""
    document = draft.inputs.document
    place = document.place(path)
    return place.file != str(document.path) and not place.file.startswith("--set")


def in_one(draft: Draft, paths: Sequence[str]) -> Iterator[Diagnostic]:
    """All options that a baseline inherits in vain."""
    message = f"of what is inherited, this has no effect on a baseline: {', '.join(paths)}"
    place, hint = draft.inputs.document.place("model.kind"), "nothing to do: it is inherited"
    yield Diagnostic(OTHER_LAYOUT, message, place, hint=hint, severity="warning")
