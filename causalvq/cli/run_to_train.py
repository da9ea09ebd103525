"""Which run `causalvq train` works on: one that goes on, one that is made longer, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from causalvq.cli.human import print_human
from causalvq.cli.runs import chosen_run
from causalvq.compiler.artifacts import workspace
from causalvq.compiler.plan import Plan
from causalvq.errors import CausalVQError, Diagnostic, Place, RunError
from causalvq.regular_files import read_text
from causalvq.runtime.run_diagnostics import FINISHED, NO_RUN, NOTHING_COMPILED
from causalvq.runtime.runs.checkpoint_folders import newest_step
from causalvq.runtime.runs.resumption import changed
from causalvq.runtime.runs.run import Origin, Run, create_run, discard_run, is_run, open_run, point_to_data, runs_of
from causalvq.runtime.training.session import require_trainable
from causalvq.runtime.words.finding import Found
from causalvq.runtime.words.settling import settled

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `train` was asked for.

    Args:
        new: a new run, even if one is unfinished.
        run: the run that goes on.
        more: the steps by which a finished run is made longer.
        start: the run whose weights a new run starts from.
        out: the directory of a new run.
        data: where the data are now.
        device: where to train, instead of where the plan says.
    """

    new: bool = False
    run: Path | None = None
    more: int | None = None
    start: Run | None = None
    out: Path | None = None
    data: Path | None = None
    device: str | None = None

    @property
    def fresh(self) -> bool:
        """Whether only a new run will do."""
        return self.new or self.start is not None or self.out is not None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The run to work on.

    Args:
        run: the run.
        resumed: whether it goes on; otherwise it is new.
        before: path of the run that commands without a path meant before a new one was made.
    """

    run: Run
    resumed: bool
    before: str | None = None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to train."""
        return self.resumed and self.run.finished and self.run.scored


def find_run(wanted: Wanted, tell: Tell) -> Chosen:
    """The run to work on; one that is finished where the plan that was compiled here has been trained already.

    Raises:
        RunError: CVQ410 when nothing was compiled here; CVQ401 and CVQ417 when a run that was named is not there, or
            is finished.
        CompileError: when the plan cannot be read or is not the one that was compiled.
    """
    if wanted.run is not None or wanted.more is not None:
        found: Run | None = given_run(wanted)
    else:
        current, plan = compiled_here()
        found = None if wanted.fresh else own_run(current, plan)
    if found is None:
        for line in paused(plan):
            tell(line)
        return new_run(current, plan, wanted, tell)
    return Chosen(found if wanted.data is None or found.scored else point_to_data(found, wanted.data), resumed=True)


def given_run(wanted: Wanted) -> Run:
    """The run that was named, or the last one trained here, which is made longer."""
    run = open_run(chosen_run(wanted.run))
    if run.alone:
        message, hint = "a model folder by itself is no run that can go on", "start from its weights: train --from DIR"
        raise RunError(Diagnostic(NO_RUN, message, Place(str(run.path)), hint=hint))
    require_trainable(run.plan)
    if wanted.more is None and run.finished and run.scored:
        hint = "train --more N makes it longer, train --from RUN starts another one from its weights"
        raise RunError(Diagnostic(FINISHED, "the run is finished", Place(str(run.path)), hint=hint))
    workspace.point_to_run(run.path, run.compiled)
    return run


def own_run(current: workspace.Current, plan: Plan) -> Run | None:
    """The last run of the plan that was compiled here, also where another plan was current since; None without one."""
    if current.run is not None and is_run(Path(current.run)):
        run = open_run(Path(current.run))
        if run.compiled == current.digest:
            return run
    path = next((path for path, compiled in runs_of(plan.name) if compiled == current.digest), None)
    if path is None:
        return None
    workspace.point_to_run(path, current.digest)
    return open_run(path)


def paused(plan: Plan) -> Iterator[str]:
    """What is told of runs of this name that were trained for a while under another plan: none is lost."""
    for path, _ in runs_of(plan.name):
        with suppress(CausalVQError):  # a damaged run is nobody's to go on with
            run = open_run(path)
            step = newest_step(run)
            if run.finished or not step:
                continue
            ours = f"this plan differs from its own: {changed(run.plan, plan)}"
            yield f"{path} is paused after step {step}; {ours}; `causalvq train --run {path}` goes on with it"


def new_run(current: workspace.Current, plan: Plan, wanted: Wanted, tell: Tell) -> Chosen:
    """A new run of the plan that was compiled here, which commands without a path mean from now on.

    Of two processes that begin at once the second one goes on with the run of the first, which it finds busy.
    """
    spec, made = Path(current.spec), plan
    text = text_of(spec)
    if plan.data.open_words:
        tell("finding which actions undo each other")
        made, found = settled(current, plan, wanted.data, wanted.device)
        tell("\n".join(told_words(found)))
    origin = Origin(compiled=plan.digest, moved=wanted.data, start=wanted.start.path if wanted.start else None)
    with workspace.only_writer():
        now = workspace.current()
        here = now is not None and now.digest == plan.digest
        before = now.run if now is not None and here else None
        if not wanted.fresh and before is not None and before != current.run and is_run(Path(before)):
            return Chosen(open_run(Path(before)), resumed=True)
        run = create_run(made, text, spec.parent, out=wanted.out, origin=origin)
        if now is not None and here:
            try:
                workspace.set_current(replace(now, run=workspace.seen_from(Path(), run.path)))
            except BaseException:  # a run that nothing knows of is not left
                discard_run(run)
                raise
    return Chosen(run, resumed=False, before=before)


def compiled_here() -> tuple[workspace.Current, Plan]:
    """What was compiled last in this folder, and its plan; a warning where its spec has changed since.

    Raises:
        RunError: CVQ410 when nothing was.
    """
    current = workspace.current()
    if current is None:
        message = "nothing has been compiled in this folder"
        raise RunError(Diagnostic(NOTHING_COMPILED, message, hint="causalvq compile SPEC"))
    plan = workspace.current_plan(current)
    changed = workspace.spec_changed(current)
    print_human([changed] if changed else [])
    require_trainable(plan)
    return current, plan


def text_of(spec: Path) -> str:
    """The text of the spec that was compiled, for people to read beside the run; none where it is no text any more."""
    try:
        return read_text(spec, workspace.MOST_BYTES)
    except (OSError, ValueError):
        return ""


def told_words(found: Found) -> Iterator[str]:
    """What words mean to each other, a line for each group of them."""
    meaning, words = found.meaning, found.evidence.words
    for first, second in meaning.opposites:
        yield f"  {first} undoes itself" if first == second else f"  {first} and {second} undo each other"
    for group in meaning.alternatives:
        yield f"  {', '.join(group)} set{'s' * (len(group) == 1)} the value of one factor"
    named = {word for group in (*meaning.opposites, *meaning.alternatives) for word in group}
    alone = [word for word in words if word not in named]
    if alone:
        yield f"  {', '.join(alone)}: {'no opposite was' if len(alone) == 1 else 'no opposites were'} found"
    yield "  (data.pairs.opposites and data.pairs.alternatives of the spec say it otherwise)"
