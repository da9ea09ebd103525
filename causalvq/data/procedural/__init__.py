"""Built-in sources that are drawn: any size, no files, and the truth about every image."""
