"""What this version and this machine can do."""
