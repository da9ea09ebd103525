import numpy as np
import pytest

from causalvq.data import Meaning
from causalvq.runtime.words.word_evidence import Evidence, meaning_of


def evidence(words, inverse, shown=None, said=None):
    """Pairs of a word are of itself but for what they are taken for the inverse of."""
    inverse = np.array(inverse, dtype=np.float64)
    own = np.diag(1 - inverse.sum(1)) if said is None else np.array(said)
    return Evidence(tuple(words), own, inverse, np.zeros(len(words)) if shown is None else np.array(shown), 100)


def test_words_that_are_taken_for_each_others_inverse_are_opposites():
    found = meaning_of(evidence("ldrw", [[0, 0, 0.5, 0], [0, 0, 0, 0.02], [0.45, 0, 0, 0], [0, 0.01, 0, 0]]))

    assert found == Meaning(opposites=(("l", "r"),))


def test_a_word_that_is_taken_for_its_own_inverse_undoes_itself():
    assert meaning_of(evidence("t", [[0.5]])) == Meaning(opposites=(("t", "t"),))


def test_a_word_without_opposite_is_left_alone_however_few_words_there_are():
    assert meaning_of(evidence("ab", [[0.0, 0.01], [0.02, 0.0]])) == Meaning()


def test_words_that_the_image_after_tells_set_values():
    inverse = [[0, 0.15, 0.15, 0], [0.15, 0, 0.15, 0], [0.15, 0.15, 0, 0], [0, 0, 0, 0]]

    found = meaning_of(evidence("rgbs", inverse, shown=[0.8, 0.9, 0.8, 1.2]))

    assert found == Meaning(alternatives=(("r", "g", "b"), ("s",)))


def test_opposites_that_were_seen_in_different_states_are_found_among_steps_alone():
    inverse = [[0, 0.16], [0.18, 0]]

    assert meaning_of(evidence("lr", inverse)) == Meaning(opposites=(("l", "r"),))
    assert meaning_of(evidence("lr", inverse, shown=[0.8, 0.8])) == Meaning(alternatives=(("l", "r"),))


def test_each_word_has_the_opposite_that_it_is_mistaken_for_most():
    inverse = [[0, 0.5, 0.3], [0.5, 0, 0], [0.3, 0, 0]]

    assert meaning_of(evidence("abc", inverse)).opposites == (("a", "b"),)


@pytest.mark.parametrize("words", [1, 5])
def test_what_was_not_learned_says_nothing(words):
    flat = np.full((words, words), 1 / (2 * words))

    said = evidence([str(word) for word in range(words)], flat, said=flat)

    assert meaning_of(said).alternatives == ()
    assert meaning_of(said).opposites == (() if words > 1 else (("0", "0"),))
