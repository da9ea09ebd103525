"""From a compiled plan to a model: the loop and all that keeps it."""
