"""What a user knows of the graph: statements, what they mean for variables, how likely edges are."""
