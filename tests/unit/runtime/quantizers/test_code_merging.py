"""Codes that were drawn from values: some values have several codes, and some codes are mistaken for others."""

import math

import pytest
import torch

from causalvq.runtime.quantizers.code_merging import (
    CodeMerger,
    by_gaps,
    co_occurrence,
    exchanged,
    merge_within,
    nearest_kept,
    on_a_line,
)

EIGHTH = 1 / 8


def test_of_codes_that_lie_together_the_most_used_is_kept():
    vectors = torch.tensor([[0.0], [0.5], [8.0], [7.5], [4.0], [100.0]])
    usage = torch.tensor([10.0, 20.0, 5.0, 4.0, 1.0, 0.0])  # the last is never used, so the widest distance is 8

    assert nearest_kept(vectors, usage, EIGHTH).tolist() == [False, True, True, False, True, False]


def test_lying_together_is_not_transitive():
    vectors = torch.tensor([[0.0], [0.9], [1.8], [8.0]])

    assert nearest_kept(vectors, torch.tensor([3.0, 9.0, 3.0, 3.0]), EIGHTH).tolist() == [
        False,
        True,
        False,
        True,
    ]
    assert nearest_kept(vectors, torch.tensor([9.0, 3.0, 3.0, 3.0]), EIGHTH).tolist() == [True, False, True, True]


def test_one_code_of_a_collapsed_codebook_is_kept():
    assert nearest_kept(torch.ones(4, 2), torch.tensor([1.0, 3.0, 2.0, 0.0]), EIGHTH).tolist() == [
        False,
        True,
        False,
        False,
    ]


def test_the_codes_of_a_large_codebook_that_are_all_used_are_kept():
    assert nearest_kept(torch.eye(1000), torch.ones(1000), EIGHTH).all()


def test_what_is_kept_does_not_depend_on_the_order_of_codes():
    vectors, usage = torch.randn(12, 3), torch.rand(12)
    order = torch.randperm(12)

    assert torch.equal(nearest_kept(vectors[order], usage[order], EIGHTH), nearest_kept(vectors, usage, EIGHTH)[order])


def drawn(emission, pairs=4000, seed=0):
    """Counts of co_occurrence of an unchanged variable: the codes of its values (rows) have these probabilities."""
    chance = torch.Generator().manual_seed(seed)
    values = torch.randint(0, len(emission), (pairs,), generator=chance)
    x, y = (emission[values].multinomial(1, generator=chance) for _ in range(2))
    return co_occurrence(x, y, torch.ones_like(x, dtype=torch.bool), emission.shape[1])[0]


def test_codes_of_one_value_become_its_most_used_one():
    emission = torch.tensor([[0.6, 0.4, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0.9, 0.1]])

    assert exchanged(drawn(emission), 3).tolist() == [0, 0, 2, 3, 3]


@pytest.mark.parametrize("mistaken", [0.0, 0.03])
@pytest.mark.parametrize("seed", range(5))
def test_codes_of_neighbouring_values_stay_apart(mistaken, seed):
    values = torch.eye(5)
    neighbour = values.roll(1, 0) + values.roll(-1, 0)
    emission = (1 - 2 * mistaken) * values + mistaken * neighbour

    assert exchanged(drawn(emission, seed=seed), 1).tolist() == [0, 1, 2, 3, 4]


def test_a_rare_code_that_two_values_share_does_not_make_them_one():
    emission = torch.tensor([[0.95, 0, 0.05], [0, 0.97, 0.03]])
    roots = exchanged(drawn(emission, pairs=20_000), 1)

    assert roots[0] != roots[1]
    assert roots[2] in roots[:2]


def test_many_codes_of_one_value_are_joined_through_one_another():
    assert exchanged(drawn(torch.full((1, 8), 0.125)), 1).unique().numel() == 1


def test_no_fewer_codes_are_left_than_values_need():
    """A factor that was not learned yet, whose codes mean nothing, must not lose them for good."""
    nothing = drawn(torch.full((4, 8), 0.125))

    assert exchanged(nothing, 4).unique().numel() == 4
    nothing[7], nothing[:, 7] = 0, 0
    assert exchanged(nothing, 4)[:7].unique().numel() == 4


def test_codes_that_were_never_seen_stand_for_themselves():
    assert exchanged(torch.zeros(4, 4), 1).tolist() == [0, 1, 2, 3]


def test_only_what_the_action_leaves_alone_counts():
    x, y = torch.tensor([[0, 1], [2, 1]]), torch.tensor([[1, 1], [2, 0]])
    counts = co_occurrence(x, y, torch.tensor([[False, True], [True, True]]), 3)

    assert counts[0].nonzero().tolist() == [[2, 2]]
    assert counts[1].nonzero().tolist() == [[1, 0], [1, 1]]


