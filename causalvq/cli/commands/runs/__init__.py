"""Commands about runs: what one is, which there are, and one as a page."""
