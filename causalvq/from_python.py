"""Compile and train from Python, as the commands do from a shell: the same runs, which commands can open too.

plan = causalvq.compile_spec("shapes.yaml")
run = causalvq.train("shapes.yaml", "train.steps=500", tell=print)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from causalvq.compiler.artifacts.workspace import Current
from causalvq.compiler.pipeline import compile_spec as compile_document
from causalvq.compiler.plan import Plan
from causalvq.dsl.loader import load as load_spec
from causalvq.regular_files import read_text
from causalvq.runtime.compute.distributed import ALONE
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.queries.trained_run import load as load_run
from causalvq.runtime.runs.run import Origin, create_run, discard_run, open_run
from causalvq.runtime.runs.run_lock import only_trainer
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.progress import Progress
from causalvq.runtime.training.session import Session, open_session
from causalvq.runtime.training.tuning import tune
from causalvq.runtime.words.settling import settled

MOST_SPEC = 2**24
"""Bytes of a spec."""


def compile_spec(spec: str | Path, *overrides: str) -> Plan:
    """Lower a spec to a plan.

    Args:
        spec: a file.
        overrides: `key=value`, as `--set` takes them.

    Raises:
        SpecError: every fault of the spec.
        DataError: when the data are not there, or are not what the spec says.
    """
    return compile_document(load_spec(Path(spec), overrides))


def train(
    spec: str | Path,
    *overrides: str,
    out: str | Path | None = None,
    device: str | None = None,
    tell: Callable[[Progress], object] = lambda _: None,
) -> TrainedRun:
    """Compile a spec, train it to its end in a new run, and score it on the test split.

    An interruption leaves the run paused, as it leaves one of the command line: `resume` goes on with it.

    Args:
        spec: a file.
        overrides: `key=value`, as `--set` takes them.
        out: the directory of the run, new or empty; None: one under `runs/` of the current folder.
        device: where to train; None: where the spec says.
        tell: is given the progress of training, every few steps.

    Raises:
        SpecError, DataError: as `compile_spec`.
        RunError: when training cannot begin or go on; see `causalvq explain` for each code.
    """
    spec = Path(spec)
    plan = compile_spec(spec, *overrides)
    made = plan
    if plan.data.open_words:  # what the user's own words mean is found from the pairs first
        made, _ = settled(Current(str(spec), "", plan.digest, "", overrides=overrides), plan, device=device)
    text = read_text(spec, MOST_SPEC)  # compiled a moment ago: it is text
    origin = Origin(compiled=plan.digest)
    run = create_run(made, text, spec.parent, out=None if out is None else Path(out), origin=origin)
    try:
        session = open_session(run, device)
    except BaseException:
        discard_run(run)
        raise
    return _finish(session, tell)


def resume(
    run: str | Path, *, device: str | None = None, tell: Callable[[Progress], object] = lambda _: None
) -> TrainedRun:
    """Go on with a run that was paused, to its end.

    Args:
        run: its directory.
        device: where to train; None: where the spec says.
        tell: is given the progress of training, every few steps.

    Raises:
        RunError: CVQ401 or CVQ402 when there is no such run, or it is damaged; as `train`.
    """
    return _finish(open_session(open_run(Path(run)), device), tell)


def _finish(session: Session, tell: Callable[[Progress], object]) -> TrainedRun:
    with only_trainer(session.run) as run:
        session = replace(session, run=run)
        tune(run, session.model, session.device, ALONE)
        for progress in fit(run, session.model, session.data, session.device):
            tell(progress)
        session.finish()
    return load_run(run.path)
