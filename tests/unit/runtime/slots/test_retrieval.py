import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.metrics.action_scores import calibration_error
from causalvq.runtime.slots.retrieval import TRUST, RetrievalHead, doublings, trusted, weighed


def both_images(pairs=5):
    return torch.rand(2 * pairs, 3, 16, 16) * 2 - 1


def test_a_head_reads_both_vectors_and_their_difference(model):
    head = model().retrieval
    x, y = torch.randn(5, 3, 4), torch.randn(5, 3, 4)
    seen = torch.cat([x.flatten(1), y.flatten(1), (y - x).flatten(1)], dim=1)
    hidden = seen @ head.hidden.weight.T + head.hidden.bias
    expected = torch.log_softmax(hidden * hidden.sigmoid() @ head.last.weight.T + head.last.bias, dim=1)

    torch.testing.assert_close(head(torch.cat([x, y]), both_images())[0], expected)


def test_pixels_of_both_images_are_read_apart_from_their_vectors(model):
    head = model().retrieval
    vectors, images = torch.randn(10, 3, 4), both_images()
    swapped = torch.cat(images.chunk(2)[::-1])
    by_vectors, by_pixels = head(vectors, images)

    torch.testing.assert_close(head(torch.randn(10, 3, 4), images)[1], by_pixels)
    torch.testing.assert_close(head(vectors, swapped)[0], by_vectors)
    assert not torch.allclose(head(vectors, swapped)[1], by_pixels)
    torch.testing.assert_close(by_pixels.exp().sum(1), torch.ones(5))


def test_a_plan_of_before_reads_no_pixels_and_loads_what_it_had(plan):
    new = plan()
    old = new.model_copy(update={"network": new.network.model_copy(update={"retrieval_widths": ()})})
    head = RetrievalHead(old)

    assert "retrieval_widths" not in old.network.model_dump()
    assert set(head.state_dict()) == {"hidden.weight", "hidden.bias", "last.weight", "last.bias", "trust"}
    assert head.trust.tolist() == [1, 1]
    assert head(torch.randn(10, 3, 4), both_images()).shape == (1, 5, len(new.actions))


def test_without_a_weight_there_is_no_head_and_codes_answer(model, plan):
    made = model("losses.retrieval=0")
    x, y = torch.rand(4, 3, 16, 16), torch.rand(4, 3, 16, 16)
    codes = made.transition.log_likelihoods(made.encode(x), made.encode(y)).softmax(1)

    assert made.retrieval is None
    assert plan("losses.retrieval=0").network.retrieval_hidden == 0
    torch.testing.assert_close(made.action_probabilities(x, y), codes)


def test_all_are_added_as_far_as_they_are_trusted(model):
    head = model().retrieval
    codes, vectors, pixels = torch.randn(3, 4, 6)
    read = torch.stack([vectors, pixels])

    torch.testing.assert_close(head.combined(codes, read), (codes + vectors + pixels).log_softmax(1))
    head.trust.copy_(torch.tensor([0.0, 0.5, 2.0]))
    torch.testing.assert_close(head.combined(codes, read), (0.5 * vectors + 2 * pixels).log_softmax(1))


def test_an_intervention_never_asks_the_head(model):
    made = model()
    x, action = torch.rand(4, 3, 16, 16), torch.arange(4)
    before = made.transition.predict(made.encode(x), action)
    with torch.no_grad():
        made.retrieval.last.bias.copy_(torch.randn(6) * 100)
    made.retrieval.trust.zero_()

    assert torch.equal(made.transition.predict(made.encode(x), action), before)


def evidence(right, sure, pairs=400, actions=4, seed=0):
    """Log-probabilities that give `sure` to an answer, which is right for a share of the pairs."""
    chance = torch.Generator().manual_seed(seed)
    action = torch.randint(actions, (pairs,), generator=chance)
    wrong = (action + torch.randint(1, actions, (pairs,), generator=chance)) % actions
    answer = torch.where(torch.rand(pairs, generator=chance) < right, action, wrong)
    found = torch.full((pairs, actions), (1 - sure) / (actions - 1))
    return found.scatter_(1, answer[:, None], sure).log(), action


def test_what_says_nothing_is_not_trusted():
    vectors, action = evidence(0.9, 0.9)
    noise = torch.randn(vectors.shape, generator=torch.Generator().manual_seed(1)).mul(3).log_softmax(1)
    codes, head = trusted(torch.stack([noise, vectors]), action).tolist()

    assert codes < 0.1
    assert 0.5 <= head <= 2


def test_what_is_too_sure_is_trusted_less():
    vectors, action = evidence(0.7, 0.999)
    both = trusted(torch.stack([torch.zeros_like(vectors), vectors]), action)
    probabilities = (both[1] * vectors).softmax(1)

    assert both[1] < 0.5
    error, before = (calibration_error(p.numpy(), action.numpy()) for p in (probabilities, vectors.exp()))
    assert error < 0.05 < before


def test_few_pairs_that_are_all_found_make_nothing_certain():
    vectors, action = evidence(1.0, 0.9, pairs=3)

    assert trusted(torch.stack([vectors, vectors]), action).max() <= 2


@settings(max_examples=40)
@given(st.integers(0, 50), st.integers(1, 30), st.integers(2, 3))
def test_trust_never_makes_the_pairs_less_likely(seed, pairs, kinds):
    evidence = torch.randn(kinds, pairs, 3, generator=torch.Generator().manual_seed(seed))
    action = torch.arange(pairs) % 3

    def nats(trust):
        return torch.nn.functional.cross_entropy(weighed(evidence, trust), action, reduction="sum").item()

    found = trusted(evidence, action)
    assert set(found.tolist()) <= {torch.tensor(one).item() for one in TRUST}
    assert nats(found) <= nats(torch.ones(kinds)) + 1e-4


@pytest.mark.parametrize(("factor", "count"), [(1.0, 0), (2.0, 1), (0.25, 2), (0.0, 7)])
def test_doublings_by_hand(factor, count):
    assert doublings(factor) == pytest.approx(count)
