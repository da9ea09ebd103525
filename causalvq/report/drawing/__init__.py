"""Curves, bars and graphs as shapes that templates draw, and images as parts of a page."""
