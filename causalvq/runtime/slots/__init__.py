"""The networks and mechanisms of `layout: slots`."""
