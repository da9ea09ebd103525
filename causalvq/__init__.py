"""causalvq: a declarative modelling language for causal vector-quantised representation learning."""

__version__ = "0.1.0"
