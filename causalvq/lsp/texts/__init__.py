"""Texts as editors have them: positions, changes, where the cursor is in what is half typed."""
