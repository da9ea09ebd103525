"""Published data sets, each in the layout that it is published in."""
