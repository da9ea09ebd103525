"""Options that are written and that the rest of the spec has no use for: said, so that nobody waits for an effect."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.compiler.draft import Draft, WithSchedule
from causalvq.compiler.plan_faults import OTHER_LAYOUT
from causalvq.errors import Diagnostic

PAPER_TERMS = ("identity", "dependencies", "graph_size", "non_empty", "prediction")
"""Terms of the causal layer that makes a graph for each image."""

OWNED_TERMS = ("swap", "pull")
"""Terms that exchange or compare what an action leaves alone; one that may set everything leaves nothing alone."""


def relevance(draft: WithSchedule) -> WithSchedule:
    """Add a warning for each option that is given without use."""
    document = draft.inputs.document
    made = tuple(
        warning(draft, path, needs) for path, useful, needs in options(draft) if not useful and document.given(path)
    )
    return draft.warn(made)


def options(draft: WithSchedule) -> Iterator[tuple[str, bool, str]]:
    """Path of the spec, whether it has a use here, and what would give it one."""
    spec, grid = draft.inputs.spec, draft.grid is not None
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


def warning(draft: Draft, path: str, needs: str) -> Diagnostic:
    """The option that is given in vain; one of a spec that this one extends may act in others."""
    document = draft.inputs.document
    place = document.place(path)
    inherited = place.file != str(document.path) and not place.file.startswith("--set")
    hint = "nothing to do: it is inherited" if inherited else "remove it"
    return Diagnostic(OTHER_LAYOUT, f"{path} has no effect here", place, needs, hint=hint, severity="warning")
