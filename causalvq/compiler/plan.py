"""`Plan`: everything the runtime needs, frozen and JSON round-trippable. Built by the passes of `pipeline.py`.

Axes: V variables, F factors that actions change, A actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from causalvq.compiler.canonical import digest_of, text_of

PLAN_VERSION: Final = "causalvq-plan/1"


class Record(BaseModel):
    """A frozen part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, allow_inf_nan=False)


Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Weight = Annotated[float, Field(ge=0.0)]


def without_defaults(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a record, less those of fields with a default that say what the default says."""
    fields = type(record).model_fields
    later = {name for name, field in fields.items() if not field.is_required()}
    unsaid = {name for name in later if getattr(record, name) == fields[name].get_default(call_default_factory=True)}
    return {name: value for name, value in values.items() if name not in unsaid}


def without_empty(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """The values, less those of such names that are empty."""
    return {name: value for name, value in values.items() if name not in names or value}


class FactorPlan(Record):
    """A factor that actions change.

    `column` is its column among all labels of the source; `values` names each value in label order;
    there are none where a table of pairs says steps of images without labels. `order` is what the spec says of it, and
    `words` are the names of its actions where these are the user's own; both are left out of the text where there are
    none, like the later fields of `DataPlan`.
    """

    name: str
    column: Count
    size: Annotated[int, Field(ge=0)]
    values: tuple[str, ...]
    cyclic: bool
    order: Literal["ordered", "cyclic", "none"] | None = None
    words: tuple[str, ...] = ()

    @model_serializer(mode="wrap")
    def _without_defaults(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_defaults(self, write(self))


class DataPlan(Record):
    """Where images, factors and pairs come from. `source` is the spec's own statement of it, as JSON.

    `sizes` are the number of values of every label column, chosen as a factor or not. `dtype` is the type of the
    pixels, `show` the channels that people are shown (none: all one or three of them), `alpha` what transparency is.
    Fields with a default came after the first plans: they are left out of the text where they say what every plan said
    before there was a choice, so that it keeps its digest. `range` is what pixels lie between that are no bytes; None
    where that is measured. `opposites` and `alternatives` say what the user's own
    words for actions mean; None where that is to be found.
    """

    source: str | dict[str, Any]
    size: int | None
    height: Positive
    width: Positive
    channels: Positive
    images: Count
    fingerprint: str
    sizes: tuple[int, ...]
    factors: tuple[FactorPlan, ...]
    split: Mapping[str, float]
    pairs: Literal["factors", "file", "names", "none"]
    pairs_file: str | None
    frequency: Literal["balanced", "by_value", "natural"]
    imbalance: Mapping[str, tuple[float, ...]]
    pairs_before: str | None = None
    pairs_after: str | None = None
    pairs_actions: str | None = None
    pairs_columns: Mapping[str, str] = Field(default_factory=dict)
    dtype: Literal["uint8", "uint16", "float32"] = "uint8"
    show: Annotated[tuple[Count, ...], Field(max_length=3)] = ()
    alpha: Literal["white", "channel"] = "white"
    split_by: str = "images"
    neighbours: Literal["present", "adjacent"] = "adjacent"
    opposites: tuple[tuple[str, str], ...] | None = None
    alternatives: tuple[tuple[str, ...], ...] | None = None
    range: tuple[float, float] | None = None
    pairs_digest: str = ""

    @property
    def open_words(self) -> bool:
        """Whether nobody has said what the user's own words for actions mean to each other."""
        worded = any(factor.words for factor in self.factors)
        return worded and self.opposites is None and self.alternatives is None

    @model_serializer(mode="wrap")
    def _without_defaults(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_defaults(self, write(self))


class ActionPlan(Record):
    """One action. A step moves `factor` by `direction` (+1 or -1); a set gives it `value`.

    Steps are numbered as in the paper: all the ups, then all the downs.
    """

    name: str
    kind: Literal["step", "set"]
    factor: Count
    direction: Literal[-1, 0, 1]
    value: Count | None


class VariablePlan(Record):
    """One causal variable.

    Args:
        factor: position of the factor that owns it; None when no action may set it.
        states: how many.
        levels: of each number of its code, for quantisers whose codes are numbers; their product is `states`.
    """

    name: str
    factor: Count | None
    states: Annotated[int, Field(ge=2, le=65536)]
    levels: tuple[Annotated[int, Field(ge=2)], ...] = ()


class GridPlan(Record):
    """How the variables of `layout: grid` lie: books x height x width, in this order."""

    books: Positive
    height: Positive
    width: Positive

    @property
    def cells(self) -> int:
        """Cells of the feature map, each with a variable of every book."""
        return self.height * self.width


class CodebookPlan(Record):
    """How vectors become codes."""

    quantizer: Literal["vq", "fsq", "lfq", "latent"]
    size: Annotated[int, Field(ge=2, le=65536)]
    dim: Annotated[int, Field(ge=1, le=4096)]
    commitment: Weight


class GraphPlan(Record):
    """What is known of the graph.

    Args:
        kind: kind of the prior; `fixed` means that the graph is exactly the required edges.
        scope: one graph for all images, or one for each image and action.
        acyclic: whether the graph must be a DAG.
        required: [cause, effect] pairs of variable indices, sorted.
        allowed: a row of bits for each cause, as hexadecimal digits, the first effect in the highest bit;
            never the diagonal. Required edges are allowed, forbidden ones are not.
        log_odds: prior log-odds in nats of every edge that the two others do not name.
        log_odds_from: of every edge out of each variable, or empty where that is not what they depend on.
        log_odds_of: [cause, effect, log-odds], sorted.
    """

    kind: Literal["none", "erdos_renyi", "scale_free", "edge_probabilities", "fixed"]
    scope: Literal["global", "sample"]
    acyclic: bool
    required: tuple[tuple[Count, Count], ...]
    allowed: tuple[str, ...]
    log_odds: float
    log_odds_from: tuple[float, ...] = ()
    log_odds_of: tuple[tuple[Count, Count, float], ...]


class BaselinePlan(Record):
    """What is trained in place of the causal model, to hold it against.

    Args:
        kind: which baseline.
        latents: numbers between its encoder and decoder; 0 for one that has no such networks.
    """

    kind: Literal["autoencoder", "beta_vae", "ada_gvae", "vq_vae", "qlae", "pair_classifier", "pixel_ridge"]
    latents: Count

    @property
    def coded(self) -> bool:
        """Whether it has codes, so that all queries about codes can be asked."""
        return self.kind in ("vq_vae", "qlae")

    @property
    def only_pairs(self) -> bool:
        """Whether it reads actions from two images and makes no images."""
        return self.kind in ("pair_classifier", "pixel_ridge")


class LayerPlan(Record):
    """One layer.

    Args:
        kind: what it is; `causalvq.compiler.layers` says what each kind computes.
        out: the shape that leaves it, without the batch.
        parameters: numbers that are learned by gradients.
        buffers: numbers that are kept beside them, such as codebooks and counts.
        multiply_adds: for one image.
    """

    name: str
    kind: str
    out: tuple[int, ...]
    parameters: Count
    buffers: Count = 0
    multiply_adds: Count


class NetworkPlan(Record):
    """The widths of the networks and the layers that follow from them.

    `stem` is the side in pixels of the patches that the first convolution reads and the last one writes; each further
    width halves the side of the feature map. In a grid, `encoder_blocks` and `decoder_blocks` are the residual blocks
    at the smallest map; slots have one.
    `retrieval_hidden` is the width of the network that reads the action from the vectors of two images, 0 without one;
    `retrieval_widths` are the channels of the maps of the one that reads it from their pixels, left out of the text
    where there are none.
    """

    stem: Positive
    encoder_widths: tuple[Positive, ...]
    decoder_widths: tuple[Positive, ...]
    encoder_blocks: Positive
    decoder_blocks: Positive
    transition_hidden: Positive
    transition_layers: Positive
    retrieval_hidden: Count = 0
    retrieval_widths: tuple[Positive, ...] = ()
    layers: tuple[LayerPlan, ...]

    @model_serializer(mode="wrap")
    def _without_empty(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_empty(write(self), "retrieval_widths")


class PhasePlan(Record):
    """Consecutive steps in which the same things are learned."""

    name: Literal["warm-up", "autoencoder", "joint", "anneal", "causal"]
    steps: Positive


class AugmentPlan(Record):
    """What is done to both images of a training pair alike: pixels of shift, the rest as shares of the range."""

    flip: tuple[Literal["horizontal", "vertical"], ...] = ()
    shift: Count = 0
    brightness: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    contrast: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    noise: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0


class TrainPlan(Record):
    """How to train: the phases add up to `steps`.

    With a `floor` a plateau of held-out scores may end the joint phase early, but not so early that fewer steps than
    that are trained; `steps` is then the ceiling. None trains all steps. Fields with a default came after the first
    plans: they are left out of the text where they say what every plan said before.

    `micro_batches` are the pieces in which networks see a batch; auto leaves them to the machine that trains.
    `ema` is the decay of the average of weights, None without one; `early_stop` the validations after which a plateau
    ends its phase, None for never.
    """

    steps: Positive
    batch_size: Positive
    phases: tuple[PhasePlan, ...]
    optimizer: Literal["adamw", "adam"]
    lr: Annotated[float, Field(gt=0.0)]
    weight_decay: Weight
    warmup: Annotated[float, Field(ge=0.0, le=1.0)]
    betas: tuple[float, float]
    gradient_clip: Annotated[float, Field(gt=0.0)] | None
    checkpoint_every: Positive
    validate_every: Positive
    micro_batches: Literal["auto"] | Positive
    ema: Annotated[float, Field(gt=0.0, lt=1.0)] | None
    early_stop: Positive | None
    precision: Literal["auto", "float32", "bfloat16"]
    compile: Literal["auto", "on", "off"]
    device: Literal["auto", "cpu", "cuda", "mps"]
    floor: Positive | None = None
    augment: AugmentPlan | None = None

    @property
    def least(self) -> int:
        """The fewest steps that training may take, early stopping apart."""
        return self.steps if self.floor is None else self.floor

    @model_serializer(mode="wrap")
    def _without_defaults(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_defaults(self, write(self))


def has_layer(grid: GridPlan | None, graph: GraphPlan) -> bool:
    """Whether a causal layer makes a graph for each image: in grids, where the graph is the sample's."""
    return grid is not None and graph.scope == "sample"


class CostPlan(Record):
    """What training takes. Bytes are estimates but for `parameters`, which is exact.

    `multiply_adds` counts one training step; `training_bytes` and `inference_bytes` are peaks beside the images.
    """

    parameters: Count
    multiply_adds: Count
    training_bytes: Count
    inference_bytes: Count
    data_bytes: Count
    checkpoint_bytes: Count


class Plan(Record):
    """A compiled spec.

    `spec` is the digest of the spec, defaults filled in. `targets` has one row a factor: the variables that an action
    on it may set; in a grid whose variables nobody owns, these are all. `directed` are the factors whose steps go
    along a line, of which training uses the direction; plans of earlier versions have none. `spaced` are those of them
    whose steps may pass over values, left out of the text where there are none. `baseline` is what is trained in place
    of the causal model, left out of the text of causal plans; without codes it has no variables. `provenance` maps a
    path of the plan to the places of the spec that it follows from.
    """

    version: Literal["causalvq-plan/1"] = PLAN_VERSION
    name: str
    spec: str
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)]
    data: DataPlan
    actions: tuple[ActionPlan, ...]
    layout: Literal["slots", "grid"]
    grid: GridPlan | None
    variables: tuple[VariablePlan, ...]
    codebook: CodebookPlan
    targets: tuple[tuple[Count, ...], ...]
    directed: tuple[Count, ...] = ()
    spaced: tuple[Count, ...] = ()
    max_targets: Positive
    target_penalty: Weight
    noise: Literal["none", "exogenous", "endogenous"]
    labels: Literal["known", "partial", "full"]
    known_share: Annotated[float, Field(gt=0.0, le=1.0)]
    graph: GraphPlan
    baseline: BaselinePlan | None = None
    network: NetworkPlan
    losses: Mapping[str, Weight]
    train: TrainPlan
    metrics: tuple[str, ...]
    cost: CostPlan
    provenance: Mapping[str, str]

    @model_serializer(mode="wrap")
    def _without_empty(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_empty(write(self), "spaced", "baseline")

    @property
    def layered(self) -> bool:
        """Whether a causal layer makes a graph for each image."""
        return has_layer(self.grid, self.graph)

    @property
    def coded(self) -> bool:
        """Whether images have codes: those of the causal model, or of a baseline that has some."""
        return self.baseline is None or self.baseline.coded

    @property
    def numbers(self) -> int:
        """Numbers that an image is encoded as: those of the vectors of its variables, or latents."""
        vectors = len(self.variables) * self.codebook.dim
        return vectors if self.baseline is None or self.baseline.coded else self.baseline.latents

    def require_grid(self) -> GridPlan:
        """The grid of a plan with `layout: grid`, which is the only one that is asked for it."""
        assert self.grid is not None, "variables in slots have no grid"
        return self.grid

    def to_json(self) -> str:
        """The canonical text, with the digest by which a reader knows that nobody changed it."""
        values = self.model_dump(mode="json")
        return text_of(values | {"digest": digest_of(values)})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that training depends on, in hexadecimal: equal for plans that train alike."""
        return digest_of(self.model_dump(mode="json", exclude={"provenance", "spec"}))
