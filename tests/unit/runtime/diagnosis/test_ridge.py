import numpy as np

from causalvq.runtime.diagnosis.ridge import ridge_answers


def test_what_is_linear_is_found_and_noise_is_not():
    generator = np.random.default_rng(0)
    action = generator.integers(0, 4, 600)
    shown = np.eye(4)[action] @ generator.normal(size=(4, 10)) + 0.1 * generator.normal(size=(600, 10))

    assert (ridge_answers(shown[:500], action[:500], shown[500:]) == action[500:]).mean() > 0.97
    noise = generator.normal(size=(600, 10))
    assert (ridge_answers(noise[:500], action[:500], noise[500:]) == action[500:]).mean() < 0.5


def test_numbers_that_never_change_and_few_pairs_do_not_stop_it():
    assert ridge_answers(np.zeros((3, 2)), np.array([5, 5, 7]), np.zeros((1, 2))).tolist() == [5]
    assert ridge_answers(np.ones((1, 2)), np.array([4]), np.ones((2, 2))).tolist() == [4, 4]
