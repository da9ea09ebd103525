import pytest


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"data": "{source: critters, split: {train: 0.6, validation: 0.1, test: 0.3}}"}, []),
        (
            {"data": "{source: critters, split: {train: 0.6, validation: 0.2, test: 0.3}}"},
            [("CVQ130", "the shares of the split do not add to 1")],
        ),
        ({"data": "{source: critters, imbalance: {mouth: [0.5, 0.25, 0.25]}}"}, []),
        (
            {"data": "{source: critters, imbalance: {mouth: [0.5, 0.5, 0.5]}}"},
            [("CVQ148", "the shares of the values of mouth do not add to 1")],
        ),
        ({"interventions": "{sparsity: {max_targets: 7}}"}, []),
        (
            {"interventions": "{sparsity: {max_targets: 8}}"},
            [("CVQ133", "an action may set more variables than there are")],
        ),
        ({"data": "{source: critters, factors: [a, b, c]}", "variables": "{count: 3}"}, []),
        (
            {"data": "{source: critters, factors: [a, b, c]}", "variables": "{count: 2}"},
            [("CVQ144", "there are fewer variables than factors")],
        ),
        ({"graph": "{prior: {kind: erdos_renyi, expected_edges: 21}}"}, []),
        (
            {"graph": "{prior: {kind: scale_free, expected_edges: 21.5}}"},
            [("CVQ151", "more edges are expected than the graph can have")],
        ),
        ({"graph": "{acyclic: false, prior: {kind: erdos_renyi, expected_edges: 42}}"}, []),
    ],
)
def test_shares_and_counts_are_held_to_their_sums_and_bounds(told, keys, found):
    assert told(**keys) == found
