"""Queries on a baseline without codes: those that it has an answer to; the others are refused.

Axes: b images, C, H, W pixels, L latents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.latent_answers import LatentEncoding, LatentIntervention
from causalvq.runtime.answers.naming import Value
from causalvq.runtime.answers.results import Encoding, Pictures
from causalvq.runtime.answers.retrieval_answer import Retrieval
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.baselines.building import build_model
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.explained import REASONS
from causalvq.runtime.queries.changes import Do
from causalvq.runtime.queries.image_input import Images
from causalvq.runtime.queries.trained_run import TrainedRun, not_of_baseline
from causalvq.runtime.run_diagnostics import WRONG_IMAGES
from causalvq.runtime.runs.model_files import UNREADABLE, read_model_files, unreadable_model
from causalvq.runtime.runs.run import Run
from causalvq.runtime.trainable import Trainable

BATCH = 256


class BaselineRun(TrainedRun):
    """A finished run of a baseline without codes.

    Args:
        run: its directory and plan.
        model: the trained model.
        device: where the model is.
    """

    def __init__(self, run: Run, model: ActionReader, device: torch.device) -> None:
        super().__init__(run, None, (), device)
        self._trained: ActionReader = model.eval()

    @property
    def trained_model(self) -> Trainable:
        """What was trained."""
        return self._trained

    def require_latents(self) -> None:
        """Refuse what is asked of latents where there are none.

        Raises:
            QueryError: CVQ340 for a baseline that only reads pairs.
        """
        if self.plan.baseline is not None and self.plan.baseline.only_pairs:
            raise not_of_baseline(self.plan, "it reads actions from two images, and makes none")

    @property
    def latent_model(self) -> LatentModel:
        """The model, where it makes images.

        Raises:
            QueryError: CVQ340 for one that only reads pairs.
        """
        self.require_latents()
        return cast(LatentModel, self._trained)

    def change(
        self,
        factor: str | int | None = None,
        *,
        action: str | None = None,
        step: int | None = None,
        value: Value | None = None,
        do: Do | None = None,
    ) -> tuple[Change, ...]:
        """What is to be done; see `TrainedRun.change`.

        Raises:
            QueryError: CVQ340 as `latent_model`, and where a value is to be reached by steps, which asks for the value
                that an image has.
        """
        self.require_latents()  # before anything is read or written
        changes = super().change(factor, action=action, step=step, value=value, do=do)
        for change in changes:
            self._walk(change)
        return changes

    @torch.inference_mode()
    def latents(self, images: Images) -> Float[Tensor, "b L"]:
        """The latents of images.

        Raises:
            QueryError: CVQ340 as `latent_model`; CVQ503 for images that are not like those of the data.
        """
        model = self.latent_model
        return torch.cat([model.encode(part) for part in torch.split(self.images(images), BATCH)])

    @torch.inference_mode()
    def done(self, images: Images, changes: Sequence[Change], seed: int | None = 0) -> Intervention:  # noqa: ARG002
        """Images after some actions: their latents moved by the mean displacement of each; see `change`."""
        model, shown = self.latent_model, self.images(images)
        walks = tuple(self._walk(change) for change in changes)
        before = self.latents(shown)
        moved = sum((model.displacements[action] for walk in walks for action in walk), torch.zeros_like(before[:1]))
        decoded, known = self._decoded(before + moved), self._decoded(before)
        nothing = torch.zeros(len(shown), 0, dtype=torch.int64)
        return LatentIntervention(
            naming=self.naming,
            given=shown,
            changes=tuple(changes),
            sequences=(walks,) * len(shown),
            before=known,
            images=with_detail(shown, known, decoded),
            decoded=decoded,
            codes_before=nothing,
            codes=nothing,
            changed=nothing.bool(),
            targets=(),
            log_probability=torch.zeros(len(shown)),
        )

    def _walk(self, change: Change) -> tuple[int, ...]:
        """The actions of a change."""
        if change.value is None:
            return change.actions
        if not self.naming.sets(change.factor):
            raise not_of_baseline(self.plan, "how many steps lead to a value is not known where no code tells values")
        return (self.naming.action(change.factor, value=change.value),)

    def would_change(self, images: Images, changes: Sequence[Change]) -> list[bool]:  # noqa: ARG002
        """A displacement moves every image."""
        return [True] * len(self.images(images))

    @torch.inference_mode()
    def retrieve(self, x: Images, y: Images, *, max_actions: int = 1) -> Retrieval:
        """Find the action that led from x to y; see `TrainedRun.retrieve`.

        Raises:
            QueryError: CVQ340 for sequences of actions; CVQ503 as `TrainedRun.retrieve`.
        """
        if max_actions != 1:
            raise not_of_baseline(self.plan, "it reads one action between two images, and no sequences")
        before, after = self.images(x), self.images(y)
        if len(before) != len(after):
            message = "there are not as many images after as before"
            raise QueryError(Diagnostic(WRONG_IMAGES, message, expected=str(len(before)), got=str(len(after))))
        likely = self._read(before, after)
        same: Bool[Tensor, " b"] = (before == after).flatten(1).all(1).cpu()
        action: Int[Tensor, " b"] = likely.argmax(1)
        return Retrieval(
            naming=self.naming,
            action=action,
            factor=self._trained.actions.factor[action],
            probabilities=likely.exp(),
            same=same,
            explained=None,
            reasons=tuple(REASONS["nothing"] if one else "" for one in same.tolist()),
            sequences=(),
            x=before,
            y=after,
        )

    def _read(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        if not self.plan.losses["retrieval"]:
            raise not_of_baseline(self.plan, "it was trained with losses.retrieval: 0, so that nothing reads actions")
        parts = zip(torch.split(x, BATCH), torch.split(y, BATCH), strict=True)
        return torch.cat([self._trained.read_actions(before, after) for before, after in parts])

    @torch.inference_mode()
    def encode(self, images: Images) -> Encoding:
        """The latents of images, as vectors; there are no codes, and no values are read from them."""
        latents = self.latents(images)
        values = torch.full((len(latents), len(self.plan.data.factors)), -1, dtype=torch.int64)
        return LatentEncoding(
            naming=self.naming,
            codes=torch.zeros(len(latents), 0, dtype=torch.int64),
            vectors=latents.unsqueeze(1),
            values=values,
            sureness=torch.full(values.shape, torch.nan, dtype=torch.float64),
        )

    @torch.inference_mode()
    def reconstruct(self, images: Images) -> Pictures:
        """The images that latents keep."""
        latents = self.latents(images)
        return Pictures(self.naming, self._decoded(latents), torch.zeros(len(latents), 0, dtype=torch.int64))

    def _decoded(self, latents: Float[Tensor, "b L"]) -> Float[Tensor, "b C H W"]:
        return torch.cat([self.latent_model.decode(part) for part in torch.split(latents, BATCH)])


def load_baseline(run: Run, device: torch.device) -> BaselineRun:
    """Load a finished run of a baseline without codes.

    Raises:
        RunError: CVQ402 when it is damaged, CVQ416 when a later release wrote it.
    """
    model = cast(ActionReader, build_model(run.plan))
    state, _ = read_model_files(run)
    try:
        model.load_state_dict(state)
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error
    model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return BaselineRun(run, model, device)
