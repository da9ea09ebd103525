"""A spec with what it extends and what was set over it."""
