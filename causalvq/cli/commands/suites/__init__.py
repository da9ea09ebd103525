"""Commands about suites of specs, sets and seeds."""
