"""Models that the causal model is held against, but for those with codes, which are built of its own parts."""
