"""The version of this package, importable by every stage."""

__version__ = "0.1.0"
