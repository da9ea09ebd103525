"""A run as one HTML file that anyone can open: what was asked, what was learned, what was not."""