def test_codes_united_twice_follow_both_times():
    synonyms = CodeMerger([1], 4)
    for pair in ([0, 1], [1, 2]):
        meets = torch.eye(4).mul(10)
        meets[pair[0], pair[1]] = 20
        meets[pair[1], pair[1]] = 40
        synonyms.unite(meets[None])

    assert synonyms(torch.tensor([[0], [1], [2], [3]])).flatten().tolist() == [2, 2, 2, 3]


def test_codes_at_one_place_of_the_line_are_one():
    places = torch.tensor([0.31, 1.28, 2.33, 1.35, 0.26, 9.9])
    usage = torch.tensor([50.0, 10.0, 40.0, 60.0, 5.0, 0.0])  # nothing is at 9.9

    assert on_a_line(places, usage, 3).tolist() == [0, 3, 2, 3, 0, 5]


def test_a_line_whose_codes_lie_anywhere_says_nothing():
    places = torch.linspace(0, 3, 12)

    assert on_a_line(places, torch.ones(12), 3).tolist() == list(range(12))


def test_a_line_with_fewer_places_than_values_says_nothing():
    places = torch.tensor([0.0, 0.01, 1.0, 1.02])

    assert on_a_line(places, torch.ones(4), 3).tolist() == [0, 1, 2, 3]
    assert on_a_line(places, torch.ones(4), 2).tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize("seed", range(5))
def test_where_the_line_begins_and_how_codes_are_numbered_changes_nothing(seed):
    chance = torch.Generator().manual_seed(seed)
    value = torch.randint(5, (16,), generator=chance)
    places = value + 0.08 * torch.randn(16, generator=chance)
    usage = torch.randint(1, 100, (16,), generator=chance).float() + torch.arange(16) / 100
    order = torch.randperm(16, generator=chance)
    root = on_a_line(places, usage, 2)

    assert torch.equal(value[root], value), "values are not mixed"
    assert len(root.unique()) == len(value.unique())
    assert torch.equal(on_a_line(places + 0.47, usage, 2), root)
    assert torch.equal(order[on_a_line(places[order], usage[order], 2)], root[order])


def test_only_variables_on_a_line_are_aligned():
    synonyms = CodeMerger([2, 2], 4)
    places = torch.tensor([[0.0, 1.0, 0.05, 1.0]] * 2)
    synonyms.align(
        places, torch.tensor([[9.0, 9.0, 1.0, 1.0]] * 2), torch.tensor([True, False]), torch.zeros(2, dtype=torch.bool)
    )

    assert synonyms.root.tolist() == [[0, 1, 0, 1], [0, 1, 2, 3]]


UNEVEN = torch.tensor([0.0, 0.3, 1.2, 1.35, 1.5, 2.6, 3.9, 9.0])  # a step is 1.2 to 1.4 here
TIMES = torch.tensor([5.0, 9, 1, 8, 2, 7, 6, 0])


def test_codes_without_a_gap_of_half_a_step_are_one_where_nobody_counted_the_values():
    assert on_a_line(UNEVEN, TIMES, 2).tolist() == list(range(8))
    assert by_gaps(UNEVEN, TIMES).tolist() == [1, 1, 3, 3, 3, 5, 6, 7]

    for unnamed, expected in ((True, [1, 1, 3, 3, 3, 5, 6, 7]), (False, list(range(8)))):
        merger = CodeMerger([2], 8)
        merger.align(UNEVEN[None], TIMES[None], torch.tensor([True]), torch.tensor([unnamed]))
        assert merger.root[0].tolist() == expected


def test_codes_that_lie_everywhere_are_left_as_they_are():
    assert by_gaps(torch.linspace(0, 3, 12), torch.ones(12)).tolist() == list(range(12))


@pytest.mark.parametrize("values", [2, 5, 18, 72])
def test_values_on_a_line_or_a_circle_stay_apart_however_many_there_are(values):
    turns = 2 * math.pi * torch.arange(values) / values
    for places in (
        torch.stack([torch.arange(values), torch.zeros(values)], 1),
        torch.stack([turns.sin(), turns.cos()], 1),
    ):
        twins = torch.cat([places, places + 1e-3])  # two codes for each value, of which one is used more

        kept = nearest_kept(twins, torch.cat([torch.full((values,), 3.0), torch.ones(values)]), merge_within(values))

        assert kept.tolist() == [True] * values + [False] * values
