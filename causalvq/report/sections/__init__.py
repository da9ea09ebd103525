"""The sections of a report: each takes a run and gives what its template shows."""
