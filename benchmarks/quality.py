"""Accuracy on held-out pairs after the training of each example, one process a run, as a user runs it.

Prints a line for each seed and the median of each data set. An accuracy is the share of pairs whose action was
retrieved, or its factor; the ratio is the error of the image after an action over that of a plain reconstruction;
SHD counts the edges of the factor graph that are missing or too many. Targets, for the median:

    critters       action >= 0.98   factor >= 0.995   ratio <= 1.05
    sprites_lpc    action >= 0.97   factor >= 0.99    ratio <= 1.05
    scenes         action >= 0.97   factor >= 0.99    ratio <= 1.10
    pendulum                        factor >= 0.97    ratio <= 1.15   SHD 0 for 4 of 5 seeds

    python -m benchmarks quality -- --data scenes pendulum --seeds 0 1 2 --set train.steps=500

sprites_lpc is skipped where its file (npz, made from github.com/YingzhenLi/Sprites) is not at the path of --sprites.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from causalvq.data.procedural import pendulum

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SPECS = {"critters": "01_critters.yaml", "pendulum": "02_pendulum.yaml", "scenes": "03_scenes.yaml"}
SPRITES = """\
apiVersion: causalvq/v1
name: sprites_lpc
data: {{source: {{format: npz, path: {path}}}, image: {{size: 32}}}}
variables: {{count: 6}}
codebook: {{size: 8}}
train: {{steps: 3000}}
"""
HEADER = "data         seed  seconds  action  factor  ratio    SHD  reconstruction  copy / intervention"


@dataclass(frozen=True)
class Result:
    """What one run reached."""

    data: str
    seed: int
    seconds: float
    action: float
    factor: float
    reconstruction: float
    intervention: float
    copy: float
    shd: int | None

    @property
    def ratio(self) -> float:
        return self.intervention / self.reconstruction

    def line(self) -> str:
        shd = "-" if self.shd is None else str(self.shd)
        return (
            f"{self.data:12} {self.seed:4} {self.seconds:8.0f} {self.action:7.4f} {self.factor:7.4f} {self.ratio:6.3f} "
            f"{shd:>6} {self.reconstruction:15.6f} {self.copy / self.intervention:20.1f}"
        )


def call(folder: Path, *command: str) -> str:
    """What a command of causalvq prints."""
    done = subprocess.run(
        [sys.executable, "-m", "causalvq", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"causalvq {' '.join(command)} failed:\n{done.stderr or done.stdout}")
    return done.stdout


def measured(data: str, spec: Path, seed: int, sets: Sequence[str]) -> Result:
    """Train one spec with one seed in a folder of its own."""
    overrides = [part for value in (f"seed={seed}", *sets) for part in ("--set", value)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        call(folder, "compile", str(spec), *overrides)
        call(folder, "train")
        (run,) = {path.resolve() for path in folder.glob("runs/*/latest")}
        scores = json.loads((run / "metrics.json").read_text())
        seconds = json.loads((run / "events.jsonl").read_text().splitlines()[-1])["seconds"]
        edges = json.loads(call(folder, "graph", "--json"))["factor_edges"]
    found = {(edge["cause"], edge["effect"]) for edge in edges}
    return Result(
        data,
        seed,
        seconds,
        scores["action_accuracy"],
        scores["factor_accuracy"],
        scores["reconstruction_mse"],
        scores["intervention_mse"],
        scores["copy_mse"],
        len(found ^ set(pendulum.EDGES)) if data == "pendulum" else None,
    )


def medians(results: Sequence[Result]) -> str:
    """The medians of one data set, in a line."""
    middle = {
        name: statistics.median(getattr(result, name) for result in results)
        for name in ("seconds", "action", "factor", "ratio")
    }
    right = [result.shd == 0 for result in results if result.shd is not None]
    graphs = f"   SHD 0 in {sum(right)} of {len(right)}" if right else ""
    scores = f"{middle['action']:7.4f} {middle['factor']:7.4f} {middle['ratio']:6.3f}"
    return f"{'':12}  med {middle['seconds']:8.0f} {scores}{graphs}"


def main(options: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks quality --")
    parser.add_argument("--data", nargs="+", choices=[*SPECS, "sprites_lpc"], default=[*SPECS, "sprites_lpc"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="pendulum: 0 to 4 for the target")
    parser.add_argument("--set", nargs="+", default=[], metavar="KEY=VALUE", help="values changed in every spec")
    parser.add_argument("--sprites", type=Path, default=Path("sprites_lpc.npz"), help="the file of sprites_lpc")
    chosen = parser.parse_args(options)
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for data in chosen.data:
            spec = EXAMPLES / SPECS[data] if data in SPECS else Path(folder, "sprites_lpc.yaml")
            if data not in SPECS and not chosen.sprites.exists():
                print(f"{data:12} skipped: there is no {chosen.sprites}", flush=True)
                continue
            if data not in SPECS:
                spec.write_text(SPRITES.format(path=json.dumps(str(chosen.sprites.resolve()))))
            results = []
            for seed in chosen.seeds:
                results.append(measured(data, spec, seed, chosen.set))
                print(results[-1].line(), flush=True)
            print(medians(results), flush=True)
