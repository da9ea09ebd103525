"""The language: text -> Spec, with the place of every value. Imports no torch and no numpy."""
