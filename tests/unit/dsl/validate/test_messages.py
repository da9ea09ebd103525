import pytest


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"codbook": "{}"}, ("CVQ101", "unknown key codbook")),
        ({"codebook": "{sise: 8, size: 8}"}, ("CVQ101", "unknown key sise in codebook")),
        ({"codebook": "{}"}, ("CVQ102", "codebook.size is missing")),
        ({"data": "{source: {path: x}}"}, ("CVQ102", "data.source.format is missing")),
        ({"name": "3"}, ("CVQ103", "name has the wrong type")),
        ({"codebook": "{size: 1}"}, ("CVQ104", "codebook.size is out of range")),
        ({"losses": "{swap: .inf}"}, ("CVQ104", "losses.swap is out of range")),
        ({"train": "{steps: 1e400}"}, ("CVQ104", "train.steps is out of range")),
        ({"codebook": "{size: 8, quantizer: vqq}"}, ("CVQ105", "codebook.quantizer is not one of the choices")),
        ({"graph": "{prior: {kind: fixt}}"}, ("CVQ105", "graph.prior.kind is not one of the choices")),
        ({"name": "' x'"}, ("CVQ106", "name is not well formed")),
        (
            {"data": "{source: critters, imbalance: {'': [0.5, 0.5]}}"},
            ("CVQ106", 'data.imbalance."" is not well formed'),
        ),
        ({"graph": "{required: [[a]]}"}, ("CVQ107", "graph.required[0] has the wrong number of items")),
        ({"graph": "{required: [[a, b, c]]}"}, ("CVQ107", "graph.required[0] has the wrong number of items")),
        ({"apiVersion": "causalvq/v2"}, ("CVQ124", "this version of the language is not known")),
    ],
)
def test_a_fault_of_one_value_in_the_words_of_the_language(told, keys, found):
    assert told(**keys) == [found]
