import numpy as np

from causalvq.data import Pairs
from causalvq.data.parts.growth import FREE, TEST, VALIDATION, grown
from causalvq.data.parts.links import links


def chains(count, length):
    """Images in chains, each linked to the next one by steps of one factor up and down."""
    x = np.array([image for image in range(count - 1) if (image + 1) % length])
    both, back = np.concatenate([x, x + 1]), np.concatenate([x + 1, x])
    return links(count, Pairs(both, back, np.zeros_like(both), np.sign(back - both), back), 1)


def test_short_chains_are_taken_whole():
    part = grown(chains(400, 4), 1, (0.8, 0.1, 0.1), (320, 40, 40), seed=0)

    assert np.bincount(part).tolist() == [320, 40, 40]
    assert (part.reshape(-1, 4) == part.reshape(-1, 4)[:, :1]).all()


def test_a_long_chain_is_cut_so_that_all_parts_have_pairs():
    part = grown(chains(400, 400), 1, (0.8, 0.1, 0.1), (320, 40, 40), seed=0)

    assert np.bincount(part).tolist() == [320, 40, 40]
    within = part[1:][part[1:] == part[:-1]]
    assert np.bincount(within).min() >= 20
    assert np.bincount(within)[FREE] >= 200


def test_both_parts_grow_alike_and_other_seeds_grow_otherwise():
    one, other = (grown(chains(300, 60), 1, (0.6, 0.2, 0.2), (180, 60, 60), seed=seed) for seed in (0, 1))

    assert (one == VALIDATION).sum() == (one == TEST).sum() == 60
    assert (one != other).any()


def test_without_pairs_images_are_drawn_at_random():
    none = np.zeros(0, dtype=np.int64)
    alone = links(50, Pairs(none, none, none, none, none), 1)

    assert np.bincount(grown(alone, 1, (0.8, 0.1, 0.1), (40, 5, 5), seed=0)).tolist() == [40, 5, 5]
