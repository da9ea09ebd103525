"""The causal transition of `layout: grid`: the paper's layer (CT-VAE, arXiv 2302.00869), dense and batched."""

from __future__ import annotations

from causalvq.runtime.grid.grid_transition import GridTransition, Step

__all__ = ["GridTransition", "Step"]
