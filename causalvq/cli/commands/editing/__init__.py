"""Commands for who writes specs in an editor."""
