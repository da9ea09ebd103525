"""Seeded corruptions: each breaks one thing in a plan that is otherwise right, and the verifier must say so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from causalvq.compiler import Plan
from causalvq.compiler.artifacts import plan_file
from causalvq.compiler.canonical import digest_of, text_of
from causalvq.compiler.verifier import violations
from causalvq.errors import CompileError


class Corruption(NamedTuple):
    """What is done to the JSON of a plan, and what the verifier says of it."""

    harm: Callable[[dict[str, Any]], object]
    says: str
    base: str = "slots"


def put(path: str, value: Any) -> Callable[[dict[str, Any]], object]:
    """Sets one value; the path is dotted, numbers are indices."""

    def harm(raw: dict[str, Any]) -> None:
        *way, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split(".")]
        for step in way:
            raw = raw[step]
        raw[last] = value(raw[last]) if callable(value) else value

    return harm


def swapped(path: str, one: int, other: int) -> Callable[[dict[str, Any]], object]:
    """Exchanges two items of a list."""

    def exchange(items: list[Any]) -> list[Any]:
        items[one], items[other] = items[other], items[one]
        return items

    return put(path, exchange)


CORRUPTIONS = {
    "a factor of another column": Corruption(put("data.factors.0.column", 1), "is not column"),
    "a column beyond the labels": Corruption(put("data.factors.0.column", 99), "is not column"),
    "a value without a name": Corruption(put("data.factors.0.values", ["blue"]), "does not name each"),
    "a factor twice": Corruption(put("data.factors.1.name", "background"), "same name"),
    "a split of more than all": Corruption(put("data.split.train", 0.9), "does not add to 1"),
    "a split without its test": Corruption(lambda raw: raw["data"]["split"].pop("test"), "not three shares"),
    "pairs of a file without name": Corruption(put("data.pairs", "file"), "disagree"),
    "imbalance over 1": Corruption(put("data.imbalance", {"mouth": [0.9, 0.9]}), "imbalance of mouth"),
    "actions out of order": Corruption(swapped("actions", 0, 1), "actions are not those"),
    "an action of a missing factor": Corruption(put("actions.0.factor", 6), "actions are not those"),
    "an action too many": Corruption(put("actions", lambda items: [*items, items[0]]), "actions are not those"),
    "no actions": Corruption(put("actions", []), "actions are not those"),
    "two variables of one name": Corruption(put("variables.1.name", "background.1"), "same name"),
    "levels where codes are vectors": Corruption(put("variables.0.levels", [4, 2]), "levels of background.1 are not"),
    "an owner that is not there": Corruption(put("variables.0.factor", 77), "is owned by factor 77"),
    "targets of another factor": Corruption(swapped("targets", 0, 1), "not the variables that it owns"),
    "a target too few": Corruption(put("targets.0", [0]), "not the variables that it owns"),
    "no targets": Corruption(put("targets", []), "targets has 0 rows"),
    "a coordinate of a missing factor": Corruption(put("directed", [0, 77]), "not factors whose steps"),
    "a coordinate of a cyclic factor": Corruption(put("data.factors.0.cyclic", True), "not factors whose steps"),
    "a budget below the targets": Corruption(put("max_targets", 1), "more than max_targets"),
    "a budget over the variables": Corruption(put("max_targets", 16), "over the number of variables"),
    "states that do not hold the values": Corruption(
        lambda raw: [variable.update(states=2) for variable in raw["variables"]], "do not fit in 4 states"
    ),
    "a variable that causes itself": Corruption(
        put("graph.allowed.0", lambda row: f"{int(row, 16) | 0x8000:04x}"), "cause itself"
    ),
    "a required edge that is not allowed": Corruption(put("graph.allowed.8", "0000"), "required edge is not allowed"),
    "an edge back": Corruption(
        put("graph.allowed.12", lambda row: f"{int(row, 16) | 0x0080:04x}"), "would close a cycle"
    ),
    "required edges in a cycle": Corruption(
        lambda raw: [put("graph.required", lambda old: [*old, [13, 8]])(raw), put("graph.allowed.13", "fffc")(raw)][:0],
        "close a cycle",
    ),
    "required edges out of order": Corruption(swapped("graph.required", 0, 1), "not sorted edges"),
    "an edge to nowhere": Corruption(put("graph.required.3", [9, 99]), "not sorted edges"),
    "a row of the mask missing": Corruption(put("graph.allowed", lambda rows: rows[:-1]), "not a row a variable"),
    "a row that is no number": Corruption(put("graph.allowed.0", "zz00"), "cannot be read"),
    "bits beyond the last variable": Corruption(put("graph.allowed.0", "7fff"), "cannot be read"),
    "a fixed graph with open edges": Corruption(put("graph.kind", "fixed"), "is fixed"),
    "log-odds without bound": Corruption(put("graph.log_odds", -1e9), "beyond 14"),
    "log-odds of causes that no prior has": Corruption(put("graph.log_odds_from", [0.0] * 14), "does not fit the kind"),
    "log-odds of some causes": Corruption(put("graph.log_odds_from", [0.0]), "not a value a variable"),
    "log-odds of an edge to nowhere": Corruption(put("graph.log_odds_of", [[0, 50, 1.0]]), "log_odds_of is not sorted"),
    "an image that does not divide": Corruption(put("data.height", 30), "do not divide"),
    "a patch of another size": Corruption(put("network.stem", 2), "layers are not those"),
    "a layer of another shape": Corruption(put("network.layers.0.out", [64, 4, 4]), "layers are not those"),
    "parameters that do not add up": Corruption(put("network.layers.0.parameters", 1), "layers are not those"),
    "no layers": Corruption(put("network.layers", []), "layers are not those"),
    "a decoder without a stage": Corruption(put("network.decoder_widths", [64]), "same number of stages"),
    "stages without bound": Corruption(
        lambda raw: raw["network"].update(encoder_widths=[1] * 40, decoder_widths=[1] * 40), "40 stages"
    ),
    "a layer without bound": Corruption(put("network.encoder_widths.0", 10**9), "wider than 8192"),
    "a loss that is not there": Corruption(put("losses", lambda old: old | {"beauty": 1.0}), "not the terms"),
    "no loss": Corruption(put("losses", lambda old: dict.fromkeys(old, 0.0)), "every loss has weight 0"),
    "phases out of order": Corruption(swapped("train.phases", 0, 1), "out of order"),
    "phases that do not add up": Corruption(put("train.steps", 4001), "do not add up"),
    "a floor over the ceiling": Corruption(put("train.floor", 10**6), "train.floor is not between"),
    "a floor below what is never cut short": Corruption(put("train.floor", 9), "train.floor is not between"),
    "a floor where phases stop early otherwise": Corruption(
        lambda raw: raw["train"].update(floor=1500, early_stop=3), "or stops early otherwise"
    ),
    "a floor of other phases": Corruption(
        lambda raw: raw["train"].update(floor=1500, phases=[{"name": "joint", "steps": raw["train"]["steps"]}]),
        "other phases than warm-up, joint and anneal",
    ),
    "betas of 1": Corruption(put("train.betas", [1.0, 0.9]), "betas"),
    "a metric that is not there": Corruption(put("metrics", ["beauty"]), "metric is unknown"),
    "actions that are measured without pairs": Corruption(
        lambda raw: raw["data"].update(pairs="none"), "actions are measured, but there are no pairs"
    ),
    "what is preserved without every combination": Corruption(
        put("data.images", 14_000), "preserved is measured without an image of every combination"
    ),
    "a cost that is too low": Corruption(put("cost.training_bytes", 1), "cost is not that of the layers"),
    "a batch without bound": Corruption(
        lambda raw: [put("train.batch_size", 10**12)(raw), put("cost.training_bytes", 2**60)(raw)][:0], "TiB of memory"
    ),
    "a grid that is not whole": Corruption(put("grid.books", 3), "is not the number of variables", "grid"),
    "a grid that does not divide": Corruption(
        lambda raw: raw["grid"].update(height=2, width=8), "does not divide the image", "grid"
    ),
    "no grid": Corruption(put("grid", None), "grid and layout disagree", "grid"),
    "a variable of the grid with states of its own": Corruption(put("variables.3.states", 5), "other states", "grid"),
}


@pytest.fixture
def whole(plan) -> Callable[[str], Plan]:
    """The plan that a corruption starts from."""
    bases = {
        "slots": (
            "variables.count=14",
            "interventions.sparsity.max_targets=2",
            "graph.required=[[top, eyes], [eyes.1, mouth]]",
        ),
        "grid": ("variables={count: 64, layout: grid, books: 4}",),
    }
    return lambda base: plan(*bases[base])


@pytest.mark.parametrize("base", ["slots", "grid"])
def test_a_whole_plan_breaks_no_rule(whole, base):
    assert list(violations(whole(base))) == []


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_verifier_finds(name, whole, tmp_path):
    corruption = CORRUPTIONS[name]
    raw = whole(corruption.base).model_dump(mode="json")
    corruption.harm(raw)

    assert any(corruption.says in said for said in violations(Plan.model_validate(raw)))

    # even for one who knows how to make the digest right
    path = tmp_path / "plan.json"
    path.write_text(text_of(raw | {"digest": digest_of(raw)}))
    with pytest.raises(CompileError, match="CVQ226"):
        plan_file.load_plan(path)


def test_there_are_enough_of_them():
    assert len(CORRUPTIONS) >= 15


def test_a_pass_that_breaks_a_rule_is_caught_at_once(document, monkeypatch):
    from causalvq.compiler import pipeline

    right = pipeline.actions

    def greedy(draft):
        made = right(draft)
        return replace(made, actions=(*made.actions, *made.actions))

    monkeypatch.setattr(pipeline, "actions", greedy)
    with pytest.raises(AssertionError, match="after the pass greedy: the actions are not those of the factors"):
        pipeline.compile_spec(document())
