"""Vectors -> codes and back, by one of five quantisers behind one small interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from causalvq.compiler.plan import Plan
from causalvq.runtime.quantizers.fsq import FiniteScalarQuantizer
from causalvq.runtime.quantizers.latent import LatentQuantizer
from causalvq.runtime.quantizers.lfq import LookupFreeQuantizer
from causalvq.runtime.quantizers.quantizer import Quantized, Quantizer
from causalvq.runtime.quantizers.scalar import ScalarQuantizer
from causalvq.runtime.quantizers.slot_quantizer import SlotQuantizer
from causalvq.runtime.quantizers.vq import VectorQuantizer

KINDS: Mapping[str, Callable[[Plan], SlotQuantizer]] = {
    "vq": VectorQuantizer,
    "fsq": FiniteScalarQuantizer,
    "lfq": LookupFreeQuantizer,
    "latent": LatentQuantizer,
}


def make_quantizer(plan: Plan) -> SlotQuantizer:
    """The quantiser that a plan names, of a codebook a variable."""
    if plan.baseline is not None and plan.baseline.kind == "qlae":
        return ScalarQuantizer(plan)
    return KINDS[plan.codebook.quantizer](plan)


__all__ = ["Quantized", "Quantizer", "make_quantizer"]
