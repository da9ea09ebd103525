"""Pairs of images and what was done between them."""
