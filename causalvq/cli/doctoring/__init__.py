"""What `causalvq doctor` looks at: packages, machine, cache, and a training of a few steps in a process of its own."""
