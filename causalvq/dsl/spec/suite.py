"""A suite: specs x sets x seeds, each of which is trained alike, and what is claimed of the scores."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from causalvq.dsl.spec.data import Data
from causalvq.dsl.spec.section import FilePath, Section, unit
from causalvq.dsl.spec.training import Metric

PlainName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Setting = Annotated[str, Field(min_length=1, max_length=4096)]
Settings = tuple[Setting, ...]
ScoreName = Annotated[str, Field(min_length=1, max_length=128)]
Bound = Annotated[float, Field(ge=-1e12, le=1e12)]


class SuiteSpec(Section):
    """`specs[]`: a spec to train."""

    name: PlainName | None = Field(
        default=None,
        description="What the spec is called in tables and claims; null: the name of its file.",
        examples=["ours"],
    )
    spec: FilePath = Field(
        description="Its file, relative to the folder of the suite.", examples=["../01_critters.yaml"]
    )
    set: Settings = Field(
        default=(),
        description="Values of the spec that are replaced, as `--set` takes them; after those of the set.",
        examples=[["codebook.quantizer=fsq"]],
    )
    sets: tuple[PlainName, ...] | None = Field(
        default=None,
        min_length=1,
        description="The names of the sets that it is trained on; null: all of them.",
        examples=[["critters"]],
    )


class SuiteSet(Section):
    """`sets[]`: images that every spec is trained on. Either `data` or `path`."""

    name: PlainName = Field(description="What the set is called in tables and claims.", examples=["critters"])
    data: Data | None = Field(
        default=None,
        description="A `data` section, which takes the place of the specs' own; its paths start at the folder of the "
        "suite.",
        examples=[{"source": "critters", "image": {"size": 32}}],
    )
    path: FilePath | None = Field(
        default=None,
        description="Images of your own as `causalvq init --data` takes them: what it proposes for `data`, the number "
        "of slots and the kind of actions takes the place of the specs' own.",
        examples=["my_folder"],
    )
    set: Settings = Field(
        default=(),
        description="Values of every spec that are replaced on this set, as `--set` takes them.",
        examples=[["variables.count=6"]],
    )


class Reference(Section):
    """`claims[].tests[].than`: the score that is taken away; what is not said is as in the test."""

    score: ScoreName | None = Field(
        default=None, description="The score; null: the same one.", examples=["factor_chance"]
    )
    spec: PlainName | None = Field(default=None, description="Of which spec; null: the same one.", examples=["vq_vae"])
    set: PlainName | None = Field(default=None, description="On which set; null: the same one.", examples=["critters"])


class Test(Section):
    """`claims[].tests[]`: a score, and what it has to reach in the mean over seeds."""

    score: ScoreName = Field(
        description="A score of `metrics.json`, or one of ratio: `intervention_ratio`, `copy_ratio`.",
        examples=["action_accuracy"],
    )
    spec: PlainName = Field(description="The spec that is judged.", examples=["ours"])
    set: PlainName | None = Field(
        default=None,
        description="The set that it is judged on; null: the only one.",
        examples=["critters"],
    )
    than: Reference | None = Field(
        default=None,
        description="A score that is taken away, seed by seed: the difference is then what is judged. null: the score "
        "itself.",
        examples=[{"spec": "vq_vae"}],
    )
    at_least: Bound | None = Field(
        default=None, description="What the score, or the difference, must not be below.", examples=[0.95]
    )
    at_most: Bound | None = Field(
        default=None, description="What the score, or the difference, must not be above.", examples=[1.1]
    )


class Claim(Section):
    """`claims[]`: a sentence, and the tests that it stands or falls with."""

    name: PlainName = Field(description="What the claim is called.", examples=["disentangles"])
    says: Annotated[str, Field(min_length=1, max_length=1024)] = Field(
        description="The claim in words.", examples=["One factor changes and no other."]
    )
    tests: Annotated[tuple[Test, ...], Field(min_length=1)] = Field(
        description="It holds when all of these do.",
        examples=[[{"score": "preserved", "spec": "ours", "at_least": 0.99}]],
    )


def expand_spec(value: Any) -> Any:
    """The short form: the path alone."""
    return {"spec": value} if isinstance(value, str) else value


SpecItem = Annotated[SuiteSpec, BeforeValidator(expand_spec, json_schema_input_type=SuiteSpec | FilePath)]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]


class Suite(Section):
    """A whole suite."""

    api_version: Literal["causalvq/v1"] = Field(alias="apiVersion", description="The version of this language.")
    kind: Literal["suite"] = Field(description="That this file is a suite, and no spec.")
    name: PlainName = Field(
        description="The name of the suite; what it finds is kept under `bench/NAME`.", examples=["claims"]
    )
    specs: Annotated[tuple[SpecItem, ...], Field(min_length=1)] = Field(
        description="What is trained: paths of specs, or mappings that say more.",
        examples=[["../01_critters.yaml", {"name": "fsq", "spec": "a.yaml", "set": ["codebook.quantizer=fsq"]}]],
    )
    sets: tuple[SuiteSet, ...] = Field(
        default=(),
        description="What it is trained on; none: each spec on its own data.",
        examples=[[{"name": "scenes", "data": {"source": "scenes"}, "set": ["variables.count=6"]}]],
    )
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)] = Field(
        default=(0,), description="Each spec is trained on each set once with each seed.", examples=[[0, 1, 2]]
    )
    steps: int | None = Field(
        default=None,
        ge=1,
        le=100_000_000,
        description="Training steps of every run; null: as each spec says, or as `minutes` come to.",
        examples=[500],
        json_schema_extra=unit("steps"),
    )
    minutes: float | None = Field(
        default=None,
        gt=0.0,
        le=1e5,
        description="Training time of every run: a short trial of each spec on each set measures how many steps that "
        "is, and all seeds take so many. null: as `steps` or the specs say.",
        examples=[5],
        json_schema_extra=unit("minutes"),
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="Threads of each process.",
        examples=[1],
        json_schema_extra=unit("threads"),
    )
    processes: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="Runs that are trained side by side. Times are only comparable where threads x processes are at "
        "most the cores of the machine.",
        examples=[2],
        json_schema_extra=unit("processes"),
    )
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="What is measured of every run, as `evaluate.metrics`; null: as each spec says. A spec that "
        "cannot have all of it says so in its `set`: evaluate.metrics=auto.",
        examples=[["action_retrieval", "intervention", "infomec", "preserved"]],
    )
    columns: Annotated[tuple[ScoreName, ...], Field(min_length=1)] = Field(
        default=(
            "action_accuracy",
            "factor_accuracy",
            "infomec_modularity",
            "infomec_explicitness",
            "preserved",
            "reconstruction_mse",
            "intervention_ratio",
            "seconds",
        ),
        description="The scores of the table: names of `metrics.json`, `intervention_ratio` (intervention over "
        "reconstruction mse), `copy_ratio` (copy over intervention mse), `seconds` (of training) and `steps`.",
        examples=[["action_accuracy", "preserved"]],
    )
    keep: Literal["runs", "scores"] = Field(
        default="runs",
        description="What stays of a run that is finished: all of it, or its scores alone.",
        examples=["scores"],
    )
    claims: tuple[Claim, ...] = Field(
        default=(),
        description="What is claimed of the scores; each is judged when the bench has ended.",
        examples=[
            [
                {
                    "name": "retrieves",
                    "says": "Actions are found.",
                    "tests": [{"score": "action_accuracy", "spec": "ours", "at_least": 0.98}],
                }
            ]
        ],
    )
