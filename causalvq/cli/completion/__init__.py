"""Commands as words: an example of each for its help, and what a shell completes, without loading the commands."""
