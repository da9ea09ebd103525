"""`graph`: what is known of the causal graph before training."""

from typing import Annotated, Literal

from pydantic import Field

from causalvq.dsl.spec.section import FilePath, Fraction, Name, Section, unit

Edge = tuple[Name, Name]
"""`[cause, effect]`: names of variables or of factors."""

WeightedEdge = tuple[Name, Name, Fraction]
"""`[cause, effect, probability]`."""


class NoPrior(Section):
    """Every graph that the statements allow is as likely as any other."""

    kind: Literal["none"] = Field(description="No preference between graphs.")


class ErdosRenyi(Section):
    """Every edge is present with the same probability, independently."""

    kind: Literal["erdos_renyi"] = Field(description="Every edge is equally likely.")
    edge_probability: Fraction | None = Field(
        default=None, description="Probability of each edge; give this or `expected_edges`.", examples=[0.05]
    )
    expected_edges: float | None = Field(
        default=None,
        ge=0.0,
        le=1e7,
        description="Expected number of edges in the whole graph; give this or `edge_probability`.",
        examples=[6],
        json_schema_extra=unit("edges"),
    )


class ScaleFree(Section):
    """Few variables have many effects: in-degrees follow a power law (Barabasi and Albert, 1999)."""

    kind: Literal["scale_free"] = Field(description="A few variables have most of the edges.")
    expected_edges: float = Field(
        ge=0.0,
        le=1e7,
        description="Expected number of edges in the whole graph.",
        json_schema_extra=unit("edges"),
        examples=[6],
    )
    exponent: float = Field(
        default=2.5, gt=1.0, le=10.0, description="Exponent of the power law of degrees.", examples=[2.5]
    )


class EdgeProbabilities(Section):
    """A probability for each of some edges."""

    kind: Literal["edge_probabilities"] = Field(description="Soft knowledge of single edges.")
    edges: Annotated[tuple[WeightedEdge, ...], Field(max_length=100_000)] = Field(
        description="List of [cause, effect, probability].", examples=[[["light", "shadow", 0.9]]]
    )
    otherwise: Fraction = Field(
        default=0.05, description="Probability of every edge that is not listed.", examples=[0.05]
    )


class Fixed(Section):
    """The graph is exactly the required edges; nothing is learned."""

    kind: Literal["fixed"] = Field(description="The graph is exactly the required edges.")


Prior = Annotated[NoPrior | ErdosRenyi | ScaleFree | EdgeProbabilities | Fixed, Field(discriminator="kind")]


class Graph(Section):
    """`graph`: prior, statements and scope."""

    prior: Prior = Field(
        default_factory=lambda: ErdosRenyi(kind="erdos_renyi", edge_probability=0.05),
        description="How likely each graph is before any image is seen. Where actions set values this and the images "
        "decide the edges that no statement fixes; steps decide none.",
        examples=[{"kind": "erdos_renyi", "edge_probability": 0.05}],
    )
    acyclic: bool = Field(default=True, description="Whether the graph must have no cycle.")
    required: Annotated[tuple[Edge, ...], Field(max_length=100_000)] = Field(
        default=(),
        description="Edges that must be present: a list of [cause, effect], names of variables or of factors.",
        examples=[[["light", "shadow"]]],
    )
    forbidden: Annotated[tuple[Edge, ...], Field(max_length=100_000)] = Field(
        default=(), description="Edges that must be absent.", examples=[[["shadow", "light"]]]
    )
    tiers: tuple[tuple[Name, ...], ...] = Field(
        default=(),
        description="Groups of variables or factors in causal order: earlier tiers may cause later ones only.",
        examples=[[["light", "pendulum"], ["shadow"]]],
    )
    file: FilePath | None = Field(
        default=None,
        description="GraphML, GML or an edge-list CSV whose edges are required, relative to the folder of the spec.",
        examples=["knowledge.graphml"],
    )
    scope: Literal["auto", "global", "sample"] = Field(
        default="auto",
        description="global: one graph for all images; sample: a graph for each image and action; "
        "auto: sample for `layout: grid`, global otherwise.",
    )
