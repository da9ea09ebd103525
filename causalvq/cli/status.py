"""Exit statuses; 0 is fine, and 2, of a command called wrongly, is typer's."""

INPUT_AT_FAULT = 1
INTERRUPTED = 130
