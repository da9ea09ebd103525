"""Close the draft: from here on it is a `Plan`."""

from __future__ import annotations

from causalvq.compiler.canonical import digest_of
from causalvq.compiler.draft import Draft, WithCost, WithPlan
from causalvq.compiler.plan import Plan
from causalvq.dsl.spec import Spec


def lock(draft: WithCost) -> WithPlan:
    """Set `plan`."""
    spec = draft.inputs.spec
    plan = Plan(
        name=spec.name,
        spec=spec_digest(spec),
        seed=spec.seed,
        data=draft.data,
        actions=draft.actions,
        layout=draft.layout,
        grid=draft.grid,
        variables=draft.variables,
        codebook=draft.codebook,
        targets=draft.targets,
        directed=draft.directed,
        spaced=draft.spaced,
        max_targets=draft.max_targets if draft.baseline is None else max(1, len(draft.variables)),
        target_penalty=spec.interventions.sparsity.penalty,
        noise=draft.noise,
        labels=draft.labels,
        known_share=spec.interventions.known_share,
        graph=draft.graph,
        baseline=draft.baseline,
        network=draft.network,
        losses=draft.losses,
        train=draft.train,
        metrics=draft.metrics,
        cost=draft.cost,
        provenance=provenance(draft),
    )
    return WithPlan(**draft.parts, plan=plan).told(f"digest {plan.digest}")


def provenance(draft: Draft) -> dict[str, str]:
    """What set each part of the plan."""
    decided = {decision.path: "; ".join(decision.origins) for decision in draft.decisions if decision.path}
    return decided | dict(draft.origins)


def spec_digest(spec: Spec) -> str:
    """SHA-256 of a spec with its defaults, in hexadecimal; comments and the order of keys do not count."""
    values = spec.model_dump(mode="json", by_alias=True)
    data, model = values["data"], values["model"]
    unused = {"kind": "causal", "latents": None, "beta": None}
    values["model"] = {key: value for key, value in model.items() if key not in unused or value != unused[key]}
    for section, key in ((data["image"], "range"), (data["source"], "empty")):
        if isinstance(section, dict) and not section.get(key):
            section.pop(key, None)  # later keys that are not used: a spec of before has the digest that it had
    return digest_of(values)
