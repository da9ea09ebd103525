"""Scores of arrays: codes or vectors against factors, edges, actions and images. No run is needed, and no torch."""
