"""Close the draft: from here on it is a `Plan`."""

from __future__ import annotations

from causalvq.compiler.canonical import digest_of
from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import Plan
from causalvq.dsl import Spec


def lock(draft: Draft) -> Draft:
    """Set `plan`."""
    spec = draft.inputs.spec
    parts = {
        name: getattr(draft, name)
        for name in (
            *("data", "actions", "variables", "grid", "codebook", "targets", "directed", "spaced"),
            *("graph", "network", "losses", "train", "metrics", "cost"),
        )
    }
    plan = Plan(
        name=spec.name,
        spec=spec_digest(spec),
        seed=spec.seed,
        layout=spec.variables.layout,
        max_targets=spec.interventions.sparsity.max_targets,
        target_penalty=spec.interventions.sparsity.penalty,
        noise=spec.interventions.noise,
        labels=spec.interventions.labels,
        known_share=spec.interventions.known_share,
        provenance=provenance(draft),
        **parts,
    )
    return draft.put(plan=plan).told(f"digest {plan.digest}")


def provenance(draft: Draft) -> dict[str, str]:
    """What set each part of the plan."""
    decided = {decision.path: "; ".join(decision.origins) for decision in draft.decisions if decision.path}
    return decided | dict(draft.origins)


def spec_digest(spec: Spec) -> str:
    """SHA-256 of a spec with its defaults, in hexadecimal; comments and the order of keys do not count."""
    return digest_of(spec.model_dump(mode="json", by_alias=True))
