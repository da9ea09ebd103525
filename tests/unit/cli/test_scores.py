import pytest

from causalvq.cli.scores import code_rows, factor_row, image_rows, preserved_rows, retrieval_rows
from causalvq.metrics.shares import FactorScores
from causalvq.runtime.evaluation.measurements import Measurements

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
        ("action accuracy", "0.9000", "chance 0.1667; standard error 0.0100"),
        ("  mean over factors", "0.8000", "2 of 3 factors"),
        ("factor accuracy", "0.9500", "chance 0.3333; standard error 0.0200"),
        ("  mean over factors", "0.8500", "2 of 3 factors"),
    ]


def test_errors_of_images_are_held_against_reconstruction_and_doing_nothing():
    found = scores(reconstruction_mse=0.01, intervention_mse=0.02, copy_mse=0.5, changed_variables=1.5)

    assert list(image_rows(found)) == [
        ("reconstruction mse", "0.01000", ""),
        ("intervention mse", "0.02000", "2.00 x reconstruction"),
        ("copy mse", "0.50000", "25.0 x intervention"),
        ("changed variables", "1.50", "for each pair"),
    ]


def test_a_score_of_codes_is_held_against_that_of_labels_where_there_is_one():
    found = scores(infomec_modularity=0.8, infomec_modularity_of_labels=0.9, dci_completeness=0.7)

    assert list(code_rows(found)) == [
        ("infomec modularity", "0.8000", "the labels themselves have 0.9000 here"),
        ("dci completeness", "0.7000", "1 at best"),
    ]


def test_a_factor_without_pairs_says_so():
    some = FactorScores(5, 0.5, (0.2, 0.8), 1.0, (0.6, 1.0))

    assert list(factor_row(some)) == ["0.5000 (0.2000 to 0.8000)", "1.0000 (0.6000 to 1.0000)"]
    assert list(factor_row(FactorScores(0))) == ["no pairs", "no pairs"]
