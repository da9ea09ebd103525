"""Scores as tables: for a person, a page or a paper."""
