"""What each part is worth: the specs of examples/ablations and the two they change, trained for the same steps.

    python -m benchmarks ablations -- --steps 600 01_critters no_swap no_pull

trains the named ones only. The columns: accuracy of action and factor, error of reconstruction and of intervention over
reconstruction, variables that change in a pair (1 where nothing follows), InfoM, InfoE, InfoC, preserved, the factor
edges that are wrong (missing or too many; a reversed one counts twice), and seconds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from causalvq.compiler.pipeline import compile_spec
from causalvq.data.facts import SourceFacts
from causalvq.dsl.loader import load
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.queries.learned_edges import named_graph
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.session import Session, open_session

EXAMPLES = Path(__file__).parents[1] / "examples"
BASES = tuple(EXAMPLES / f"{name}.yaml" for name in ("01_critters", "02_pendulum"))
SPECS = {path.stem: path for path in (*BASES, *sorted((EXAMPLES / "ablations").glob("*.yaml")))}
HEADINGS = ("action", "factor", "rec mse", "int/rec", "changed", "InfoM", "InfoE", "InfoC", "preserved", "edges", "s")


def main(options: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks ablations --")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(SPECS)}; default: all")
    parser.add_argument("--steps", type=int, default=600, help="training steps of each; default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="of each; default: %(default)s")
    asked = parser.parse_args(options)
    unknown = [name for name in asked.names if name not in SPECS]
    if unknown:
        parser.error(f"there is no spec {unknown[0]}")
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    print(f"{asked.steps} steps each, seed {asked.seed}, held-out pairs", flush=True)
    print(f"| spec | {' | '.join(HEADINGS)} |\n|{' --- |' * (1 + len(HEADINGS))}", flush=True)
    for name in asked.names or SPECS:
        print(f"| {name} | {' | '.join(trained(SPECS[name], asked.steps, asked.seed))} |", flush=True)


def trained(spec: Path, steps: int, seed: int) -> tuple[str, ...]:
    """Train a spec and return its row."""
    plan = compile_spec(load(spec, [f"train.steps={steps}", f"seed={seed}"]))
    with tempfile.TemporaryDirectory() as folder:
        session = open_session(create_run(plan, "", spec.parent, Path(folder)))
        start = time.perf_counter()
        for _ in fit(session.run, session.model, session.data, session.device):
            pass
        seconds = time.perf_counter() - start
        scores = session.finish()
        return (*figures(scores), str(wrong_edges(session)), f"{seconds:.0f}")


def figures(scores: Measurements) -> tuple[str, ...]:
    """The scores as text, in the order of the headings."""
    assert scores.reconstruction_mse is not None
    assert scores.intervention_mse is not None
    return (
        f"{scores.action_accuracy:.3f}",
        f"{scores.factor_accuracy:.3f}",
        f"{scores.reconstruction_mse:.4f}",
        f"{scores.intervention_mse / scores.reconstruction_mse:.2f}",
        f"{scores.changed_variables:.2f}",
        f"{scores.infomec_modularity:.3f}",
        f"{scores.infomec_explicitness:.3f}",
        f"{scores.infomec_compactness:.3f}",
        f"{scores.preserved:.3f}",
    )


def wrong_edges(session: Session) -> int:
    """Structural Hamming distance of the learned factor graph from the true one."""
    facts: SourceFacts = session.data.facts
    learned = {(edge.cause, edge.effect) for edge in named_graph(session.run.plan, session.model).factor_edges}
    return len(learned ^ set(facts.edges or ()))
