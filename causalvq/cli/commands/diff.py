"""`causalvq diff A B`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.hardware import estimate_here
from causalvq.cli.options import AsJson, Overrides
from causalvq.cli.terminal import say, say_json
from causalvq.compiler.artifacts.plan_meaning import Amount, Meaning, meaning
from causalvq.compiler.capability.quantities import duration, quantity, size
from causalvq.runtime.runs.resumption import Resumption
from causalvq.runtime.runs.sides import Side, resumptions, said_otherwise, side_of

app = typer.Typer(rich_markup_mode=None)

Left = Annotated[Path, typer.Argument(metavar="A", help="A spec, a plan (.json) or a run.")]
Right = Annotated[Path, typer.Argument(metavar="B", help="Another; --set changes this one, if it is a spec.")]
MOST_LAYERS = 12
SAYS = {
    "continues": "goes on with it",
    "nothing": "has nothing to do",
    "anew": "starts anew, and leaves it as it is",
    "refuses": "is refused",
}


@app.command()
def diff(left: Left, right: Right, overrides: Overrides = [], as_json: AsJson = False) -> None:  # noqa: B006
    """Show what differs between specs, plans or runs, and what it means; status 0 whether or not anything does."""
    if overrides and (right.is_dir() or right.suffix == ".json"):
        raise typer.BadParameter("only a spec is changed by it", param_hint="--set")
    before, after = side_of(left), side_of(right, overrides)
    said = list(said_otherwise(before, after))
    means = meaning(before.plan, after.plan) if before.plan and after.plan else None
    trained = list(resumptions(before, after))
    if as_json:
        say_json(document(before, after, said, means, trained), indent=1)
        return
    for line in told(before, after, said, means, trained):
        say(line)


def document(
    before: Side, after: Side, said: list[str], means: Meaning | None, trained: list[Resumption]
) -> dict[str, object]:
    """The comparison for a program."""
    return {
        "sides": [side_document(side) for side in (before, after)],
        "differences": said,
        "same": not said and is_same(before, after),
        "meaning": means.to_json() if means else None,
        "resume": [one.to_json() for one in trained],
    }


def side_document(side: Side) -> dict[str, object]:
    """One side for a program."""
    digest = side.plan.digest if side.plan else None
    run = side.run.path.as_posix() if side.run else None
    faults = [str(fault) for fault in side.faults]
    return {"path": side.path.as_posix(), "kind": side.kind, "plan": digest, "run": run, "faults": faults}


def is_same(before: Side, after: Side) -> bool:
    """Whether two sides train alike, as far as that is known."""
    return before.plan is None or after.plan is None or before.plan.digest == after.plan.digest


def told(before: Side, after: Side, said: list[str], means: Meaning | None, trained: list[Resumption]) -> Iterator[str]:
    """The comparison for people."""
    kinds = f"two {before.kind}s" if before.kind == after.kind else f"{before.kind} and the {after.kind}"
    yield from said or (f"the {kinds} mean the same",)
    for side in (before, after):
        for fault in side.faults[:1]:
            yield f"what it means for the plan is not known: {side.path} does not compile: {fault}"
    if means is not None and not is_same(before, after):
        yield from section("for the plan:", plan_lines(before, after, means))
    yield from section("for training:", map(outcome, trained))


def section(head: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its lines, or nothing."""
    found = list(lines)
    yield from (["", head, *(f"  {line}" for line in found)] if found else [])


def plan_lines(before: Side, after: Side, means: Meaning) -> Iterator[str]:
    """What a difference means for the plan."""
    yield from filter(None, map(amount_line, means.amounts))
    yield from time_line(before, after)
    for name, entries in (("layers", means.layers), ("actions", means.actions)):
        yield from (f"{name}: {entry}" for entry in entries[:MOST_LAYERS])
        if entries[MOST_LAYERS:]:
            yield f"{name}: and {len(entries) - MOST_LAYERS:,} more, which --json lists"
    if not means.amounts and not means.layers and not means.actions:
        yield f"size and cost stay; what differs: {', '.join(means.parts[:MOST_LAYERS])}"


def amount_line(amount: Amount) -> str | None:
    """`parameters: 12,000 -> 13,000 (+8.3%)`; nothing where the digits that people read are the same."""
    name, before, after, unit = amount
    form = size if unit == "bytes" else (quantity if max(before, after) >= 10**8 else "{:,}".format)
    if form(before) == form(after):
        return None
    share = f" ({(after - before) / before:+.1%})" if before else ""
    return f"{name}: {form(before)} -> {form(after)}{share}"


def time_line(before: Side, after: Side) -> Iterator[str]:
    """How long a step and all of them take on this machine."""
    assert before.plan is not None, "both have a plan"
    assert after.plan is not None, "both have a plan"
    steps = [(estimate_here(plan).step_seconds, plan.train.steps) for plan in (before.plan, after.plan)]
    one, other = (f"{duration(second)} a step, {duration(second * count)} at most" for second, count in steps)
    if one != other:
        yield f"time on this machine: about {one} -> {other}"


def outcome(one: Resumption) -> str:
    """What training does with a run."""
    instead = f"; {one.instead}" if one.instead else ""
    return f"with the run {one.run} there, `causalvq train` {SAYS[one.outcome]}: {one.why}{instead}"
