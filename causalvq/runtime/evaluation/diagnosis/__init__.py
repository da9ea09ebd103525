"""When a factor has not been learned: that it has not, why that is likely, and what to change."""
