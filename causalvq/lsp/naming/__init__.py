"""What can be named in a spec, and where: keys, variables, factors, files."""
