"""The spec, version 1: one frozen model a section. Schema, reference and `explain` are made from these fields."""

from typing import Annotated, Literal

from pydantic import Field

from causalvq.dsl.spec.data import Data, Image, Pairs, Split
from causalvq.dsl.spec.graph import (
    Edge,
    EdgeProbabilities,
    ErdosRenyi,
    Fixed,
    Graph,
    NoPrior,
    Prior,
    ScaleFree,
    WeightedEdge,
)
from causalvq.dsl.spec.interventions import Interventions, Sparsity
from causalvq.dsl.spec.model import Codebook, Decoder, Encoder, Model, ModelKind, Transition
from causalvq.dsl.spec.section import Section
from causalvq.dsl.spec.sources import (
    AnyFileSource,
    BuiltinName,
    Cars3d,
    Causal3dIdent,
    CausalVae,
    CelebA,
    DataSource,
    DSprites,
    Falcor3d,
    FileSource,
    Folder,
    Hdf5,
    Isaac3d,
    Mpi3d,
    Npz,
    Shapes3dFile,
    SmallNorb,
    Sprites,
)
from causalvq.dsl.spec.training import Evaluate, Losses, Metric, Optimizer, Train
from causalvq.dsl.spec.variables import CountedVariables, DeclaredVariables, Layout, Variable, Variables

API_VERSION = "causalvq/v1"


class Spec(Section):
    """A whole spec."""

    api_version: Literal["causalvq/v1"] = Field(alias="apiVersion", description="The version of this language.")
    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = Field(
        description="The name of the model, of letters, digits, '.', '_' and '-'; its runs are kept under it.",
        examples=["critters"],
    )
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="Seed of every random choice.", examples=[0])
    data: Data = Field(description="Where the images come from and how pairs are made of them.")
    variables: Variables = Field(
        description="The causal variables: a count, or a list that declares each.",
        examples=[{"count": 7}, [{"name": "hair", "factor": "hair", "states": 6}]],
    )
    codebook: Codebook = Field(description="The states of a variable and their vectors.")
    graph: Graph = Field(default_factory=Graph, description="What is known of the causal graph.")
    interventions: Interventions = Field(
        default_factory=Interventions, description="What an action is and how little it may touch."
    )
    model: Model = Field(default_factory=Model, description="What is trained, and the sizes of its networks.")
    losses: Losses = Field(default_factory=Losses, description="The weight of each term of the loss.")
    train: Train = Field(default_factory=Train, description="How long to train and with what.")
    evaluate: Evaluate = Field(default_factory=Evaluate, description="What is measured after training.")


__all__ = [
    "API_VERSION",
    "AnyFileSource",
    "BuiltinName",
    "Cars3d",
    "Causal3dIdent",
    "CausalVae",
    "CelebA",
    "Codebook",
    "CountedVariables",
    "DSprites",
    "Data",
    "DataSource",
    "DeclaredVariables",
    "Decoder",
    "Edge",
    "EdgeProbabilities",
    "Encoder",
    "ErdosRenyi",
    "Evaluate",
    "Falcor3d",
    "FileSource",
    "Fixed",
    "Folder",
    "Graph",
    "Hdf5",
    "Image",
    "Interventions",
    "Isaac3d",
    "Layout",
    "Losses",
    "Metric",
    "Model",
    "ModelKind",
    "Mpi3d",
    "NoPrior",
    "Npz",
    "Optimizer",
    "Pairs",
    "Prior",
    "ScaleFree",
    "Section",
    "Shapes3dFile",
    "SmallNorb",
    "Sparsity",
    "Spec",
    "Split",
    "Sprites",
    "Train",
    "Transition",
    "Variable",
    "Variables",
    "WeightedEdge",
]
