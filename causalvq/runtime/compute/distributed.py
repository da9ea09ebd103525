"""Training by several processes: each takes its share of every batch, and all take the same step.

`torchrun` starts the processes and brings them together, on one machine or on several that see the same folder.

Gradients are averaged here, in one message a step, and not by DistributedDataParallel: that one wraps a single forward
call and forbids to freeze and thaw parameters, as the phases of a training do. What is random is drawn for the whole
batch on every rank, which keeps its own rows; and codebooks that follow the vectors see those of the whole batch on
every rank, so that they start, move and are re-seeded alike without further messages. A batch therefore gives the same
step however many processes share it, but for the order in which floats are added.

Axes: n images of a rank (x first, then y), N of all ranks; pair i of a batch belongs to rank i modulo the ranks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, distributed, nn

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.run_diagnostics import LOST, UNEVEN

Terms = Mapping[str, Float[Tensor, ""]]

PATIENCE = timedelta(minutes=10)
"""For a process that does not answer; one that ended is noticed at once."""

TEXT = 4096
"""Bytes of the longest text that is shared."""

_BY_ITSELF: ContextVar[bool] = ContextVar("by itself", default=False)


@dataclass(frozen=True, slots=True)
class Ranks:
    """The processes that train together.

    Args:
        rank: the number of this one, from 0.
        world: how many there are.
    """

    rank: int
    world: int

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes and prints."""
        return self.rank == 0

    def require_even(self, plan: Plan) -> None:
        """Refuse a batch that cannot be shared.

        Raises:
            RunError: CVQ431 when the batch, or each half of one whose actions are half known, does not divide by the
                number of processes.
        """
        least = self.world * (2 if plan.labels == "partial" else 1)
        if self.world > 1 and plan.train.batch_size % least:
            raise RunError(
                Diagnostic(
                    UNEVEN,
                    f"{self.world} processes cannot share a batch of {plan.train.batch_size} pairs equally",
                    expected=f"a train.batch_size that divides by {least}",
                    hint="change train.batch_size, or --nproc-per-node of torchrun",
                )
            )

    def average(self, parameters: Sequence[nn.Parameter], terms: Terms) -> Terms:
        """Average gradients, in place, and terms over all ranks, in one message.

        Raises:
            RunError: CVQ432 when a process was lost.
        """
        if self.world == 1:
            return terms
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        values = torch.stack([term.detach().float() for term in terms.values()])
        message = torch.cat([*(gradient.flatten() for gradient in gradients), values])
        self.send(lambda: distributed.all_reduce(message))
        message /= self.world
        parts = torch.split(message, [*(gradient.numel() for gradient in gradients), len(values)])
        for gradient, part in zip(gradients, parts, strict=False):
            gradient.copy_(part.view(gradient.shape))
        return dict(zip(terms, parts[-1], strict=True))

    def any(self, flag: bool) -> bool:
        """Whether a flag is set on some rank."""
        if self.world == 1:
            return flag
        message = torch.tensor(float(flag))
        self.send(lambda: distributed.all_reduce(message, distributed.ReduceOp.MAX))
        return bool(message)

    def text(self, text: str) -> str:
        """The first rank's text."""
        if self.world == 1:
            return text
        content = text.encode().ljust(TEXT, b"\0") if self.first else bytes(TEXT)
        assert len(content) == TEXT, "the text is too long to be shared"
        message = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        self.send(lambda: distributed.broadcast(message, 0))
        return message.numpy().tobytes().rstrip(b"\0").decode()

    def send(self, work: Callable[[], object]) -> None:
        """Exchange a message.

        Raises:
            RunError: CVQ432 when a process was lost.
        """
        try:
            work()
        except RuntimeError as error:
            raise RunError(
                Diagnostic(
                    LOST,
                    f"a process of this training was lost; this is process {self.rank} of {self.world}",
                    got=str(error).partition(". ")[0],
                    hint="start torchrun again: training goes on from the last checkpoint",
                )
            ) from error


ALONE = Ranks(0, 1)
"""A process that trains by itself."""


@contextmanager
def join_processes() -> Iterator[Ranks]:
    """While inside, this process is one of those that torchrun started; or alone, if it did not.

    What is on the processor goes through gloo, what is on a GPU through nccl, one GPU for each process of a machine.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ALONE
        return
    gpus = torch.cuda.is_available()
    if gpus:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("cpu:gloo,cuda:nccl" if gpus else "gloo", timeout=PATIENCE)
    try:
        yield current()
    finally:
        distributed.destroy_process_group()


@contextmanager
def alone() -> Iterator[None]:
    """While inside, this process computes by itself, as all do when each of them validates on the same pairs."""
    token = _BY_ITSELF.set(True)
    try:
        yield
    finally:
        _BY_ITSELF.reset(token)


def current() -> Ranks:
    """The processes that this one has joined."""
    if _BY_ITSELF.get() or not (distributed.is_available() and distributed.is_initialized()):
        return ALONE
    return Ranks(distributed.get_rank(), distributed.get_world_size())


def of_all(count: int) -> int:
    """How many images all ranks have together when each has so many."""
    return count * current().world


def own_rows(whole: Shaped[Tensor, "N ..."]) -> Shaped[Tensor, "n ..."]:
    """This rank's rows of what there is for the images of all ranks."""
    ranks = current()
    halves = whole.reshape(2, -1, ranks.world, *whole.shape[1:])  # x and y, pairs of a rank, ranks
    return halves[:, :, ranks.rank].flatten(0, 1)


def gathered(own: Shaped[Tensor, "n ..."]) -> Shaped[Tensor, "N ..."]:
    """The rows of all ranks in the order of the batch; gradients pass to this rank's own only."""
    ranks = current()
    if ranks.world == 1:
        return own
    rows = [torch.empty_like(own) for _ in range(ranks.world)]
    ranks.send(lambda: distributed.all_gather(rows, own.detach().contiguous()))
    rows[ranks.rank] = own
    halves = [row.reshape(2, -1, *own.shape[1:]) for row in rows]
    return torch.stack(halves, dim=2).flatten(0, 2)


def weighed(of_all: Float[Tensor, ""]) -> Float[Tensor, ""]:
    """A mean over the rows of all ranks, with the gradient of this rank's rows as of a mean over them alone.

    Averaging over ranks, as is right for means over a rank's own rows, then gives the gradient of `of_all`.
    """
    world = current().world
    return world * of_all - (world - 1) * of_all.detach()
