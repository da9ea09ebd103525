"""YAML text with the place of every value."""
