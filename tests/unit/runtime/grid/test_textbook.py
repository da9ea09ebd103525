"""The runtime's form equals the textbook form: outputs and gradients, float64, for each part and mode."""

import pytest
import torch

pytest.importorskip(
    "torch_geometric", reason="the textbook form is built on torch_geometric: pip install torch_geometric"
)

from benchmarks.textbook import TextbookTransition, matches
from causalvq.runtime.grid.graph_sampling import bernoulli
from causalvq.runtime.slots.action_table import ActionTable

CLOSE = {"rtol": 0.0, "atol": 1e-5}
NOISES = ("none", "exogenous", "endogenous")
KNOWN = ("graph.required=[[b1.r1.c1, b1.r1.c2]]", "graph.forbidden=[[b1.r1.c2, b2.r1.c1]]")


@pytest.fixture(autouse=True)
def float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def both(transition, grid_plan):
    def build(*overrides):
        ours, plan = transition(*overrides), grid_plan(*overrides)
        theirs = TextbookTransition(plan, ActionTable(plan))
        theirs.load(ours)
        return ours, theirs

    return build


def weighted_sum(tensor):
    """A number to which every entry adds in its own way."""
    return (tensor * torch.linspace(-1, 1, tensor.numel()).view(tensor.shape)).sum()


def compare(ours, theirs, ours_out, theirs_out):
    torch.testing.assert_close(ours_out, theirs_out, **CLOSE)
    ours.zero_grad()
    theirs.zero_grad()
    weighted_sum(ours_out).backward()
    weighted_sum(theirs_out).backward()
    reached = 0
    for match in matches(theirs, ours):
        zero = torch.zeros(())
        of_ours = zero if match.ours.grad is None else match.same(match.ours.grad)
        of_theirs = zero if match.theirs.grad is None else match.part(match.theirs.grad)
        torch.testing.assert_close(
            of_ours + torch.zeros_like(of_theirs), of_theirs + torch.zeros_like(of_ours), **CLOSE
        )
        reached += bool(of_ours.abs().sum() > 1e-9)
    assert reached >= 2


def finite(edges):
    return edges.nan_to_num(0.0, 0.0, 0.0)


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("chance", [False, True])
@pytest.mark.parametrize("mode", ["base", "action"])
def test_whole_layer(both, codes, mode, chance, noise):
    ours, theirs = both(f"interventions.noise={noise}")
    action = codes[2] if mode == "action" else None

    def draws():
        return torch.Generator().manual_seed(1) if chance else None

    step, (logits, edges, mask) = ours(codes[0], action, draws()), theirs(codes[0], action, draws())
    assert torch.equal(step.mask, mask)
    torch.testing.assert_close(step.edges, edges.sigmoid(), **CLOSE)
    compare(ours, theirs, step.logits, logits)


def test_whole_layer_with_knowledge(both, codes):
    ours, theirs = both(*KNOWN)

    compare(ours, theirs, ours(codes[0], codes[2]).logits, theirs(codes[0], codes[2])[0])


def test_retrieval_is_one_batch_of_all_actions(both, codes):
    ours, theirs = both()

    compare(ours, theirs, ours.scores(*codes[:2]), theirs.retrieve(*codes[:2]))


@pytest.mark.parametrize("edges", [-50.0, -1.0, 0.0, 50.0])
@pytest.mark.parametrize("overrides", [(), KNOWN, ("interventions.noise=endogenous", "model.transition.layers=3")])
def test_retrieval_of_what_is_reached_is_retrieval(both, codes, overrides, edges):
    ours, theirs = both(*overrides)
    with torch.no_grad():
        ours.discovery.out_bias += edges
        ours.mask.out.bias -= 0.5
    theirs.load(ours)

    torch.testing.assert_close(ours.log_likelihoods(*codes[:2]), theirs.retrieve(*codes[:2]), **CLOSE)
    torch.testing.assert_close(ours.scores(*codes[:2]), theirs.retrieve(*codes[:2]), **CLOSE)


@pytest.mark.parametrize("mode", ["base", "action"])
def test_discovery_on_sums_of_nodes_is_that_on_pairs(both, codes, mode):
    ours, theirs = both()
    nodes = ours.nodes(codes[0])
    torch.testing.assert_close(nodes, theirs.nodes(codes[0]))
    if mode == "base":
        mask = torch.zeros(4, 8)
        compare(ours, theirs, finite(ours._edges(nodes, None, None))[:, 0], finite(theirs.edges(nodes, None, mask)))
    else:
        mask = (torch.arange(32).view(4, 8) % 3 == 0).double()
        of_ours = finite(ours._edges(nodes, codes[2][:, None], mask[:, None]))[:, 0]
        compare(ours, theirs, of_ours, finite(theirs.edges(nodes, codes[2], mask)))


@pytest.mark.parametrize("chance", [False, True])
def test_mask(both, codes, chance):
    ours, theirs = both()
    draws = [torch.Generator().manual_seed(2) if chance else None for _ in range(2)]

    compare(ours, theirs, ours.mask(codes[2][:, None], draws[0])[0][:, 0], theirs.masked(codes[2], draws[1]))


def test_attention_and_heads(both, codes):
    ours, theirs = both()
    nodes = ours.nodes(codes[0])
    logits = torch.randn(4, 8, 8, generator=torch.Generator().manual_seed(5)).requires_grad_()
    again = logits.detach().clone().requires_grad_()
    mask = (torch.arange(32).view(4, 8) % 3 == 0).double()

    of_ours = ours._reached(nodes, codes[2][:, None], mask[:, None], bernoulli(logits, None)[:, None], None)[:, 0]
    compare(ours, theirs, of_ours, theirs.reached(nodes, codes[2], mask, bernoulli(again, None), None))
    torch.testing.assert_close(logits.grad, again.grad, **CLOSE)
    assert (logits.grad[logits < 0] != 0).any(), "edges that are not there have a gradient"


def test_only_the_two_heads_in_use_are_computed_and_only_they_learn(both, codes):
    ours, theirs = both()
    weighted_sum(ours(codes[0], codes[2]).logits).backward()
    weighted_sum(theirs(codes[0], codes[2])[0]).backward()

    used = ours.heads.weight.grad.abs().sum((1, 2)) > 0
    assert used.tolist() == [True, True, False, False, True, False, True]  # observation and actions 0, 3, 5
    assert [bool(head.weight.grad.abs().sum() > 0) for head in theirs.heads] == used.tolist()


def test_a_list_of_the_edges_that_are_there_gives_the_same_codes(both, codes, grid_plan):
    ours, _ = both()
    plan = grid_plan()
    short = TextbookTransition(plan, ActionTable(plan), every_edge=False)
    short.load(ours)

    torch.testing.assert_close(short(codes[0], codes[2])[0], ours(codes[0], codes[2]).logits, **CLOSE)
