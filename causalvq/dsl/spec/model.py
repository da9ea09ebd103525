"""`variables`' networks: `codebook` and `model`."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from causalvq.dsl.spec.section import Section, Weight, unit

Width = Annotated[int, Field(ge=1, le=8192)]
Widths = Annotated[tuple[Width, ...], Field(min_length=1, max_length=16)]


def states_tag(value: object) -> str:
    """`auto` is a word; anything else is read as a number."""
    return "@auto" if value == "auto" else "@number"


States = Annotated[
    Annotated[Literal["auto"], Tag("@auto")] | Annotated[int, Field(ge=2, le=65536), Tag("@number")],
    Discriminator(states_tag),
]


class Codebook(Section):
    """`codebook`: the states of a variable and their vectors."""

    size: States = Field(
        description="States of each variable. auto: room for the values that it has to tell apart, two to four times "
        "as many states while it learns; with set actions, where states are values that are told, one for each.",
        examples=["auto", 8],
        json_schema_extra=unit("states"),
    )
    dim: int = Field(
        default=16,
        ge=1,
        le=4096,
        description="Length of a code's vector.",
        examples=[16],
        json_schema_extra=unit("numbers"),
    )
    quantizer: Literal["vq", "fsq", "lfq", "latent"] = Field(
        default="vq",
        description="vq: nearest learned vector; fsq: finite scalar; lfq: lookup-free; latent: latent quantisation.",
    )
    commitment: Weight = Field(
        default=0.25,
        description="Weight of the commitment loss in the quantiser's own losses: how strongly vectors are drawn to "
        "their codes (beta of VQ-VAE).",
        examples=[0.25],
    )


class Encoder(Section):
    """`model.encoder`: image -> vectors."""

    widths: Widths | None = Field(
        default=None,
        description="Channels of each halving convolution; null: inferred from image and variables.",
        examples=[[32, 64, 64]],
        json_schema_extra=unit("channels"),
    )
    residual_blocks: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Residual blocks on the last feature map, for `layout: grid`.",
        examples=[6],
        json_schema_extra=unit("blocks"),
    )


class Decoder(Section):
    """`model.decoder`: vectors -> image."""

    widths: Widths | None = Field(
        default=None,
        description="Channels of each doubling convolution; null: the encoder's, reversed.",
        examples=[[64, 64, 32]],
        json_schema_extra=unit("channels"),
    )
    residual_blocks: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Residual blocks on the first feature map, for `layout: grid`; null: as many as the encoder's.",
        examples=[6],
        json_schema_extra=unit("blocks"),
    )


class Transition(Section):
    """`model.transition`: the networks of `layout: grid`; the mechanisms of slots are tables and have no size."""

    hidden: int = Field(
        default=64,
        ge=1,
        le=8192,
        description="Width of the hidden layers, for `layout: grid`.",
        json_schema_extra=unit("numbers"),
        examples=[64],
    )
    layers: int = Field(
        default=2,
        ge=1,
        le=32,
        description="Number of layers, for `layout: grid`.",
        json_schema_extra=unit("layers"),
        examples=[2],
    )


ModelKind = Literal["causal", "autoencoder", "beta_vae", "ada_gvae", "vq_vae", "qlae", "pair_classifier", "pixel_ridge"]


class Model(Section):
    """`model`: what is trained, and the sizes of its networks."""

    kind: ModelKind = Field(
        default="causal",
        description="causal: the model of this language. The others are what it is held against, on the same data, "
        "pairs, split and networks. autoencoder: no codes; beta_vae and ada_gvae: Gaussian latents, the latter from "
        "pairs; vq_vae: codes from images alone; qlae: scalar codes from images alone; pair_classifier and "
        "pixel_ridge: the action from two images, and nothing else.",
        examples=["beta_vae"],
    )
    latents: Annotated[int, Field(ge=1, le=65536)] | None = Field(
        default=None,
        description="Numbers between encoder and decoder, for autoencoder, beta_vae, ada_gvae and qlae. null: for an "
        "autoencoder as many as the causal model has in its vectors; for the VAEs 10, or one for each factor if "
        "there are more; for qlae two for each factor.",
        examples=[10],
        json_schema_extra=unit("numbers"),
    )
    beta: Weight | None = Field(
        default=None,
        description="Weight of the divergence from the prior in the loss of a VAE, errors and divergence being sums "
        "over the pixels and the latents of an image. null: 4 for beta_vae, 1 for ada_gvae.",
        examples=[4.0],
    )
    encoder: Encoder = Field(default_factory=Encoder, description="Image to vectors.")
    decoder: Decoder = Field(default_factory=Decoder, description="Vectors to image.")
    transition: Transition = Field(default_factory=Transition, description="Codes and action to codes.")
