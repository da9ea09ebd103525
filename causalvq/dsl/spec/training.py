"""`losses`, `train` and `evaluate`."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from causalvq.dsl.spec.section import Fraction, Section, Weight, auto_tag, unit


class Losses(Section):
    """`losses`: the weight of each term of the loss; 0 leaves a term out."""

    reconstruction: Weight = Field(default=1.0, description="Both images from their own codes.")
    swap: Weight = Field(
        default=1.0, description="Each image from the targets' codes of it and the other codes of its partner."
    )
    changed_pixels: Weight = Field(
        default=3.0, description="The same errors averaged over the pixels that differ between the two images."
    )
    quantizer: Weight = Field(default=1.0, description="The quantiser's own losses, such as commitment.")
    pull: Weight = Field(default=0.03, description="Distance between the two images' vectors of unchanged variables.")
    direction: Weight = Field(
        default=10.0,
        description="Squared error of the difference between the two images in a coordinate of each factor, which is "
        "linear in the vectors of its variables: 1 or -1 for the factor that a step moves, 0 for the others. For step "
        "actions on factors that are not cyclic, in slots.",
    )
    cycle: Weight = Field(
        default=1.0,
        description="Squared error of the vectors that the encoder reads from images of recombined vectors, each "
        "variable's taken from one of two images of the batch, so that factors are read in combinations that no image "
        "has. In slots.",
    )
    retrieval: Weight = Field(
        default=0.1,
        description="Cross-entropy in nats of the action that small networks read from the vectors and from the pixels "
        "of both images. They read and change nothing else. `retrieve` asks them beside the codes, `intervene` never; "
        "0 leaves them out. In slots.",
    )
    transition: Weight = Field(
        default=0.1,
        description="Cross-entropy in nats: in slots of a target's state against the value set, where actions set "
        "values; in a grid of the codes after the action, and of an image's own codes without one.",
    )
    labels: Weight = Field(
        default=0.1,
        description="Cross-entropy in nats of the variables' states against the values of their factors, with "
        "`interventions.labels: full`.",
    )
    targets: Weight = Field(default=1.0, description="Multiplies `interventions.sparsity.penalty`.")
    prior: Weight = Field(
        default=1.0,
        description="Multiplies the prior log-odds of edges when the graph is decided; in a grid with a graph for each "
        "image, the divergence of its edges from the prior in nats an edge (beta of the paper).",
    )
    identity: Weight = Field(
        default=0.1,
        description="Grid only: cross-entropy in nats of each image's own codes when nothing acts on it (alpha of the "
        "paper).",
    )
    dependencies: Weight = Field(
        default=0.0,
        description="Grid only: squared difference between the edges found in the two images of a pair (gamma of the "
        "paper).",
    )
    graph_size: Weight = Field(
        default=0.0, description="Grid only: mean probability of the edges that are open (delta of the paper)."
    )
    non_empty: Weight = Field(
        default=0.1, description="Grid only: how likely a graph is to have no edge at all (epsilon of the paper)."
    )
    prediction: Weight = Field(
        default=0.0,
        description="Grid only: squared error of the image after the action, decoded from the predicted codes, through "
        "which its gradient passes.",
    )


Stages = Literal["two", "joint"]
Steps = Annotated[
    Annotated[Literal["auto"], Tag("@auto")] | Annotated[Annotated[int, Field(ge=1, le=100_000_000)], Tag("@number")],
    Discriminator(auto_tag),
]
Pieces = Annotated[
    Annotated[Literal["auto"], Tag("@auto")] | Annotated[Annotated[int, Field(ge=1, le=65536)], Tag("@number")],
    Discriminator(auto_tag),
]
Beta = Annotated[float, Field(ge=0.0, lt=1.0)]


class Optimizer(Section):
    """`train.optimizer`."""

    kind: Literal["adamw", "adam"] = Field(
        default="adamw", description="adamw: weight decay apart from the gradient; adam: within it."
    )
    lr: float = Field(default=4e-3, gt=0.0, le=10.0, description="Learning rate at its peak.", examples=[0.002])
    weight_decay: float = Field(default=1e-4, ge=0.0, le=10.0, description="Weight decay.", examples=[0.01])
    warmup: Fraction = Field(
        default=0.05, description="Share of the steps in which the learning rate rises to its peak.", examples=[0.05]
    )
    betas: tuple[Beta, Beta] = Field(
        default=(0.9, 0.99), description="Decay of the two running averages of the gradient.", examples=[[0.9, 0.99]]
    )


class EarlyStop(Section):
    """`train.early_stop`: end a phase when validation gets no better."""

    patience: int = Field(
        ge=1,
        le=100_000,
        description="Validations in a row without an improvement of 1% after which the phase ends. The first phase is "
        "never cut short; the model is then the best of the last phase.",
        json_schema_extra=unit("validations"),
        examples=[5],
    )


class Augment(Section):
    """`train.augment`: what may be done to images and changes no factor of theirs; you know which that is."""

    flip: tuple[Literal["horizontal", "vertical"], ...] = Field(
        default=(), description="Mirror half of the pairs, left to right or upside down.", examples=[["horizontal"]]
    )
    shift: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Move by up to so many pixels, up or down and left or right; the border is repeated.",
        json_schema_extra=unit("pixels"),
        examples=[2],
    )
    brightness: Fraction = Field(
        default=0.0, description="Make brighter or darker by up to this share of the range.", examples=[0.1]
    )
    contrast: Fraction = Field(
        default=0.0, description="Bring closer to grey or away from it, by up to this share.", examples=[0.2]
    )
    noise: Fraction = Field(
        default=0.0,
        description="Deviation of normal noise, new in each image, as a share of the range.",
        examples=[0.02],
    )


class Train(Section):
    """`train`: how long and with what."""

    steps: Steps = Field(
        default="auto",
        description="Optimiser steps in all. auto: the joint phase ends when in two validations in a row neither more "
        "actions of held-out pairs were found nor the loss was 1% lower, or all were found; then the learning rate "
        "falls. `causalvq compile` shows the fewest and the most steps. In two stages, or with `early_stop`, "
        "auto is 2,000.",
        json_schema_extra=unit("steps"),
        examples=["auto", 4000],
    )
    batch_size: int = Field(
        default=32, ge=1, le=65536, description="Pairs in a step.", json_schema_extra=unit("pairs"), examples=[64]
    )
    stages: Stages = Field(
        default="two",
        description="How a grid with a graph for each image is trained. two: the autoencoder, then the causal layer on "
        "its codes with the rest frozen; joint: both at once.",
        examples=["joint"],
    )
    causal_share: Fraction = Field(
        default=0.5,
        gt=0.0,
        lt=1.0,
        description="Share of the steps that the causal layer is trained alone, with `stages: two`.",
        examples=[0.5],
    )
    optimizer: Optimizer = Field(default_factory=Optimizer, description="How gradients become steps.")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto",
        description="Of products in training; auto: measured when a run starts, bfloat16 where it is faster. Two runs "
        "that must be equal bit for bit name one of the others.",
    )
    compile: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="torch.compile of encoder and decoder; auto: measured when a run starts, if training is long "
        "enough to win the trial back.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        default="auto", description="Where to train; auto: the first of cuda, mps, cpu that is there."
    )
    checkpoint_every: int = Field(
        default=500,
        ge=1,
        le=100_000_000,
        description="Steps between checkpoints.",
        json_schema_extra=unit("steps"),
        examples=[500],
    )
    validate_every: int = Field(
        default=250,
        ge=1,
        le=100_000_000,
        description="Steps between validations, on the same held-out pairs of the validation split each time; there "
        "is one after the last step too.",
        json_schema_extra=unit("steps"),
        examples=[250],
    )
    micro_batches: Pieces = Field(
        default="auto",
        description="Pieces in which a batch goes through encoder and decoder, one after another, each computed again "
        "for its gradient: less memory, a third more time, the same step. auto: as many as the machine's memory asks "
        "for, mostly 1.",
        json_schema_extra=unit("pieces"),
        examples=[4],
    )
    ema: float | None = Field(
        default=None,
        gt=0.0,
        lt=1.0,
        description="Decay of a moving average of the weights, which is validated and becomes the model; null: none.",
        examples=[0.999],
    )
    early_stop: EarlyStop | None = Field(
        default=None,
        description="End a phase on a plateau; null: train all steps, or as `steps: auto` says.",
        examples=[{"patience": 5}],
    )
    augment: Augment | None = Field(
        default=None,
        description="Variation that you declare to change no factor. It is done to both images of a training pair "
        "alike, anew each time that the pair is drawn; noise is each image's own. Images that are scored or asked "
        "about are left as they are. null: none.",
        examples=[{"flip": ["horizontal"], "shift": 2}],
    )
    gradient_clip: float | None = Field(
        default=1.0, gt=0.0, le=1e6, description="Largest norm of the gradient; null: no clipping.", examples=[1.0]
    )


Metric = Literal[
    "action_retrieval",
    "intervention",
    "image_quality",
    "infomec",
    "infomec_published",
    "dci",
    "dci_boosted",
    "dci_logistic",
    "mig",
    "sap",
    "modularity",
    "explicitness",
    "mcc",
    "factor_vae",
    "beta_vae",
    "irs",
    "usage",
    "preserved",
]


def metrics_tag(value: object) -> str:
    """`auto` is a word; anything else is read as a list."""
    return "@auto" if isinstance(value, str) else "@list"


Metrics = Annotated[
    Annotated[Literal["auto"], Tag("@auto")] | Annotated[tuple[Metric, ...], Tag("@list")],
    Discriminator(metrics_tag),
]


class Evaluate(Section):
    """`evaluate`: what is measured on the test split."""

    metrics: Metrics = Field(
        default="auto",
        description="What is measured on the test split after training. action_retrieval: how often the action is "
        "found from two images; intervention: how near an image after an action is to the true one; infomec: "
        "modularity, explicitness and compactness of the codes (needs labels); dci: disentanglement, completeness and "
        "informativeness (needs labels and `pip install 'causalvq[metrics]'`); preserved: share of the other factors "
        "that an action leaves as they were (needs an image of every combination of values). auto: these but dci, "
        "as far as the data have what they need. image_quality: psnr and ssim of images (needs pairs); usage: states "
        "of the codebook in use; the others are the metrics of the same names that `causalvq metrics` has of arrays "
        "(need labels, and some the same library).",
        examples=["auto", ["action_retrieval", "intervention", "infomec"]],
    )
