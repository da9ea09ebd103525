"""`layout: grid`: the model of the paper (CT-VAE, arXiv 2302.00869), whole."""
