"""One file a format: how images and arrays are read."""
