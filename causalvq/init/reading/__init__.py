"""What is found in somebody's folder or file, before anything is decided."""
