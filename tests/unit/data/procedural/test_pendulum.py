import numpy as np
import pytest

from causalvq.data.procedural.pendulum import EDGES, SIZES, Pendulum, mechanism, observe

SOURCE = Pendulum(32)


def test_the_graph_leads_from_pendulum_and_lamp_to_the_shadow():
    assert SOURCE.facts.edges == EDGES
    assert set(EDGES) == {
        ("pendulum", "shadow_position"),
        ("pendulum", "shadow_length"),
        ("lamp", "shadow_position"),
        ("lamp", "shadow_length"),
    }


@pytest.mark.parametrize("factor", range(4))
def test_every_edge_and_no_other_is_seen_in_interventions(factor):
    labels = observe(3000, seed=0)
    values = np.random.default_rng(1).integers(0, SIZES[factor], 3000)
    changed = np.mean(SOURCE.do(labels, factor, values) != labels, axis=0)

    effects = {0: {0, 2, 3}, 1: {1, 2, 3}, 2: {2}, 3: {3}}[factor]
    assert {column for column in range(4) if changed[column] > 0.1} == effects
    assert all(changed[column] == 0 for column in set(range(4)) - effects)


def test_a_do_on_the_shadow_changes_pixels_of_the_shadow_alone():
    labels = observe(50, seed=3)
    before = SOURCE.render(labels)
    after = SOURCE.render(SOURCE.do(labels, 2, (labels[:, 2] + 4) % SIZES[2]))

    rows = np.nonzero((before != after).any(axis=(0, 2, 3)))[0]
    assert rows.min() >= 24
    assert (before != after).any(axis=(1, 2, 3)).all()


def test_doing_twice_is_doing_once_and_doing_nothing_is_nothing():
    labels = observe(500, seed=4)
    for factor in range(4):
        values = np.random.default_rng(factor).integers(0, SIZES[factor], 500)
        once = SOURCE.do(labels, factor, values)
        np.testing.assert_array_equal(SOURCE.do(once, factor, values), once)
        np.testing.assert_array_equal(SOURCE.do(labels, factor, labels[:, factor]), labels)


def test_observations_are_seeded_and_stay_near_the_mechanism():
    labels = observe(2000, seed=7)

    np.testing.assert_array_equal(labels, observe(2000, seed=7))
    assert SOURCE.observational(labels).all()
    noise = labels[:, 2:] - mechanism(labels[:, 0], labels[:, 1])
    assert set(np.unique(noise)) == {-1, 0, 1}
    assert not SOURCE.observational(SOURCE.factors(np.arange(len(SOURCE)))).all()


def test_the_shadow_falls_away_from_the_lamp():
    left, right = mechanism(np.array([3, 3]), np.array([0, 7]))[:, 0]

    assert left > right
