"""The language about itself: schema, reference, explanations."""
