"""Plan -> modules -> a run directory -> answers."""
