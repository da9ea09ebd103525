"""From a text to what is known of it: trees, spec, diagnostics, plan."""
