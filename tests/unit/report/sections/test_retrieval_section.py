import numpy as np

from causalvq.report.run_subject import Subject
from causalvq.report.sections.retrieval_section import _counts, _matrix, _mistakes, retrieval_section


def test_rows_are_what_was_done_and_columns_what_was_found():
    counts = _counts(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]), 3)
    made = _matrix(counts, ("a", "b", "c"))

    assert [[cell.count for cell in row] for row in made.rows] == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert [cell.shade for cell in made.rows[0]] == [3, 3, 0]
    assert _mistakes(counts, ("a", "b", "c")) == (("a", "b", 1, 2),)


def test_the_pairs_of_the_test_split_are_asked(trained_home):
    subject = Subject(trained_home / "runs" / "tiny" / "latest")
    made = retrieval_section(subject).content

    assert made.pairs == len(subject.data.pairs["test"])
    assert sum(cell.count for row in made.factors.rows for cell in row) == made.pairs
    assert abs(made.error - subject.record.scores["calibration_error"]) < 1e-3
    assert made.actions is not None
