from dataclasses import replace

import numpy as np
import pytest

from causalvq.cli.reports.seed_tables import seed_tables
from causalvq.compiler import compile_spec
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.dsl import load
from causalvq.metrics.bootstrap import Interval
from causalvq.metrics.score_table import latex, markdown
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.evaluation.seed_comparison import Contrast, Evaluated, Group, SeedComparison, Summary


@pytest.fixture(scope="module")
def groups(tiny):
    """Two runs of one spec and one of another."""
    pairs = Pairs(*[np.zeros(1200, np.int64)] * 5)

    def run(path, seed):
        plan = compile_spec(load(tiny / "tiny.yaml", [f"seed={seed}"]))
        return Evaluated(path, plan, pairs, Measurements(1200, 3, 3, {}))

    found = {"action_accuracy": Summary(0.5, 0.1, (0.4, 0.6)), "copy_mse": Summary(0.03, None, (0.03, None))}
    first = Group("a_b", (run("runs/a", 0), run("runs/b", 1)), found)
    return first, Group("c", (run("runs/c", 0),), {"action_accuracy": Summary(0.75, None, (0.75,))})


PAIRED = Contrast("pairs", {"action_accuracy": (0.25, Interval(0.1, 0.4))})


def test_a_row_a_score_and_columns_a_group(groups):
    runs, scores = seed_tables(SeedComparison(groups, (PAIRED,), ()))

    assert runs.rows[1] == ("A", "a_b", "1", "1,200", "runs/b")
    assert scores.headings == ("score", "A", "B", "B - A", "95% of B - A")
    assert scores.rows == (
        ("action accuracy", "0.5000 ± 0.1000", "0.7500", "+0.2500", "0.1000 to 0.4000"),
        ("copy mse", "0.03000 (1 of 2 runs)", "none", "", ""),
    )
    assert scores.title == "held-out scores; mean ± standard deviation over runs; differences on the same pairs"


def test_what_cannot_be_compared_has_no_columns_of_differences(groups):
    _, scores = seed_tables(SeedComparison(groups, (None,), ()))

    assert scores.headings == ("score", "A", "B")


def test_scores_of_factors_are_a_table_by_themselves(groups):
    apart = Contrast("seeds", {"a: b: action_accuracy": (-0.00001, Interval(-0.00002, 0.5))})
    found = {"a: b: action_accuracy": Summary(1.0, None, (1.0,))}
    both = (replace(groups[0], scores=found), replace(groups[1], scores=found))
    _, table = seed_tables(SeedComparison(both, (apart,), ()))

    assert table.title == "by factor"
    assert table.rows == (("a: b: action accuracy", "1.0000", "1.0000", "+0.0000", "0.0000 to 0.5000"),)


def test_names_are_text_in_pages_and_papers(groups):
    runs, _ = seed_tables(SeedComparison(groups[:1], (), ()))

    assert "| A | a\\_b | 0 |" in markdown(runs)
    assert "A & a\\_b & 0" in latex(runs)
