"""What queries and scores ask of a transition, whichever layout it is of.

Axes: b pairs or images, V variables, A actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from jaxtyping import Bool, Float, Int
from torch import Tensor


@runtime_checkable
class Transition(Protocol):
    """Codes of x and an action -> codes of y.

    `SlotTransition` counts mechanisms when training by gradients has ended, `GridTransition` is a network. `targets`
    bool [A, V] are the variables that each action sets, `adjacency` bool [V, V] the graph (causes are rows) and
    `edge_probability` float [V, V] how sure each edge is.
    """

    adjacency: Bool[Tensor, "V V"]
    edge_probability: Float[Tensor, "V V"]

    @property
    def targets(self) -> Bool[Tensor, "A V"]:
        """The variables that each action sets."""

    def predict(self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], seed: int | None = 0) -> Int[Tensor, "b V"]:
        """The codes after the action; equal seeds draw alike, and None asks for the most probable codes."""

    def predicted(
        self, x: Int[Tensor, "b V"], action: Int[Tensor, " b"], seed: int | None = 0
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """`predict`, and the log-probability in nats of the changes that it makes."""

    def predicted_together(
        self,
        x: Int[Tensor, "b V"],
        sequences: Sequence[Sequence[int]],
        seed: int | None = 0,
        held: Bool[Tensor, " V"] | None = None,
    ) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
        """The codes when sequences of actions are done at once; what is held keeps its codes whatever its causes do."""

    def quiet_log_likelihood(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, " b"]:
        """Log-probability in nats of the codes of y when nothing is done to x."""

    def log_likelihoods(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of the codes of y under every action on x."""

    def make_room(self, state: Mapping[str, Tensor]) -> None:
        """Take the sizes that tables have in a saved state, so that it can be loaded."""
