import pytest
import torch

from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.retrieval_answer import Retrieval
from causalvq.runtime.answers.sequence_search import ActionSequence


@pytest.fixture
def naming(plan):
    return Naming(plan(), ((), (), ()))


def retrieval(naming, explained, sequences=()):
    probabilities = torch.tensor([[0.1, 0.5, 0.1, 0.1, 0.1, 0.1], [0.05, 0.05, 0.05, 0.05, 0.05, 0.75]])
    images = torch.zeros(2, 3, 16, 16)
    return Retrieval(
        naming=naming,
        action=torch.tensor([1, 5]),
        factor=torch.tensor([1, 2]),
        probabilities=probabilities,
        same=torch.tensor([False, False]),
        explained=None if explained is None else torch.tensor(explained),
        reasons=("why", "because"),
        sequences=sequences,
        x=images,
        y=images,
    )


def test_an_answer_for_each_pair(naming):
    one, other = retrieval(naming, [0.75, 0.25]).to_dict()["pairs"]

    assert (one["actions"], one["found"], one["explained"], one["reason"]) == (["shade+1"], True, 0.75, None)
    assert list(one["probabilities"])[:2] == ["shade+1", "place+1"]
    assert one["probabilities"]["shade+1"] == 0.5
    assert (other["actions"], other["found"], other["reason"]) == ([], False, "because")
    assert next(iter(other["probabilities"])) == "ground-1"


def test_half_is_found_and_what_cannot_be_told_is_taken_as_found(naming):
    assert retrieval(naming, [0.5, 0.499]).found(0)
    assert not retrieval(naming, [0.5, 0.499]).found(1)
    assert retrieval(naming, None).actions(1) == ("ground-1",)


def test_sequences_in_words_without_those_that_hardly_are(naming):
    sought = (
        ActionSequence((0, 4), 0.9, -1.0),
        ActionSequence((0,), 0.0999, -2.0),
        ActionSequence((2,), 0.00005, -9.0),
    )
    one = retrieval(naming, [1.0, 0.0], (sought, sought)).pair_to_dict(0)

    assert one["actions"] == ["place+1", "shade-1"]
    assert one["sequences"] == [
        {"actions": ["place+1", "shade-1"], "probability": 0.9},
        {"actions": ["place+1"], "probability": 0.0999},
    ]
