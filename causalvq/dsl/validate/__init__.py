"""From text to a `Spec`, or every fault of it."""
