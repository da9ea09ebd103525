"""How many variables, states, values and maps there are, and whose they are."""
