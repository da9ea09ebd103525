"""Causal queries on a trained run.

Axes: b images, C, H, W pixels, V variables, A actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Num
from numpy.typing import NDArray
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, QueryError, RunError
from causalvq.runtime.detail import with_detail
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run_diagnostics import NO_ACTION, NO_FACTOR, NOT_FINISHED, WRONG_IMAGES
from causalvq.runtime.runs.model_files import UNREADABLE, read_model_files, unreadable_model
from causalvq.runtime.runs.run import Run, open_run
from causalvq.runtime.training.session import device_here, require_trainable

Images = Num[Tensor, "b C H W"] | Num[np.ndarray, "b C H W"]  # checked when asked with: users bring them
Pixels = Num[Tensor, "b H W C"] | Num[np.ndarray, "b H W C"]
BRIGHTEST = 2.0
"""No pixel is more than this from 0: what a model decodes may leave [-1, 1] a little, grey levels do so far."""


@dataclass(frozen=True, slots=True, eq=False)
class Intervention:
    """Images after an action.

    Args:
        action: index of the action.
        before: the images as their codes have them, pixels in [-1, 1].
        images: the images after the action: what changes in the codes changes, all else is that of the images given.
        decoded: the images after the action as codes alone have them.
        codes_before: code of each variable before.
        codes: code of each variable after.
        changed: which variables changed.
        targets: the variables that the action may set.
        probability: of the codes after the action, under the model's mechanisms.
    """

    action: int
    before: Float[Tensor, "b C H W"]
    images: Float[Tensor, "b C H W"]
    decoded: Float[Tensor, "b C H W"]
    codes_before: Int[Tensor, "b V"]
    codes: Int[Tensor, "b V"]
    changed: Bool[Tensor, "b V"]
    targets: tuple[int, ...]
    probability: Float[Tensor, " b"]


@dataclass(frozen=True, slots=True, eq=False)
class Retrieval:
    """Which action led from x to y.

    Args:
        action: index of the most probable action.
        factor: position of its factor.
        probabilities: of every action, given that one of them happened.
    """

    action: Int[Tensor, " b"]
    factor: Int[Tensor, " b"]
    probabilities: Float[Tensor, "b A"]


class TrainedRun:
    """A finished run that answers queries.

    Args:
        run: its directory and plan.
        model: the trained model.
        state_names: for each variable, what each of its states stands for; empty where nothing is known.
        device: where the model is.
    """

    def __init__(self, run: Run, model: CausalVQ, state_names: Sequence[Sequence[str]], device: torch.device) -> None:
        self.run = run
        self.model = model.eval()
        self.state_names = state_names
        self.device = device

    @property
    def plan(self) -> Plan:
        """The plan that was trained."""
        return self.run.plan

    def factor(self, named: str | int) -> int:
        """The position of a factor given by name or 0-based index.

        Raises:
            QueryError: CVQ501 when there is no such factor.
        """
        names = [factor.name for factor in self.plan.data.factors]
        if isinstance(named, str) and named in names:
            return names.index(named)
        text = str(named)
        if text.isdecimal() and int(text) < len(names):
            return int(text)
        expected = ", ".join(f"{index} {name}" for index, name in enumerate(names))
        raise QueryError(
            Diagnostic(NO_FACTOR, f"there is no factor {text!r}", expected=expected, hint=did_you_mean(text, names))
        )

    def action(self, factor: str | int, *, step: int | None = None, value: str | int | None = None) -> int:
        """The index of an action on a factor: one step up (+1) or down (-1), or setting a value by name or index.

        A step is only asked for where actions are steps, a value only where they set values.

        Raises:
            QueryError: CVQ501 or CVQ502 when the run has no such factor or action.
        """
        position = self.factor(factor)
        values = self.plan.data.factors[position].values
        wanted = values.index(value) if isinstance(value, str) and value in values else value
        offered = [(index, one) for index, one in enumerate(self.plan.actions) if one.factor == position]
        for index, one in offered:
            stepped = one.kind == "step" and value is None and one.direction == step
            if stepped or (one.kind == "set" and step is None and str(one.value) == str(wanted)):
                return index
        asked = [f"{name} {given}" for name, given in (("step", step), ("value", value)) if given is not None]
        raise QueryError(
            Diagnostic(
                NO_ACTION,
                f"the run has no such action on {self.plan.data.factors[position].name}",
                expected=", ".join(one.name for _, one in offered),
                got=" and ".join(asked) or None,
                hint=did_you_mean(value, values) if isinstance(value, str) else None,
            )
        )

    def named(self, action: str) -> int:
        """The index of an action given by its name: `mouth+1`, `hair=red`, or a word of the user's own.

        Raises:
            QueryError: CVQ502 when there is no such action.
        """
        names = [one.name for one in self.plan.actions]
        if action in names:
            return names.index(action)
        expected = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
        message = f"there is no action {action!r}"
        raise QueryError(Diagnostic(NO_ACTION, message, expected=expected, hint=did_you_mean(action, names)))

    def intervene(
        self,
        images: Images,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: str | int | None = None,
        seed: int = 0,
    ) -> Intervention:
        """Change one factor of images and nothing else.

        Args:
            images: pixels in [-1, 1], of the size that the plan was made for.
            factor: name or 0-based index; not with `action`.
            action: name of the action, which says factor and step or value.
            step: +1 or -1, where actions are steps.
            value: name or index of the value, where actions set values.
            seed: of the draw of new states, where noise is endogenous.

        Raises:
            QueryError: CVQ501 or CVQ502 when the run has no such factor or action; CVQ503 for images of another size.
        """
        if (factor is None) == (action is None) or (action is not None and (step, value) != (None, None)):
            message = "an intervention is asked for by a factor with step or value, or by the name of an action"
            raise QueryError(Diagnostic(NO_ACTION, message, hint='factor="mouth", step=1, or action="mouth+1"'))
        if action is not None:
            return self.apply(images, self.named(action), seed)
        assert factor is not None
        return self.apply(images, self.action(factor, step=step, value=value), seed)

    @torch.inference_mode()
    def apply(self, images: Images, index: int, seed: int = 0) -> Intervention:
        """Apply the action of an index; see `intervene`."""
        given = self._checked(images)
        before = self.model.encode(given)
        action = torch.full((len(before),), index, device=self.device)
        after, chance = self.model.transition.predicted(before, action, seed)
        targets = tuple(self.model.transition.targets[index].nonzero().flatten().tolist())
        return Intervention(
            action=index,
            before=(was := self.model.decode(before)),
            images=with_detail(given, was, becomes := self.model.decode(after)),
            decoded=becomes,
            codes_before=before,
            codes=after,
            changed=before != after,
            targets=targets,
            probability=chance.exp(),
        )

    @torch.inference_mode()
    def retrieve(self, x: Images, y: Images) -> Retrieval:
        """Find the action that led from x to y; every action is equally likely beforehand."""
        probabilities = self.model.action_probabilities(self._checked(x), self._checked(y))
        action = probabilities.argmax(1)
        return Retrieval(action, self.model.actions.factor[action], probabilities)

    def normalise(self, pixels: Pixels) -> Float[Tensor, "b C H W"]:
        """Pixels as the data have them, [b, H, W, C], as what queries take.

        Raises:
            QueryError: CVQ503 for pixels of another type or number of channels, or that are not finite.
        """
        data = self.plan.data
        if isinstance(pixels, np.ndarray):  # a copy in this machine's byte order: data are mapped, and may be read only
            pixels = torch.from_numpy(pixels.astype(pixels.dtype.newbyteorder("=")))
        found = (str(pixels.dtype).removeprefix("torch."), pixels.shape[-1])
        if found != (data.dtype, data.channels):
            message = "the pixels are not like those of the data"
            wanted, got = (
                f"{channels} channels, last, of {kind}" for kind, channels in ((data.dtype, data.channels), found)
            )
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=wanted, got=got))
        if pixels.is_floating_point() and not bool(pixels.isfinite().all()):  # which clipping would make brightest
            message, wanted = "the pixels are not finite", "numbers"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=wanted, got="NaN or infinity"))
        return self.model.pixels.normalise(pixels.to(self.device))

    def restore(self, images: Float[Tensor, "b C H W"]) -> NDArray[Any]:
        """Images in [-1, 1], as queries answer with, as pixels like those of the data, [b, H, W, C]."""
        return self.model.pixels.restore(images)

    @torch.inference_mode()
    def encode(self, images: Images) -> Int[Tensor, "b V"]:
        """The codes of images with pixels in [-1, 1]; a numpy array will do.

        Raises:
            QueryError: CVQ503 when the images have another size than the plan was made for, or are no such pixels.
        """
        return self.model.encode(self._checked(images))

    def _checked(self, images: Images) -> Float[Tensor, "b C H W"]:
        """Images as the model takes them; raises as `encode` does."""
        data, images = self.plan.data, torch.as_tensor(images)
        # Not that one is greater: of NaN neither is true.
        if not images.is_floating_point() or not bool((images.abs() <= BRIGHTEST).all()):
            expected = "floats in [-1, 1]: " + (
                "pixels / 127.5 - 1" if data.dtype == "uint8" else "run.normalise(pixels)"
            )
            message = "the images are not pixels as the model knows them"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=expected))
        wanted, got = [data.channels, data.height, data.width], list(images.shape[1:])
        if got != wanted:
            message = "the images have another size than those of the run"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=f"{wanted} for each", got=f"{got}"))
        return images.to(self.device, torch.float32)

    @torch.inference_mode()
    def reconstruct(self, images: Images) -> Float[Tensor, "b C H W"]:
        """The images that the codes keep."""
        return self.model.decode(self.encode(images))


def load(path: str | Path, *, data: str | Path | None = None) -> TrainedRun:
    """Load a finished run.

    Args:
        path: a run directory, such as `runs/critters/latest`, or its model/ folder by itself, wherever that is.
        data: where its data are now, where they have moved; the file or folder of the images, or one that holds all.

    Raises:
        RunError: CVQ401 when there is no run, CVQ402 when it is damaged, CVQ409 when it is not finished, CVQ416 when a
            later release wrote it.
    """
    run = open_run(Path(path))
    run = run if data is None else replace(run, moved=Path(data))
    require_trainable(run.plan)
    if not run.finished and not run.alone:
        raise RunError(
            Diagnostic(NOT_FINISHED, f"the run at {path} is not finished", hint="go on training: causalvq train")
        )
    device = device_here(run.plan.train.device)
    model = CausalVQ(run.plan)
    state, names = read_model_files(run)
    try:
        model.transition.make_room(state)
        model.load_state_dict(state)
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error
    # In the memory format of training, in which floats round as they did when the model was measured.
    model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return TrainedRun(run, model, names, device)
