import numpy as np

from causalvq.runtime.evaluation.diagnosis.ridge import ridge_answers


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


def test_fewer_pairs_than_numbers_are_answered_alike():
    generator = np.random.default_rng(1)
    action = generator.integers(0, 3, 60)
    shown = np.eye(3)[action] @ generator.normal(size=(3, 40)) + 0.2 * generator.normal(size=(60, 40))
    wide = np.concatenate([shown, np.zeros((60, 100))], axis=1)  # numbers that say nothing change no answer

    asked = shown[40:]

    assert ridge_answers(shown[:40], action[:40], asked).tolist() == action[40:].tolist()
    assert ridge_answers(wide[:40], action[:40], wide[40:]).tolist() == action[40:].tolist()
