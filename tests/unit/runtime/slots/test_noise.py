"""Mechanisms whose noise is kept, estimated from pairs in which a parent changed."""

import pytest
import torch

from causalvq.runtime.slots.noise import AdditiveNoise

STATES, CONTEXTS = 8, 12


def drawn(pairs=3000, seed=0, mistaken=0.0):
    """Pairs of a variable with noise of -1, 0 or 1 around a centre that its parents' context gives, clipped to 0..7."""
    chance = torch.Generator().manual_seed(seed)
    centre = torch.randint(0, STATES, (CONTEXTS,), generator=chance)
    before, after = torch.randint(0, CONTEXTS, (2, pairs), generator=chance)
    noise = torch.randint(-1, 2, (pairs,), generator=chance)
    x = centre[before] + noise
    seen = (x >= 0) & (x < STATES)  # as in data where each image has a noise that its state shows
    before, after, x = before[seen], after[seen], x[seen]
    y = (centre[after] + x - centre[before]).clamp(0, STATES - 1)
    wrong = torch.rand(len(x), generator=chance) < mistaken
    return before, torch.where(wrong, (x + 1).clamp_max(STATES - 1), x), after, y


def fitted(before, x, after, y):
    made = AdditiveNoise(STATES)
    made.fit(before, x, after, y)
    return made, made(before, x, after, torch.full((len(x), STATES), 1 / STATES))


@pytest.mark.parametrize("seed", range(5))
def test_the_noise_of_the_state_before_is_that_of_the_state_after(seed):
    pairs = drawn(seed=seed)
    _, chances = fitted(*pairs)

    assert (chances.argmax(1) == pairs[3]).float().mean() > 0.99
    torch.testing.assert_close(chances.sum(1), torch.ones(len(chances)))


def test_mistaken_codes_make_it_less_sure_and_not_wrong():
    pairs = drawn(mistaken=0.05)
    _, chances = fitted(*pairs)
    _, sure = fitted(*drawn())

    assert (chances.argmax(1) == pairs[3]).float().mean() > 0.93
    assert chances.max(1).values.mean() < sure.max(1).values.mean()


def test_a_mechanism_without_noise_is_followed_whatever_the_state_was_before():
    before, after = torch.randint(0, CONTEXTS, (2, 2000), generator=torch.Generator().manual_seed(0))
    centre = torch.arange(CONTEXTS) % STATES
    x = centre[before]
    x[::20] = (x[::20] + 1) % STATES
    _, chances = fitted(before, x, after, centre[after])

    assert (chances.argmax(1) == centre[after]).float().mean() > 0.99


def test_contexts_never_seen_are_left_to_the_other_estimate():
    made, _ = fitted(*drawn())
    otherwise = torch.rand(2, STATES)
    new = torch.tensor([CONTEXTS + 3, 0])
    states = torch.zeros(2, dtype=torch.int64)

    assert torch.equal(made(new, states, new.flip(0), otherwise), otherwise)
    assert torch.equal(AdditiveNoise(STATES)(new, states, new, otherwise), otherwise)
