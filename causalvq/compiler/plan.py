"""`Plan`: everything the runtime needs, frozen and JSON round-trippable. Built by the passes of `pipeline.py`.

Axes: V variables, F factors that actions change, A actions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

PLAN_VERSION: Final = "causalvq-plan/1"


class Record(BaseModel):
    """A frozen part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class FactorPlan(Record):
    """A factor that actions change.

    `column` is its column among all labels of the source; `values` names each value in label order.
    """

    name: str
    column: int
    size: int
    values: tuple[str, ...]
    cyclic: bool


class DataPlan(Record):
    """Where images, factors and pairs come from. `source` is the spec's own statement of it, as JSON.

    `sizes` are the number of values of every label column, chosen as a factor or not.
    """

    source: str | dict[str, Any]
    size: int | None
    height: int
    width: int
    channels: int
    images: int
    fingerprint: str
    sizes: tuple[int, ...]
    factors: tuple[FactorPlan, ...]
    split: Mapping[str, float]
    pairs: Literal["factors", "file", "none"]
    pairs_file: str | None
    frequency: Literal["balanced", "by_value", "natural"]
    imbalance: Mapping[str, tuple[float, ...]]


class ActionPlan(Record):
    """One action. A step moves `factor` by `direction` (+1 or -1); a set gives it `value`.

    Steps are numbered as in the paper: all the ups, then all the downs.
    """

    name: str
    kind: Literal["step", "set"]
    factor: int
    direction: int
    value: int | None


class VariablePlan(Record):
    """One causal variable. `factor` is the position of the factor that owns it, None when no action may set it."""

    name: str
    factor: int | None
    states: int


class GridPlan(Record):
    """How the variables of `layout: grid` lie: books x height x width, in this order."""

    books: int
    height: int
    width: int


class CodebookPlan(Record):
    """How vectors become codes."""

    quantizer: Literal["vq", "fsq", "lfq", "latent"]
    size: int
    dim: int


class GraphPlan(Record):
    """What is known of the graph.

    Args:
        kind: kind of the prior; `fixed` means that the graph is exactly the required edges.
        scope: one graph for all images, or one for each image and action.
        acyclic: whether the graph must be a DAG.
        required: [cause, effect] pairs of variable indices, sorted.
        allowed: a row of bits for each cause, as hexadecimal digits, the first effect in the highest bit;
            never the diagonal. Required edges are allowed, forbidden ones are not.
        log_odds: prior log-odds in nats of every edge that `log_odds_of` does not name.
        log_odds_of: [cause, effect, log-odds], sorted.
    """

    kind: Literal["none", "erdos_renyi", "scale_free", "edge_probabilities", "fixed"]
    scope: Literal["global", "sample"]
    acyclic: bool
    required: tuple[tuple[int, int], ...]
    allowed: tuple[str, ...]
    log_odds: float
    log_odds_of: tuple[tuple[int, int, float], ...]


class LayerPlan(Record):
    """One layer: its kind, the shape that leaves it (without the batch), its parameters, its multiply-adds an image."""

    name: str
    kind: str
    out: tuple[int, ...]
    parameters: int
    multiply_adds: int


class NetworkPlan(Record):
    """The widths of the networks and the layers that follow from them.

    `stem` is the side in pixels of the patches that the first convolution reads and the last one writes; each further
    width halves the side of the feature map.
    """

    stem: int
    encoder_widths: tuple[int, ...]
    decoder_widths: tuple[int, ...]
    transition_hidden: int
    transition_layers: int
    layers: tuple[LayerPlan, ...]


class PhasePlan(Record):
    """Consecutive steps in which the same things are learned."""

    name: Literal["warm-up", "joint", "anneal"]
    steps: int


class TrainPlan(Record):
    """How to train: the phases add up to `steps`."""

    steps: int
    batch_size: int
    phases: tuple[PhasePlan, ...]
    optimizer: Literal["adamw", "adam"]
    lr: float
    weight_decay: float
    warmup: float
    betas: tuple[float, float]
    gradient_clip: float | None
    checkpoint_every: int
    precision: Literal["auto", "float32", "bfloat16"]
    device: Literal["auto", "cpu", "cuda", "mps"]


class CostPlan(Record):
    """What training takes. Bytes are estimates but for `parameters`, which is exact.

    `multiply_adds` counts one training step; `training_bytes` and `inference_bytes` are peaks beside the images.
    """

    parameters: int
    multiply_adds: int
    training_bytes: int
    inference_bytes: int
    data_bytes: int
    checkpoint_bytes: int


class Plan(Record):
    """A compiled spec.

    `targets` has one row a factor: the variables that an action on it may set. `provenance` maps a path of the plan
    to the place of the spec that set it.
    """

    version: Literal["causalvq-plan/1"] = PLAN_VERSION
    name: str
    seed: int
    data: DataPlan
    actions: tuple[ActionPlan, ...]
    layout: Literal["slots", "grid"]
    grid: GridPlan | None
    variables: tuple[VariablePlan, ...]
    codebook: CodebookPlan
    targets: tuple[tuple[int, ...], ...]
    max_targets: int
    target_penalty: float
    noise: Literal["none", "exogenous", "endogenous"]
    labels: Literal["known", "partial", "full"]
    graph: GraphPlan
    network: NetworkPlan
    losses: Mapping[str, float]
    train: TrainPlan
    metrics: tuple[str, ...]
    cost: CostPlan
    provenance: Mapping[str, str]

    def to_json(self) -> str:
        """The canonical text: sorted keys, two spaces, one final line break."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, indent=1, ensure_ascii=False) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text without provenance, in hexadecimal: equal for plans that train alike."""
        text = self.model_copy(update={"provenance": {}}).to_json()
        return hashlib.sha256(text.encode()).hexdigest()
