"""Kinds of files that several sources read: images, arrays, archives."""
