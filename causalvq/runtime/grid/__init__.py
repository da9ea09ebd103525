"""The causal transition of `layout: grid`: the paper's layer (CT-VAE, arXiv 2302.00869), dense and batched."""
