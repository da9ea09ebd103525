"""What an answer of a run is: names of states and actions, results, and the pictures that show them."""
