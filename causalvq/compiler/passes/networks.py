"""Size the networks: depth, widths, and the layers that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from causalvq.compiler.draft import Draft, WithData, WithGraph, WithNetwork, WithVariables
from causalvq.compiler.layers import all_layers
from causalvq.compiler.placement import grids, pixel_reader
from causalvq.compiler.plan import DataPlan, GridPlan, NetworkPlan
from causalvq.compiler.plan_faults import DECODER, NO_NETWORKS, STRIDES, fault
from causalvq.dsl.spec import Transition
from causalvq.errors import CompileError, Diagnostic

WIDTH = 64
"""Channels of each stage when the spec gives none."""

RETRIEVAL = 128
"""Width of the hidden layer that reads the action from two images."""

STEMS = (4, 2, 1)
"""Sides of the patches that the first convolution of `layout: slots` may read, the preferred one first."""

SMALLEST_MAP = 3
"""Pixels a side of the last feature map, below which inferred encoders do not go."""


def networks(draft: WithGraph) -> WithNetwork:
    """Set `network`.

    Raises:
        CompileError: when the encoder cannot halve the image so often, or the decoder does not mirror it.
    """
    data, spec = draft.data, draft.inputs.spec.model
    stem, stages = sized(draft)
    encoder = spec.encoder.widths or (WIDTH,) * stages
    decoder = spec.decoder.widths or tuple(reversed(encoder))
    if len(decoder) != len(encoder):
        raise CompileError(unlike(draft, len(encoder), len(decoder)))
    bare = NetworkPlan(
        stem=stem,
        encoder_widths=encoder,
        decoder_widths=decoder,
        encoder_blocks=spec.encoder.residual_blocks,
        decoder_blocks=spec.decoder.residual_blocks or spec.encoder.residual_blocks,
        transition_hidden=spec.transition.hidden,
        transition_layers=spec.transition.layers,
        retrieval_hidden=RETRIEVAL if reads_actions(draft) else 0,
        retrieval_widths=pixel_reader.widths(data.height, data.width) if reads_pixels(draft) else (),
        layers=(),
    )
    layers = all_layers(
        data,
        draft.actions,
        draft.variables,
        draft.codebook,
        draft.grid,
        bare,
        draft.graph,
        draft.directed,
        draft.baseline,
    )
    made = WithNetwork(**draft.parts, network=bare.model_copy(update={"layers": layers}))
    return noted(made.warn(without_effect(draft)))


def reads_actions(draft: WithVariables) -> bool:
    """Whether networks read the action from two images; in a grid there are too many vectors."""
    vectors = draft.baseline is None or not draft.baseline.only_pairs
    return vectors and draft.layout == "slots" and bool(draft.actions) and draft.inputs.spec.losses.retrieval > 0


def reads_pixels(draft: WithVariables) -> bool:
    """Whether one of them reads pixels: of a baseline it would say nothing that the baseline has learned."""
    return draft.causal and reads_actions(draft)


def without_effect(draft: Draft) -> Iterator[Diagnostic]:
    """Sizes of networks that the model does not have; those of a rendered spec, which writes defaults out, are fine."""
    if draft.layout == "slots" and draft.causal and draft.inputs.spec.model.transition != Transition():
        yield replace(
            fault(
                draft.inputs.document,
                NO_NETWORKS,
                "layout: slots has no transition networks: its mechanisms are tables",
                "model.transition",
                hint="leave model.transition out, or use layout: grid",
            ),
            severity="warning",
        )


def noted(draft: WithNetwork) -> WithNetwork:
    """The decisions of this pass."""
    network = draft.network
    return (
        draft.because("network.stem", f"patches of {network.stem} pixels", "data.image.size", "model.encoder.widths")
        .because("network.encoder_widths", str(list(network.encoder_widths)), "model.encoder.widths")
        .because("network.decoder_widths", str(list(network.decoder_widths)), "model.decoder.widths")
        .because("network.encoder_blocks", str(network.encoder_blocks), "model.encoder.residual_blocks")
        .because(
            "network.decoder_blocks",
            str(network.decoder_blocks),
            "model.decoder.residual_blocks",
            "model.encoder.residual_blocks",
        )
        .because("network.transition_hidden", str(network.transition_hidden), "model.transition.hidden")
        .because("network.transition_layers", str(network.transition_layers), "model.transition.layers")
        .because("network.retrieval_hidden", str(network.retrieval_hidden), "losses.retrieval", "variables.layout")
        .because(
            "network.retrieval_widths",
            str(list(network.retrieval_widths)),
            "losses.retrieval",
            "data.image.size",
        )
        .because("network.layers", f"{len(network.layers)}", "model", "variables", "codebook.dim", "data.image.size")
    )


def sized(draft: WithVariables) -> tuple[int, int]:
    """Side of the patches, and number of stages.

    Raises:
        CompileError: when the widths of the spec halve the image more often than it divides by two.
    """
    data, widths = draft.data, draft.inputs.spec.model.encoder.widths
    if draft.grid is not None:
        return sized_grid(data, draft.grid, len(widths) if widths else None)
    if widths is None:
        return inferred(data)
    stem = stem_of(data, len(widths))
    if stem is None:
        raise CompileError(strides(draft, len(widths)))
    return stem, len(widths)


def sized_grid(data: DataPlan, grid: GridPlan, stages: int | None) -> tuple[int, int]:
    """The ratio of image to grid, as patches and halvings; the grid was chosen so that it divides."""
    ratio = data.height // grid.height
    return (ratio // 2 ** (stages - 1), stages) if stages is not None else grids.stages(ratio)


def stem_of(data: DataPlan, stages: int) -> int | None:
    """The largest patch with which the sides of the image divide down to the last map, or None."""
    return next((stem for stem in STEMS if divides(data, stem * 2 ** (stages - 1))), None)


def inferred(data: DataPlan) -> tuple[int, int]:
    """The largest patch, and as many stages, as leave a map of at least three pixels a side."""
    side = min(data.height, data.width)
    stem = next(stem for stem in STEMS if stem == 1 or (divides(data, stem) and side // stem >= SMALLEST_MAP))
    stages = 1
    while divides(data, stem * 2**stages) and side // (stem * 2**stages) >= SMALLEST_MAP:
        stages += 1
    return stem, stages


def divides(data: DataPlan, by: int) -> bool:
    """Whether both sides of the image divide by a number."""
    return data.height % by == 0 and data.width % by == 0


def strides(draft: WithData, stages: int) -> Diagnostic:
    """The encoder halves the image more often than it divides by two."""
    data = draft.data
    most = max(n for n in range(1, 17) if stem_of(data, n))
    return fault(
        draft.inputs.document,
        STRIDES,
        f"an image of {data.height} x {data.width} cannot be halved {stages - 1} times",
        "model.encoder.widths",
        expected=f"at most {most} width{'s' * (most != 1)}, or sides that divide by {2 ** (stages - 1)}",
        got=f"{stages} widths",
        hint="leave the widths out to let them be inferred",
        related=(("the image", "data.image.size"),),
    )


def unlike(draft: Draft, encoder: int, decoder: int) -> Diagnostic:
    """The decoder does not undo the encoder."""
    return fault(
        draft.inputs.document,
        DECODER,
        f"a decoder of {decoder} widths does not undo an encoder of {encoder}",
        "model.decoder.widths",
        expected=f"{encoder} widths",
        hint="leave it out to mirror the encoder",
        related=(("the encoder", "model.encoder.widths"),),
    )
