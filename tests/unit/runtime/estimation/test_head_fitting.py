import torch

from causalvq.runtime.estimation import head_fitting
from causalvq.runtime.estimation.head_fitting import fit_head
from causalvq.runtime.slots.retrieval import RetrievalHead


def pairs(count, seed):
    """Latents of which the first, a thousandth of the second, says all: whether it goes up or down."""
    draws = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 2, generator=draws) * torch.tensor([0.001, 1.0])
    action = torch.randint(2, (count,), generator=draws)
    y = x + torch.stack([0.001 * (2.0 * action - 1), torch.randn(count, generator=draws)], 1)
    return x, y, action


def test_small_latents_are_read_like_large_ones(plan, monkeypatch):
    monkeypatch.setattr(head_fitting, "STEPS", 200)
    head = RetrievalHead(plan("model.kind=beta_vae", "model.latents=2"))
    x, y, action = pairs(300, 1)

    fit_head(head, pairs(600, 0), (x, y, action), seed=3)

    found = head.by_vectors(torch.cat([x, y]).unsqueeze(1)).argmax(1)
    assert float((found == action).float().mean()) > 0.95


def test_equal_seeds_fit_alike_and_chance_around_is_left_alone(plan, monkeypatch):
    monkeypatch.setattr(head_fitting, "STEPS", 20)
    made = plan("model.kind=beta_vae", "model.latents=2")
    heads = [RetrievalHead(made) for _ in range(2)]
    state = torch.random.get_rng_state()

    for head in heads:
        fit_head(head, pairs(50, 0), tuple(one[:0] for one in pairs(1, 1)), seed=3)

    assert heads[0].hidden.weight.equal(heads[1].hidden.weight)
    assert torch.random.get_rng_state().equal(state)
