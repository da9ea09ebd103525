"""A finished run, asked."""
