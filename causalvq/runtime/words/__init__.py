"""What actions in a user's own words mean to each other, found in the pairs when training starts."""
