"""Suites: each spec on each set with each seed, trained by the commands that users have, and what their scores say."""
