"""What is measured when a run starts, and then kept with it, so that a resumed run computes as it did before.

tuning.json of a run holds the decision and the figures that led to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, get_args

import torch
from torch import Tensor, nn

from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import read_json
from causalvq.runtime.compute import precision
from causalvq.runtime.compute.distributed import Ranks
from causalvq.runtime.compute.precision import Precision, mixed
from causalvq.runtime.run_diagnostics import DAMAGED_RUN
from causalvq.runtime.runs.run import MOST_FACTS, Run
from causalvq.runtime.runs.run_files import write_json
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training import torch_compile

FILE = "tuning.json"


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the steps of a run are computed.

    Args:
        precision: of products.
        precision_because: the reason, with figures where it was measured.
        compiled: whether encoder and decoder run through torch.compile.
        compiled_because: the reason, with figures where it was measured.
    """

    precision: Precision
    precision_because: str
    compiled: bool
    compiled_because: str


def tune(run: Run, model: Trainable, device: torch.device, ranks: Ranks) -> Tuning:
    """The tuning that a run has, or else the one that its plan asks for, measured now, logged and kept.

    Args:
        run: the run.
        model: built from its plan, on the device, in the memory format of training; nothing in it changes.
        device: where it trains.
        ranks: the processes that train it; the first one decides.

    Raises:
        RunError: CVQ402 when what is kept cannot be read; CVQ430 when the plan asks for what this machine cannot.
    """
    path = run.path / FILE
    try:
        found = json.dumps(_kept_or_decided(run, model, device)) if ranks.first else ""
        return Tuning(**json.loads(ranks.text(found)))
    except (OSError, ValueError, TypeError) as error:
        raise RunError(Diagnostic(DAMAGED_RUN, f"{FILE} is damaged: {error}", Place(str(path)))) from error


def _kept_or_decided(run: Run, model: Trainable, device: torch.device) -> dict[str, Any]:
    path = run.path / FILE
    if path.exists():
        return kept(read_json(path, MOST_FACTS))
    decided = asdict(_decided(run, model, device))
    write_json(path, decided)
    run.log({"tuning": decided})
    return decided


def kept(values: Any) -> dict[str, Any]:
    """What tuning.json holds.

    Raises:
        TypeError: when it is something else.
    """
    kinds = {"precision": str, "precision_because": str, "compiled": bool, "compiled_because": str}
    right = isinstance(values, dict) and values.keys() == kinds.keys()
    if not right or not all(isinstance(values[name], kind) for name, kind in kinds.items()):
        raise TypeError("not a record of precision and compilation")
    if values["precision"] not in get_args(Precision):
        raise TypeError(f"{values['precision']} is no precision")
    return dict(values)


def _decided(run: Run, model: Trainable, device: torch.device) -> Tuning:
    wanted = run.plan.train.precision
    if wanted == "auto":
        seconds = precision.pass_seconds(run.plan, model.encoder, device)
        chosen: Precision = "bfloat16" if seconds["float32"] > precision.FASTER * seconds["bfloat16"] else "float32"
        figures = ", ".join(f"{name} {1e3 * value:.3g} ms" for name, value in seconds.items())
        because = f"a pass of the encoder here: {figures}"
    else:
        chosen, because = wanted, "the plan says so"
    compiled, compiled_because = torch_compile.choose(run.plan, model, device, chosen)
    return Tuning(chosen, because, compiled, compiled_because)


@dataclass(frozen=True, slots=True, eq=False)
class Computing:
    """How the terms of a step are computed.

    Args:
        device: where.
        precision: of products.
        forwards: networks, each with the compiled function that stands for its own.
    """

    device: torch.device
    precision: Precision
    forwards: tuple[tuple[nn.Module, Callable[..., Tensor]], ...] = ()

    @classmethod
    def of(cls, tuning: Tuning, model: Trainable, device: torch.device) -> Computing:
        """Set up computing as a tuning says; code is generated when a compiled function is first called."""
        networks = model.networks if tuning.compiled else ()
        return cls(device, tuning.precision, tuple((network, torch.compile(network.forward)) for network in networks))

    @contextmanager
    def around(self) -> Iterator[None]:
        """While inside, the model computes like this; outside it does so in float32, as it was written."""
        for network, compiled in self.forwards:
            network.forward = compiled
        try:
            with mixed(self.device, self.precision):
                yield
        finally:
            for network, _ in self.forwards:
                del network.forward  # the class's own is seen again


PLAIN = Computing(torch.device("cpu"), "float32")
"""As the model was written."""
