"""Causal queries on a trained run.

Axes: b images, C, H, W pixels, V variables, A actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int, Num
from numpy.typing import NDArray
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, QueryError, RunError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.naming import Naming, Value
from causalvq.runtime.answers.results import Effect, Encoding, Pictures
from causalvq.runtime.answers.retrieval_answer import Retrieval
from causalvq.runtime.estimation.code_statistics import CodeStatistics
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries import effects, imagining, intervening, retrieving
from causalvq.runtime.queries.changes import Do, carry_out, changes_of, one_change, sequences_of
from causalvq.runtime.queries.image_input import Images, Pixels, as_images, normalised
from causalvq.runtime.queries.learned_edges import NamedGraph, named_graph
from causalvq.runtime.run_diagnostics import NO_ACTION, NO_STATISTICS, NOT_FINISHED, NOT_OF_BASELINES, WRONG_IMAGES
from causalvq.runtime.runs.model_files import UNREADABLE, read_model_files, read_statistics, unreadable_model
from causalvq.runtime.runs.run import Run, open_run
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.session import device_here, require_trainable

ANSWERS = "intervene with actions, retrieve, reconstruct and encode"
"""What a baseline of latents answers."""

Codes = Int[Tensor, "b V"] | Num[np.ndarray, "b V"]


class TrainedRun:
    """A finished run that answers queries.

    Images are given as the data have them ([b, H, W, C], such as uint8), as PIL images, or as queries answer with them
    ([b, C, H, W], floats in [-1, 1]); one image needs no axis b. All queries raise QueryError, CVQ503, for images that
    are not like those of the data.

    Args:
        run: its directory and plan.
        model: the trained model; None for a baseline without codes.
        state_names: for each variable, what each of its states stands for; empty where nothing is known.
        device: where the model is.
        statistics: what is known of the data; None in models of earlier versions.
    """

    def __init__(
        self,
        run: Run,
        model: CausalVQ | None,
        state_names: Sequence[Sequence[str]],
        device: torch.device,
        statistics: CodeStatistics | None = None,
    ) -> None:
        self.run = run
        self._model = None if model is None else model.eval()
        self.state_names = state_names
        self.device = device
        self._statistics = statistics

    def __repr__(self) -> str:
        return f"<run of {self.plan.name} at {self.run.path}: {', '.join(self.naming.factors)}>"

    @property
    def model(self) -> CausalVQ:
        """The trained model, which has codes.

        Raises:
            QueryError: CVQ340 for a baseline without codes.
        """
        if self._model is None:
            raise not_of_baseline(self.plan)
        return self._model

    def require_codes(self) -> None:
        """Refuse what is asked of codes where there are none.

        Raises:
            QueryError: CVQ340 for a baseline without codes.
        """
        if not self.plan.coded:
            raise not_of_baseline(self.plan)

    @property
    def trained_model(self) -> Trainable:
        """What was trained, with codes or without."""
        return self.model

    @property
    def plan(self) -> Plan:
        """The plan that was trained."""
        return self.run.plan

    @property
    def naming(self) -> Naming:
        """The names of factors, values and actions."""
        return Naming(self.plan, tuple(tuple(names) for names in self.state_names))

    @property
    def statistics(self) -> CodeStatistics:
        """What is known of the data.

        Raises:
            QueryError: CVQ512 for a model of an earlier version, which has none; CVQ340 for a baseline without codes.
        """
        self.require_codes()
        if self._statistics is None:
            message = "the model was made by an earlier version, and has no counts of its codes"
            raise QueryError(Diagnostic(NO_STATISTICS, message, hint="causalvq evaluate writes them, from the data"))
        return self._statistics

    @property
    def _values(self) -> tuple[ValueTable | None, ...]:
        """Which values go with which codes; nothing of it in models of earlier versions."""
        return self._statistics.values if self._statistics is not None else (None,) * len(self.plan.data.factors)

    def _values_for(self, changes: Sequence[Change]) -> tuple[ValueTable | None, ...]:
        """Which values go with which codes; CVQ512 where that is needed, to take steps to a value, and not known."""
        stepped = any(change.value is not None and not self.naming.sets(change.factor) for change in changes)
        return self.statistics.values if stepped else self._values

    @property
    def counted(self) -> bool:
        """Whether the model has counts of its codes; models of earlier versions have none."""
        return self._statistics is not None

    def reads(self, factor: int) -> bool:
        """Whether the values of a factor can be read from codes."""
        return self._values[factor] is not None

    def factor(self, named: str | int) -> int:
        """The position of a factor given by name or 0-based index; see `Naming.factor`."""
        return self.naming.factor(named)

    def action(self, factor: str | int, *, step: int | None = None, value: Value | None = None) -> int:
        """The index of an action on a factor; see `Naming.action`."""
        return self.naming.action(factor, step=step, value=value)

    def named(self, action: str) -> int:
        """The index of an action given by its name; see `Naming.named`."""
        return self.naming.named(action)

    def change(
        self,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: Value | None = None,
        do: Do | None = None,
    ) -> tuple[Change, ...]:
        """What is to be done, from one of the ways to say it; see `intervene`.

        Raises:
            QueryError: CVQ501 or CVQ502 for what the run does not have, or when it is not said in one way alone;
                CVQ510 when a factor is changed twice.
        """
        ways = sum(one is not None for one in (factor, action, do))
        if ways != 1 or (factor is None and (step, value) != (None, None)):
            message = "an intervention is asked for by a factor with step or value, by the name of an action, or by do"
            hint = 'factor="mouth", step=1, or action="mouth+1", or do={"mouth": "open"}'
            raise QueryError(Diagnostic(NO_ACTION, message, hint=hint))
        if action is not None:
            index = self.naming.named(action)
            return (Change(self.plan.actions[index].factor, (index,)),)
        if do is not None:
            return changes_of(self.naming, do)
        assert factor is not None
        return (one_change(self.naming, factor, step, value),)

    @torch.inference_mode()
    def intervene(
        self,
        images: Images,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: Value | None = None,
        do: Do | None = None,
        seed: int = 0,
    ) -> Intervention:
        """Change images and nothing else in them.

        Args:
            images: one or several; see `TrainedRun`.
            factor: name or 0-based index; not with `action` or `do`.
            action: name of the action, which says factor and step or value.
            step: how many steps up, or down where it is negative; where actions are steps.
            value: name or index of the value to reach, by as few steps as it takes where actions are steps.
            do: several things at once: values by factor, or words as the command line takes them.
            seed: of the draw of new states, where noise is endogenous.

        Raises:
            QueryError: CVQ501, CVQ502 or CVQ510 for what the run does not have; CVQ503 for images that are not like
                those of the data; CVQ511 when a value cannot be read from codes, or reached.
        """
        changes = self.change(factor, action=action, step=step, value=value, do=do)
        return self.done(images, changes, seed)

    @torch.inference_mode()
    def counterfactual(
        self,
        images: Images,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: Value | None = None,
        do: Do | None = None,
    ) -> Intervention:
        """What these very images would have been, had something else been so.

        Abduction: codes, the noise of mechanisms, and what no code holds are read from each image. Action: what is done
        is set. Prediction: what follows from it, with the same noise (Pearl, "Causality", 2nd edition, 7.1). Where
        noise is endogenous nothing of it can be read from an image; the most probable outcome is told, not a draw.

        Args and errors: see `intervene`.
        """
        return self.done(images, self.change(factor, action=action, step=step, value=value, do=do), None)

    @torch.inference_mode()
    def done(self, images: Images, changes: Sequence[Change], seed: int | None = 0) -> Intervention:
        """Images after some changes at once; see `intervene` and `counterfactual`."""
        values = self._values_for(changes)
        return intervening.intervene(self.model, self.naming, values, self.images(images), changes, seed)

    @torch.inference_mode()
    def would_change(self, images: Images, changes: Sequence[Change]) -> list[bool]:
        """Which images some changes at once make any difference to."""
        return self.moved_by(self.codes(images), changes)

    @torch.inference_mode()
    def moved_by(self, codes: Int[Tensor, "b V"], changes: Sequence[Change]) -> list[bool]:
        """Which codes of images some changes at once make any difference to."""
        transition = self.model.transition
        sequences = sequences_of(changes, codes, transition, self._values_for(changes), self.naming)
        after, _ = carry_out(codes, changes, sequences, transition, self.naming, None)
        moved: list[bool] = (after != codes).any(1).tolist()
        return moved

    def apply(self, images: Images, index: int, seed: int = 0) -> Intervention:
        """Apply the action of an index; see `intervene`."""
        return self.done(images, (Change(self.plan.actions[index].factor, (index,)),), seed)

    @torch.inference_mode()
    def retrieve(self, x: Images, y: Images, *, max_actions: int = 1) -> Retrieval:
        """Find the action that led from x to y, or the sequence; every action is equally likely beforehand.

        Args:
            x: images before.
            y: images after, as many.
            max_actions: of a sequence, 1 to 20.

        Raises:
            QueryError: CVQ502 for another number of actions; CVQ503 for images that are not like those of the data,
                or not as many before as after.
        """
        if not 1 <= max_actions <= retrieving.MOST_ACTIONS:
            message, expected = "no sequence has so many actions", f"max_actions of 1 to {retrieving.MOST_ACTIONS}"
            raise QueryError(Diagnostic(NO_ACTION, message, expected=expected, got=str(max_actions)))
        before, after = self.images(x), self.images(y)
        if len(before) != len(after):
            message = "there are not as many images after as before"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=str(len(before)), got=str(len(after))))
        explained = self._statistics.explained if self._statistics is not None else None
        return retrieving.retrieve(self.model, self.naming, explained, before, after, max_actions)

    @torch.inference_mode()
    def effect(
        self,
        images: Images,
        on: str | int,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: Value | None = None,
        do: Do | None = None,
    ) -> Effect:
        """How much something that is done changes a factor, on average over images: in all, and directly.

        Args:
            images: to average over, such as those of the test split.
            on: name or 0-based index of the factor that is looked at.
            factor: what is done, as for `intervene`; so are `action`, `step`, `value` and `do`.

        Raises:
            QueryError: as `intervene`; CVQ512 for a model of an earlier version.
        """
        changes = self.change(factor, action=action, step=step, value=value, do=do)
        codes = self.codes(images)
        return effects.effect(self.model, self.naming, self.statistics.values, codes, changes, self.naming.factor(on))

    @torch.inference_mode()
    def sample(self, count: int, *, do: Do = (), seed: int = 0) -> Pictures:
        """Draw images from the learned prior over codes, and do something to them.

        Args:
            count: how many.
            do: what is done at once to each; see `intervene`.
            seed: equal seeds draw alike.

        Raises:
            QueryError: as `intervene`; CVQ512 for a model of an earlier version.
        """
        known = self.statistics
        changes = changes_of(self.naming, do)
        return imagining.sample(self.model, self.naming, known.prior, known.values, count, changes, seed)

    @torch.inference_mode()
    def traverse(self, image: Images, variable: str | int) -> Pictures:
        """One variable of an image through all the states that it was met in, everything else as it is.

        Raises:
            QueryError: CVQ501 when there is no such variable; CVQ503 as `intervene`, and for several images.
        """
        position = self.naming.variable(variable)
        codes = self.codes(image)
        if len(codes) != 1:
            message = "one image is taken through the states of a variable at a time"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected="1 image", got=str(len(codes))))
        return imagining.traverse(self.model, self.naming, codes[0], position, self.met(position))

    def met(self, variable: int) -> list[int]:
        """The states that a variable has in training images; all that are in use, where that is not known."""
        if self._statistics is None:
            active: list[int] = self.model.quantizer.active[variable].nonzero().flatten().tolist()
            return active
        own = torch.unique(self._statistics.prior.pairs[variable][:, 1])
        return [int(state) for state in own]

    @torch.inference_mode()
    def encode(self, images: Images) -> Encoding:
        """Codes, vectors before rounding, and the values of factors that codes tell.

        Raises:
            QueryError: CVQ503 as `intervene`.
        """
        shown = self.images(images)
        vectors = torch.cat([self.model.encoder(part) for part in torch.split(shown, intervening.BATCH)])
        codes = torch.cat([self.model.codes_of(part) for part in torch.split(vectors, intervening.BATCH)])
        values = torch.full((len(codes), len(self.plan.data.factors)), -1, dtype=torch.int64)
        sureness = torch.full(values.shape, torch.nan, dtype=torch.float64)
        for position, table in enumerate(self._values):
            if table is not None:
                values[:, position] = table.values(codes)
                sureness[:, position] = table.probabilities(codes).amax(1)
        return Encoding(self.naming, codes, vectors, values, sureness.masked_fill(values < 0, torch.nan))

    @torch.inference_mode()
    def codes(self, images: Images) -> Int[Tensor, "b V"]:
        """The codes of images.

        Raises:
            QueryError: CVQ503 as `intervene`.
        """
        shown = self.images(images)
        return torch.cat([self.model.encode(part) for part in torch.split(shown, intervening.BATCH)])

    @torch.inference_mode()
    def decode(self, codes: Codes) -> Pictures:
        """The images of codes.

        Raises:
            QueryError: CVQ513 for codes that the model does not have.
        """
        table = self.naming.codes(torch.as_tensor(codes)).to(self.device)
        return Pictures(self.naming, imagining.decode(self.model, table), table)

    def reconstruct(self, images: Images) -> Pictures:
        """The images that the codes keep."""
        return self.decode(self.codes(images))

    def graph(self) -> NamedGraph:
        """The causal graph that was given and learned, between variables and between factors."""
        return named_graph(self.plan, self.model)

    def images(self, images: Images) -> Float[Tensor, "b C H W"]:
        """Images as the model takes them, floats in [-1, 1]; see `TrainedRun`.

        Raises:
            QueryError: CVQ503 for images that are not like those of the data.
        """
        return as_images(images, self.plan.data, self.trained_model.pixels, self.device)

    def held_out(self, count: int = 8, *, seed: int | None = None) -> Float[Tensor, "b C H W"]:
        """Images of the test split, which the model was not trained on: evenly spread, or drawn where a seed is given.

        Raises:
            RunError: CVQ461 when the data are not there; `load` takes their place.
        """
        from causalvq.runtime.queries.image_files import held_out_images  # which reads files for runs, and needs this

        return held_out_images(self, count, seed)

    def normalise(self, pixels: Pixels) -> Float[Tensor, "b C H W"]:
        """Pixels as the data have them, [b, H, W, C], as floats in [-1, 1]: what queries answer with.

        Raises:
            QueryError: CVQ503 for pixels of another type or number of channels.
        """
        return normalised(pixels, self.plan.data, self.trained_model.pixels, self.device)

    def restore(self, images: Float[Tensor, "b C H W"]) -> NDArray[Any]:
        """Images in [-1, 1], as queries answer with, as pixels like those of the data, [b, H, W, C]."""
        return self.trained_model.pixels.restore(images)


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
            Diagnostic(NOT_FINISHED, f"the run at {path} is not finished", hint=f"causalvq train --run {path}")
        )
    device = device_here(run.plan.train.device)
    if not run.plan.coded:
        from causalvq.runtime.queries.baseline_run import load_baseline  # which is a trained run itself

        return load_baseline(run, device)
    model = CausalVQ(run.plan)
    state, names = read_model_files(run)
    try:
        model.transition.make_room(state)
        model.load_state_dict(state)
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error
    # In the memory format of training, in which floats round as they did when the model was measured.
    model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    found = read_statistics(run)
    try:
        statistics = None if found is None else CodeStatistics.from_tensors(run.plan, found)
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error
    return TrainedRun(run, model, names, device, statistics)


def not_of_baseline(plan: Plan, why: str = "it has no codes") -> QueryError:
    """CVQ340: a baseline is asked for what it does not have."""
    kind = plan.baseline.kind if plan.baseline is not None else "causal"
    answers = "retrieve" if plan.baseline is not None and plan.baseline.only_pairs else ANSWERS
    message, hint = f"a model of kind {kind} has no answer to this query: {why}", f"it answers {answers}"
    return QueryError(Diagnostic(NOT_OF_BASELINES, message, hint=f"{hint}; for more, train model.kind: causal"))
