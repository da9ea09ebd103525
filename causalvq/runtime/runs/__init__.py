"""Run directories: opened, written, locked."""
