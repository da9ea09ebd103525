"""The model of a plan, causal or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from causalvq.compiler.plan import Plan
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.baselines.pair_classifier import PairClassifier
from causalvq.runtime.baselines.pixel_ridge import PixelRidge
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.trainable import Trainable

MODELS: Mapping[str, Callable[[Plan], ActionReader]] = MappingProxyType(
    {
        "autoencoder": LatentModel,
        "beta_vae": LatentModel,
        "ada_gvae": LatentModel,
        "pair_classifier": PairClassifier,
        "pixel_ridge": PixelRidge,
    }
)
"""Those of baselines without codes; with codes they are built of the causal model's parts."""


def build_model(plan: Plan) -> Trainable:
    """A model with fresh weights."""
    if plan.baseline is not None and not plan.baseline.coded:
        return MODELS[plan.baseline.kind](plan)
    return CausalVQ(plan)
