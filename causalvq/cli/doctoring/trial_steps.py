"""The self-test from inside: run as a process, it tells each step in a line of JSON, up to the first that fails.

python -m causalvq.cli.doctoring.trial_steps FOLDER STEP...
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from causalvq.cli.terminal import say_json
from causalvq.errors import CausalVQError, Notice
from causalvq.system_faults import remedy_of, words_of

TRAINED_STEPS = 4
SPEC = f"""\
apiVersion: causalvq/v1
name: trial
data: {{source: {{format: npz, path: trial.npz}}, split: {{by: images, train: 0.6, validation: 0.1, test: 0.3}}}}
variables: {{count: 2}}
codebook: {{size: 4, dim: 4}}
model: {{encoder: {{widths: [8, 8]}}}}
train: {{steps: {TRAINED_STEPS}, batch_size: 8, checkpoint_every: {TRAINED_STEPS}}}
"""

Facts = dict[str, Any]


def look_at_torch(folder: Path) -> Facts:  # noqa: ARG001
    """Import torch, and multiply two matrices on each device that it says it has."""
    import torch

    devices = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]
    if torch.backends.mps.is_available():
        devices.append("mps")
    for device in devices:
        torch.ones(8, 8, device=device).matmul(torch.ones(8, 8, device=device)).sum().item()
    names = [f"{one} ({torch.cuda.get_device_name(one)})" if one.startswith("cuda") else one for one in devices]
    return {"version": torch.__version__, "devices": names, "threads": torch.get_num_threads()}


def make_data(folder: Path) -> Facts:
    """Write images of a square that stands at one of three places, in one of three shades."""
    import numpy as np

    labels = np.array([(place, shade) for place in range(3) for shade in range(3)]).repeat(8, axis=0)
    images = np.random.default_rng(0).integers(0, 16, (len(labels), 16, 16, 3), dtype=np.uint8)
    for image, (place, shade) in zip(images, labels, strict=True):
        image[5:11, 5 * place : 5 * place + 5] = 255 - 90 * shade
    np.savez(folder / "trial.npz", images=images, labels=labels, factor_names=np.array(["place", "shade"]))
    (folder / "trial.yaml").write_text(SPEC, encoding="utf-8")
    return {"images": len(images)}


def compile_trial(folder: Path) -> Facts:
    """Compile the spec."""
    from causalvq.from_python import compile_spec

    return {"variables": len(compile_spec(folder / "trial.yaml").variables)}


def train_trial(folder: Path) -> Facts:
    """Train a few steps; which precision was chosen, and why."""
    from causalvq.from_python import train
    from causalvq.regular_files import read_json
    from causalvq.runtime.runs.run import MOST_FACTS
    from causalvq.runtime.training.tuning import FILE, kept

    train(folder / "trial.yaml", out=folder / "run")
    tuning = kept(read_json(folder / "run" / FILE, MOST_FACTS))
    return {"steps": TRAINED_STEPS, "precision": tuning["precision"], "because": tuning["precision_because"]}


def intervene_on_trial(folder: Path) -> Facts:
    """Change a factor of an image by the model that was trained."""
    from causalvq.runtime.queries.image_files import held_out_images
    from causalvq.runtime.queries.trained_run import load

    trained = load(folder / "run")
    images = held_out_images(trained, 1, None)
    return {"images": len(trained.done(images, trained.change(factor="place", step=1), 0).images)}


STEPS: dict[str, Callable[[Path], Facts]] = {
    "torch": look_at_torch,
    "data": make_data,
    "compile": compile_trial,
    "train": train_trial,
    "intervene": intervene_on_trial,
}


def why(error: BaseException) -> dict[str, str | None]:
    """What went wrong, in words, and the remedy where one is known."""
    if isinstance(error, CausalVQError):
        first = error.diagnostics[0]
        return {"why": f"{first.code} {first.message}", "hint": first.hint}
    if isinstance(error, OSError):
        return {"why": words_of(error), "hint": remedy_of(error)}
    return {"why": f"{type(error).__name__}: {error}", "hint": None}


def run_steps(folder: Path, steps: Sequence[str]) -> int:
    """Take the steps, one after the other, and print a line for each; the exit status."""
    warnings.simplefilter("ignore", Notice)
    for name in steps:
        start = time.perf_counter()
        try:
            facts = STEPS[name](folder)
        except Exception as error:  # whatever a broken library raises is what is looked for
            say_json({"step": name, "ok": False, "seconds": time.perf_counter() - start, **why(error)})
            return 1
        say_json({"step": name, "ok": True, "seconds": time.perf_counter() - start, "facts": facts})
    return 0


if __name__ == "__main__":
    sys.exit(run_steps(Path(sys.argv[1]), sys.argv[2:]))
