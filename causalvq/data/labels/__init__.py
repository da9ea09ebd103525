"""Factors and values of images: from arrays, tables and file names."""
