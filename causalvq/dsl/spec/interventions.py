"""`interventions`: what an action is and how little it may touch."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from causalvq.dsl.spec.section import Fraction, Name, Section, Weight, unit


class Sparsity(Section):
    """`interventions.sparsity`: how few variables an action sets."""

    max_targets: int = Field(
        default=1,
        ge=1,
        le=4096,
        description="The most variables an action may set directly: a hard budget.",
        examples=[2],
        json_schema_extra=unit("variables"),
    )
    penalty: Weight = Field(
        default=0.01,
        description="Cost of each variable an action sets: a soft preference.",
        json_schema_extra=unit("nats for each target"),
        examples=[0.01],
    )


ActionKind = Literal["step", "set"]


def actions_tag(value: object) -> str:
    """A mapping goes factor by factor; anything else is read as a word."""
    return "@factors" if isinstance(value, Mapping) else "@word"


ActionsField = Annotated[
    Annotated[Literal["auto", "step", "set"], Tag("@word")]
    | Annotated[Annotated[Mapping[Name, ActionKind], Field(min_length=1)], Tag("@factors")],
    Discriminator(actions_tag),
]


class Interventions(Section):
    """`interventions`: the actions."""

    actions: ActionsField = Field(
        default="auto",
        description="step: one factor goes one value up or down; set: do(factor = value); auto: set where the values "
        "of a factor have no order, step elsewhere. A mapping says it factor by factor; factors that it does not name "
        "are as with auto.",
        examples=["step", {"person": "set", "azimuth": "step"}],
    )
    sparsity: Sparsity = Field(default_factory=Sparsity, description="How few variables an action sets.")
    noise: Literal["none", "exogenous", "endogenous"] = Field(
        default="none",
        description="Noise of the mechanisms. none: a variable takes its most probable state; exogenous: what it owes "
        "to nothing in the graph stays as it was; endogenous: its state is drawn from its mechanism.",
    )
    labels: Literal["known", "partial", "full"] = Field(
        default="known",
        description="What training sees of actions. known: factor and direction or value of every pair; partial: of "
        "some pairs, and the actions of the others are inferred; full: also the value of every factor in every image, "
        "an upper bound and called so wherever scores are shown.",
    )
    known_share: Fraction = Field(
        default=1.0,
        gt=0.0,
        description="Share of the training pairs whose action is known. The others are left out with `labels: known`, "
        "and their actions inferred with `labels: partial`.",
        examples=[0.2],
    )

    @property
    def asked(self) -> Literal["auto", "step", "set"]:
        """The kind of the actions on factors that the mapping does not name."""
        return self.actions if isinstance(self.actions, str) else "auto"

    @property
    def by_factor(self) -> Mapping[str, ActionKind]:
        """The kind of the actions on the factors that the mapping names."""
        return {} if isinstance(self.actions, str) else self.actions
