import pytest

from causalvq.cli.reports.scores import code_rows, factor_row, image_rows, preserved_rows, retrieval_rows, score_tables
from causalvq.metrics.bootstrap import Interval
from causalvq.runtime.evaluation.measurements import HeldOutFactor, Measurements
from causalvq.runtime.evaluation.metrics.code_metrics import CodeScores

NONE = Measurements(pairs=10, factors_in_spec=3, factors_scored=2, by_factor={})


def scores(**values):
    return Measurements(pairs=10, factors_in_spec=3, factors_scored=2, by_factor={}, **values)


@pytest.mark.parametrize("rows", [retrieval_rows, image_rows, code_rows, preserved_rows])
def test_what_was_not_measured_has_no_row(rows):
    assert list(rows(NONE)) == []


def test_accuracies_are_told_with_chance_and_with_the_factors_that_the_mean_is_over():
    found = scores(
        action_accuracy=0.9,
        action_accuracy_error=0.01,
        action_accuracy_mean_over_factors=0.8,
        factor_accuracy=0.95,
        factor_accuracy_error=0.02,
        factor_accuracy_mean_over_factors=0.85,
        chance=1 / 6,
        factor_chance=1 / 3,
    )

    assert list(retrieval_rows(found)) == [
        ("action accuracy", "0.9000", "", "chance 0.1667; standard error 0.0100"),
        ("  mean over factors", "0.8000", "", "2 of 3 factors"),
        ("factor accuracy", "0.9500", "", "chance 0.3333; standard error 0.0200"),
        ("  mean over factors", "0.8500", "", "2 of 3 factors"),
    ]


def test_errors_of_images_are_held_against_reconstruction_and_doing_nothing():
    found = scores(reconstruction_mse=0.01, intervention_mse=0.02, copy_mse=0.5, changed_variables=1.5)

    assert list(image_rows(found)) == [
        ("reconstruction mse", "0.01000", "", ""),
        ("intervention mse", "0.02000", "", "2.00 x reconstruction"),
        ("copy mse", "0.50000", "", "25.0 x intervention"),
        ("changed variables", "1.50", "", "for each pair"),
    ]


def test_a_score_of_codes_is_held_against_that_of_labels_where_there_is_one():
    found = scores(infomec_modularity=0.8, infomec_modularity_of_labels=0.9, dci_completeness=0.7)

    assert list(code_rows(found)) == [
        ("infomec modularity", "0.8000", "", "the labels themselves have 0.9000 here"),
        ("dci completeness", "0.7000", "", "1 at best"),
    ]


def test_a_factor_without_pairs_says_so():
    some = HeldOutFactor(5, 0.5, (0.2, 0.8), 1.0, (0.6, 1.0))

    assert list(factor_row(some)) == ["0.5000 (0.2000 to 0.8000)", "1.0000 (0.6000 to 1.0000)"]
    assert list(factor_row(HeldOutFactor(0))) == ["no pairs", "no pairs"]


def test_intervals_have_a_column_where_there_are_any():
    told = {"intervals": {"copy_mse": Interval(0.4, 0.6), "intervention_ratio": Interval(1.9, 2.1)}}
    errors = {"reconstruction_mse": 0.01, "intervention_mse": 0.02, "copy_mse": 0.5}
    (plain,), (table,) = score_tables(scores(**errors), "known"), score_tables(scores(**errors, **told), "known")

    assert plain.headings == ("score", "value", "to compare with")
    assert table.headings == ("score", "value", "95% interval", "to compare with")
    assert table.rows[1:] == (
        ("intervention mse", "0.02000", "", "2.00 x reconstruction (1.90 to 2.10)"),
        ("copy mse", "0.50000", "0.40000 to 0.60000", "25.0 x intervention"),
    )
    assert table.title == "held-out scores (10 test pairs of 2 of 3 factors; known)"


def test_an_interval_takes_the_place_of_a_standard_error():
    found = scores(preserved=0.9, preserved_error=0.01, intervals={"preserved": Interval(0.8, 0.95)})

    assert list(preserved_rows(found)) == [("preserved", "0.9000", "0.8000 to 0.9500", "of the other factors")]


def test_scores_of_any_metric_of_arrays_have_rows():
    found = scores(codes={"usage": CodeScores({"usage_states": 3.5}, {}, (3.0, 4.0))})

    assert list(code_rows(found)) == [("usage states", "3.5000", "", "in use, of each variable")]


def test_what_actions_do_to_images_is_a_table_by_itself():
    factors = {
        "mouth": HeldOutFactor(5, intervention_ratio=1.5, intervention_ratio_interval=(1.2, 1.8)),
        "eyes": HeldOutFactor(1, intervention_ratio=2.0),
        "hair": HeldOutFactor(0),
    }
    found = Measurements(pairs=6, factors_in_spec=3, factors_scored=2, by_factor=factors)
    _, table = score_tables(found, "known")

    assert table.headings == ("factor", "pairs", "intervention / reconstruction")  # nothing is known of the others
    assert table.rows == (
        ("mouth", "5", "1.5000 (1.2000 to 1.8000)"),
        ("eyes", "1", "2.0000"),
        ("hair", "0", "no pairs"),
    )
