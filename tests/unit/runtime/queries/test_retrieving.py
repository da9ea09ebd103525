import pytest
import torch

from causalvq.errors import QueryError
from causalvq.runtime.estimation.explained import EVIDENCE, REASONS, Explained
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.retrieving import retrieve


@pytest.fixture
def images(data):
    return images_at(data.images, data.split.test[:12], torch.device("cpu"))


@pytest.fixture
def run(stepping, run_of):
    return run_of(stepping, counted=False)


def explains(share):
    """Says of every pair, whatever the evidence, that an action explains it with this probability."""
    kinds = len(EVIDENCE)
    zeros, ones = torch.zeros(kinds, dtype=torch.float64), torch.ones(kinds, dtype=torch.float64)
    return Explained(zeros, ones, torch.zeros(kinds, 2, dtype=torch.float64), torch.logit(torch.tensor(share).double()))


def reading(run, monkeypatch, before, after):
    """The run, if its encoder read these codes of pairs; the images themselves say nothing."""
    codes = torch.tensor([*before, *after])
    monkeypatch.setattr(run.model, "codes_of", lambda vectors: codes[: len(vectors)])
    monkeypatch.setattr(run.model, "retrieval", None)
    return run


def test_the_action_is_the_one_whose_mechanism_leads_there(run, images, monkeypatch):
    run = reading(run, monkeypatch, [[0, 0, 0], [1, 2, 1], [3, 1, 2]], [[1, 0, 0], [1, 1, 1], [3, 1, 1]])
    answer = run.retrieve(images[:3], images[3:6])

    assert [run.naming.name(action) for action in answer.action.tolist()] == ["place+1", "shade-1", "ground-1"]
    assert answer.factor.tolist() == [0, 1, 2]
    torch.testing.assert_close(answer.probabilities.sum(1), torch.ones(3))
    by_hand = torch.stack(
        [run.model.transition.log_likelihoods(torch.tensor([[0, 0, 0]]), torch.tensor([[1, 0, 0]]))[0]]
    ).softmax(1)
    torch.testing.assert_close(answer.probabilities[:1], by_hand)
    assert [answer.actions(pair) for pair in range(3)] == [("place+1",), ("shade-1",), ("ground-1",)]


def test_the_same_image_twice_is_explained_by_nothing_even_where_the_model_cannot_tell(run, images):
    y = images.clone()
    y[1, 0, 3, 3] += 0.5
    answer = run.retrieve(images, y)

    assert answer.explained is None
    assert [answer.found(pair) for pair in range(3)] == [False, True, False]
    assert answer.pair_to_dict(0)["reason"] == REASONS["nothing"]
    assert answer.pair_to_dict(0)["explained"] is None
    assert answer.actions(0) == ()
    assert answer.pair_to_dict(1)["reason"] is None


@torch.inference_mode()
@pytest.mark.parametrize(("share", "found"), [(0.9, True), (0.1, False)])
def test_whether_an_action_explains_the_pair(run, images, share, found):
    answer = retrieve(run.model, run.naming, explains(share), images, images.flip(0))

    torch.testing.assert_close(answer.explained, torch.full((12,), share))
    assert [answer.found(pair) for pair in range(12)] == [found] * 12
    assert retrieve(run.model, run.naming, explains(share), images, images).explained.tolist() == [0] * 12


def test_sequences_are_sought_where_asked_for(run, images, monkeypatch):
    run = reading(run, monkeypatch, [[0, 0, 0], [1, 2, 1]], [[1, 1, 0], [1, 1, 1]])
    answer = run.retrieve(images[:2], images[2:4], max_actions=2)

    assert [set(answer.actions(pair)) for pair in range(2)] == [{"place+1", "shade+1"}, {"shade-1"}]
    told = answer.pair_to_dict(0)["sequences"]
    assert set(told[0]["actions"]) == {"place+1", "shade+1"}
    assert told[0]["probability"] > 0.5
    assert run.retrieve(images[:2], images[2:4]).sequences == ()


@pytest.mark.parametrize("most", [1, 2])
def test_many_pairs_are_answered_as_each_alone(trained, images, most):
    x, y = images.repeat(25, 1, 1, 1)[:290], images.flip(0).roll(1, 3).repeat(25, 1, 1, 1)[:290]
    if most > 1:
        x, y = x[:6], y[:6]
    answer = trained.retrieve(x, y, max_actions=most)

    for pair in (0, 5, len(x) - 1):
        alone = trained.retrieve(x[pair], y[pair], max_actions=most)
        assert alone.actions(0) == answer.actions(pair)
        torch.testing.assert_close(alone.probabilities[0], answer.probabilities[pair], rtol=1e-3, atol=1e-5)
        torch.testing.assert_close(alone.explained[0], answer.explained[pair], rtol=1e-3, atol=1e-4)


def test_as_many_after_as_before(run, images):
    with pytest.raises(QueryError, match=r"CVQ503 there are not as many.*expected: 3; got: 2"):
        run.retrieve(images[:3], images[:2])


@pytest.mark.parametrize("most", [0, -1, 21])
def test_sequences_of_an_odd_length(run, images, most):
    with pytest.raises(QueryError, match=r"CVQ502 .*max_actions"):
        run.retrieve(images, images, max_actions=most)
