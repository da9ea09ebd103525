"""The networks of the baselines, of the same widths as those of the causal model.

Axes: L latents, A actions, D pixels x channels of the two images' difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.layers import slot_layers
from causalvq.compiler.layers.layer_kinds import Shape, convolution, linear
from causalvq.compiler.placement import pair_networks
from causalvq.compiler.plan import BaselinePlan, LayerPlan, NetworkPlan, VariablePlan

NORMALISED = 2
"""Parameters of a normalised channel; as many numbers are kept of its mean and variance."""


def continuous(image: Shape, network: NetworkPlan, baseline: BaselinePlan, actions: int) -> list[LayerPlan]:
    """An autoencoder of numbers; that of a VAE says a mean and a spread of each."""
    of_each = 1 if baseline.kind == "autoencoder" else 2
    latents = baseline.latents
    return [
        *slot_layers.encoder(image, network.stem, network.encoder_widths, of_each, latents),
        *slot_layers.decoder(image, network.stem, network.decoder_widths, 1, latents),
        kept("actions.displacements", (actions, latents)),
        *slot_layers.retrieval(image, latents, network, actions),
    ]


def scalar_codes(
    image: Shape, network: NetworkPlan, variables: Sequence[VariablePlan], actions: int
) -> list[LayerPlan]:
    """An autoencoder of scalar codes, each with values of its own, and counts of what actions do to them."""
    count, states = len(variables), max(variable.states for variable in variables)
    values = count * states
    books = LayerPlan(
        name="quantizer.codebooks",
        kind="codebooks",
        out=(count, 1),
        parameters=values,
        buffers=3 * values + 1,  # as of all codebooks: which states are there, what stands for them, their use
        multiply_adds=values,
    )
    return [
        *slot_layers.encoder(image, network.stem, network.encoder_widths, count, 1),
        books,
        *slot_layers.decoder(image, network.stem, network.decoder_widths, count, 1),
        *slot_layers.transition(actions, variables),
        *slot_layers.retrieval(image, count, network, actions),
    ]


def pair_classifier(image: Shape, actions: int) -> list[LayerPlan]:
    """Both images as channels -> pairs of convolutions that halve them -> a hidden layer -> actions."""
    layers, before = list[LayerPlan](), Shape(2 * image.channels, image.height, image.width)
    for stage, width in enumerate(pair_networks.widths(image.height, image.width)):
        halved = Shape(width, -(-before.height // 2), -(-before.width // 2))
        for number, (given, kernel) in enumerate(((before, "halving"), (halved, "same")), 1):
            made = convolution(f"encoder.{stage + 1}.{number}.{kernel}", "pair", given, halved, 3)
            # Half of a pair for each image.
            figures = {
                "parameters": made.parameters + NORMALISED * width,
                "buffers": NORMALISED * width + 1,
                "multiply_adds": made.multiply_adds // 2,
            }
            layers.append(made.model_copy(update=figures))
        before = halved
    pooled = before.channels * pair_networks.POOLED**2
    return [
        *layers,
        linear("encoder.hidden", pooled, (pair_networks.HIDDEN,)),
        linear("encoder.actions", pair_networks.HIDDEN, (actions,)),
    ]


def pixel_ridge(image: Shape, actions: int) -> list[LayerPlan]:
    """The difference of two images, made small -> actions."""
    height, width = pair_networks.small(image.height, image.width)
    return [linear("encoder.actions", image.channels * height * width, (actions,))]


def kept(name: str, shape: tuple[int, ...]) -> LayerPlan:
    """Numbers that are counted, not learned by gradients."""
    size = 1
    for side in shape:
        size *= side
    return LayerPlan(name=name, kind="counts", out=shape, parameters=0, buffers=size, multiply_adds=0)


def layers_of(
    image: Shape,
    network: NetworkPlan,
    baseline: BaselinePlan,
    variables: Sequence[VariablePlan],
    actions: int,
) -> list[LayerPlan]:
    """All layers of a baseline other than a VQ-VAE, whose networks are those of the causal model."""
    if baseline.kind == "pair_classifier":
        return pair_classifier(image, actions)
    if baseline.kind == "pixel_ridge":
        return pixel_ridge(image, actions)
    if baseline.kind == "qlae":
        return scalar_codes(image, network, variables, actions)
    return continuous(image, network, baseline, actions)
