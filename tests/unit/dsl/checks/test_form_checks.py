import pytest

GRID = "{count: 16, layout: grid, books: 1}"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({}, []),
        ({"variables": "{count: 8, books: 2}"}, [("CVQ131", "books without a grid")]),
        ({"variables": "{count: 32, layout: grid, books: 2}"}, []),
        (
            {"data": "{source: critters, pairs: {from: file}}"},
            [("CVQ132", "pairs come from a file that is not named")],
        ),
        (
            {"data": "{source: critters, pairs: {from: factors, file: x.csv}}"},
            [("CVQ132", "a file of pairs is named but not used")],
        ),
        (
            {"data": "{source: critters, pairs: {from: names, before: 'b/{n}.png'}}"},
            [("CVQ132", "pairs are told by names, but after is not given")],
        ),
        (
            {"data": "{source: critters, pairs: {from: factors, actions: x}}"},
            [("CVQ132", "actions is given but not used")],
        ),
        (
            {"data": "{source: critters, pairs: {from: factors, columns: {action: x}}}"},
            [("CVQ132", "columns are named, but no table is read")],
        ),
        (
            {"graph": "{prior: {kind: erdos_renyi}}"},
            [("CVQ142", "the prior needs one of edge_probability and expected_edges")],
        ),
        ({"graph": "{prior: {kind: erdos_renyi, expected_edges: 3}}"}, []),
        (
            {"graph": "{prior: {kind: fixed}, scope: sample}"},
            [("CVQ150", "a fixed graph cannot be computed for each image")],
        ),
        ({"codebook": "{size: 16, quantizer: lfq}"}, []),
        ({"codebook": "{size: auto, quantizer: lfq}"}, []),
        (
            {"codebook": "{size: 12, quantizer: lfq}"},
            [("CVQ152", "a lookup-free codebook has a power of two of states")],
        ),
        ({"codebook": "{size: 12, quantizer: fsq}"}, []),
        (
            {"interventions": "{labels: partial}"},
            [("CVQ155", "the action of every pair is known, so there is none to infer")],
        ),
        ({"interventions": "{labels: partial, known_share: 0.5}"}, []),
        (
            {"interventions": "{labels: full, known_share: 0.5}"},
            [("CVQ155", "a share of the actions is known, and every value of every image too")],
        ),
    ],
)
def test_keys_that_make_no_sense_together_are_told(told, keys, found):
    assert told(**keys) == found


def test_without_any_loss_nothing_is_learned(told):
    from causalvq.dsl.spec import Losses

    none = "{" + ", ".join(f"{name}: 0" for name in Losses.model_fields) + "}"
    assert told(losses=none) == [("CVQ149", "every loss has weight 0")]
    assert told(losses=none.replace("swap: 0", "swap: 0.1")) == []
