"""One file per format: each reads headers and labels when opened, and images when asked."""
