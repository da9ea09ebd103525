"""Which images are for training, validation and test: so that each factor keeps pairs, or by a column of the data."""
