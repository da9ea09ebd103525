"""Batches of pairs as tensors, and what training is told of them."""
