"""Close the draft: from here on it is a `Plan`."""

from __future__ import annotations

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import Plan


def lock(draft: Draft) -> Draft:
    """Set `plan`."""
    spec = draft.inputs.spec
    parts = {
        name: getattr(draft, name)
        for name in ("data", "actions", "variables", "grid", "codebook", "targets", "graph", "network", "losses")
    }
    plan = Plan(
        name=spec.name,
        seed=spec.seed,
        layout=spec.variables.layout,
        max_targets=spec.interventions.sparsity.max_targets,
        target_penalty=spec.interventions.sparsity.penalty,
        noise=spec.interventions.noise,
        labels=spec.interventions.labels,
        train=draft.train,
        metrics=spec.evaluate.metrics,
        cost=draft.cost,
        provenance={decision.path: "; ".join(decision.origins) for decision in draft.decisions},
        **parts,
    )
    return draft.put(plan=plan)
