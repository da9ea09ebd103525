"""Graphs as matrices and as drawings."""
