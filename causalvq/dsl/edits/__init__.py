"""Changes of a spec's text that keep its comments and its layout: what hints mean, and keys in order."""
