"""What the compiler writes: plans, lock files, which of them is current."""
