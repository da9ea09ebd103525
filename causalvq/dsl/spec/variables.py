"""`variables`: how many causal variables there are, or each of them by name."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, RootModel, Tag

from causalvq.dsl.spec.section import Name, Section, unit

Layout = Literal["slots", "grid"]
Ownership = Literal["free", "books"]


class Variable(Section):
    """One declared variable."""

    name: Name = Field(description="The variable's name, unique in the spec.", examples=["hair"])
    factor: Name | None = Field(
        default=None, description="The factor it stands for; null: the compiler assigns one.", examples=["hair"]
    )
    states: int | None = Field(
        default=None,
        ge=2,
        le=65536,
        description="States of this variable; null: `codebook.size`.",
        examples=[6],
        json_schema_extra=unit("states"),
    )


class CountedVariables(Section):
    """`variables` as a mapping: a number of unnamed variables."""

    count: int = Field(
        ge=1, le=4096, description="Number of causal variables.", examples=[7], json_schema_extra=unit("variables")
    )
    layout: Layout = Field(
        default="slots",
        description="slots: the encoder ends in one vector a variable; grid: a feature map, books x height x width.",
    )
    books: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Codebooks of a grid: the feature map is split in as many groups of channels.",
        examples=[4],
        json_schema_extra=unit("codebooks"),
    )
    ownership: Ownership = Field(
        default="free",
        description="Which variables of a grid an action may set. free: any; books: those of one book, the first book "
        "for the first factor and so on; further books are free.",
        examples=["books"],
    )

    @property
    def declared(self) -> tuple[Variable, ...]:
        """No variable is declared by name."""
        return ()


class DeclaredVariables(RootModel[tuple[Variable, ...]]):
    """`variables` as a list: one declaration a variable, laid out in slots."""

    model_config = ConfigDict(frozen=True, strict=True, defer_build=True)

    root: Annotated[tuple[Variable, ...], Field(min_length=1, max_length=4096)]

    @property
    def count(self) -> int:
        """Number of causal variables."""
        return len(self.root)

    @property
    def layout(self) -> Layout:
        """Declared variables are slots."""
        return "slots"

    @property
    def books(self) -> int:
        """Slots have no books."""
        return 1

    @property
    def ownership(self) -> Ownership:
        """The owners of slots are in their declarations."""
        return "free"

    @property
    def declared(self) -> tuple[Variable, ...]:
        """The declarations, in order."""
        return self.root


def variables_tag(value: object) -> str:
    """A list declares variables; anything else is read as a count."""
    return "@list" if isinstance(value, tuple | list | DeclaredVariables) else "@count"


Variables = Annotated[
    Annotated[CountedVariables, Tag("@count")] | Annotated[DeclaredVariables, Tag("@list")],
    Discriminator(variables_tag),
]
