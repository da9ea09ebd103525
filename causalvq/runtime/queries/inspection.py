"""What a run is: its spec, plan, data and scores, and of its model which factor each variable answers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from causalvq.compiler.plan import Plan
from causalvq.errors import CausalVQError
from causalvq.regular_files import parse_json, read_text
from causalvq.runtime.estimation.usage import states_left
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.learned_edges import NamedGraph, named_graph
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.data_place import at_place, missing
from causalvq.runtime.runs.run import Run, open_run
from causalvq.runtime.runs.run_record import RunRecord, record_of
from causalvq.runtime.training.session import data_section

MOST_EVENTS = 256 * 2**20


@dataclass(frozen=True, slots=True)
class VariableReport:
    """One variable.

    Args:
        name: its name.
        factors: those whose actions set it.
        states: how many it had while it was learned.
        left: how many of them stand for something; None before training has ended.
        perplexity: how many were in use when that was last logged; None where it was not.
        stand_for: what each state stands for, where that is known; states that stand for nothing are left out.
    """

    name: str
    factors: tuple[str, ...]
    states: int
    left: int | None
    perplexity: float | None
    stand_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a run is.

    Args:
        record: its name, state and scores.
        run: its plan, and where its data are.
        data_here: whether the data are where they should be; their content is not looked at.
        variables: of its model, or of its plan as long as there is none.
        graph: of its model.
    """

    record: RunRecord
    run: Run
    data_here: bool
    variables: tuple[VariableReport, ...]
    graph: NamedGraph | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        plan = self.run.plan
        data, codebook = plan.data, plan.codebook
        return {
            **self.record.to_json(),
            "spec": plan.spec,
            "plan": {
                "digest": plan.digest,
                "layout": plan.layout,
                "codebook": {"quantizer": codebook.quantizer, "size": codebook.size, "dim": codebook.dim},
                "actions": [action.name for action in plan.actions],
                "noise": plan.noise,
                "parameters": plan.cost.parameters,
                "seed": plan.seed,
            },
            "data": {
                "source": data.source,
                "place": None if isinstance(data.source, str) else place_of(self.run).as_posix(),
                "here": self.data_here,
                "images": data.images,
                "height": data.height,
                "width": data.width,
                "channels": data.channels,
                "dtype": data.dtype,
                "fingerprint": data.fingerprint,
                "factors": {factor.name: list(factor.values) for factor in data.factors},
            },
            "variables": [asdict(variable) for variable in self.variables],
            "graph": None if self.graph is None else self.graph.to_dict(),
        }


def inspect_run(path: Path) -> Inspection:
    """What a run is, finished or not.

    Raises:
        RunError: when there is none, or it is damaged.
    """
    run = open_run(path)
    trained = load(path) if (run.finished or run.alone) and run.plan.coded else None
    graph = None if trained is None else named_graph(run.plan, trained.model)
    return Inspection(record_of(path), run, data_here(run), variables_of(run, trained), graph)


def variables_of(run: Run, trained: TrainedRun | None) -> tuple[VariableReport, ...]:
    """Every variable, and what is known of it."""
    plan, perplexity = run.plan, last_perplexity(run)
    model = None if trained is None else trained.model
    answers = answering(plan, model)
    left = [None] * len(plan.variables) if model is None else [one.left for one in states_left(plan, model)]
    names = [()] * len(plan.variables) if trained is None else trained.state_names
    return tuple(
        VariableReport(
            variable.name,
            answers[index],
            variable.states,
            left[index],
            perplexity.get(variable.name, perplexity.get(variable.name.partition(".")[0])),
            tuple(dict.fromkeys(name for name in names[index] if name)),
        )
        for index, variable in enumerate(plan.variables)
    )


def answering(plan: Plan, model: CausalVQ | None) -> tuple[tuple[str, ...], ...]:
    """For each variable the factors whose actions set it: as the model has it, or as the plan says."""
    sets = [set[int]() for _ in plan.variables]
    if model is None:
        for factor, row in enumerate(plan.targets):
            for variable in row:
                sets[variable].add(factor)
    else:
        for action, variable in model.transition.targets.nonzero().tolist():
            sets[variable].add(plan.actions[action].factor)
    return tuple(tuple(plan.data.factors[factor].name for factor in sorted(found)) for found in sets)


def last_perplexity(run: Run) -> Mapping[str, float]:
    """The states in use that the run logged last, by variable, or by book of a grid; empty where it logged none."""
    try:
        lines = read_text(run.path / "events.jsonl", MOST_EVENTS).splitlines()
    except (OSError, ValueError):
        return {}
    for line in reversed(lines):
        try:
            found = parse_json(line)
        except ValueError:  # the last line of a run that was killed
            continue
        if isinstance(found, dict) and found.get("perplexity"):
            return dict(found["perplexity"])
    return {}


def place_of(run: Run) -> Path:
    """Where the images of a run should be."""
    source = run.plan.data.source
    assert not isinstance(source, str), "what is built in lies nowhere"
    return run.moved or run.base / str(source["path"])


def data_here(run: Run) -> bool:
    """Whether what the plan names is where it should be."""
    try:
        section, base = at_place(data_section(run.plan), run.base, run.moved)
    except CausalVQError:
        return False
    return missing(section, base) is None
