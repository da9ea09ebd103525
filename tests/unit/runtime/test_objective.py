import dataclasses

import pytest
import torch

from causalvq.data import PairSampler
from causalvq.runtime.feed import PairFeed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objective import SlotsObjective
from causalvq.runtime.schedule import seeded

CPU = torch.device("cpu")
SHORT = ("train.steps=12",)  # 4 of warm-up, 5 joint, 3 of anneal


def losses_at(made, data, step, **changes):
    """The terms of one step as numbers; training itself goes through the same call."""
    pairs = data.pairs["train"]
    batch = PairFeed(data.images, pairs, PairSampler(pairs, 8, 0), CPU).batch(step)
    for field, change in changes.items():
        batch = dataclasses.replace(batch, **{field: change(getattr(batch, field))})
    torch.manual_seed(0)
    model = CausalVQ(made)
    terms = SlotsObjective(made, model).terms(batch, step, seeded(0, step, CPU))
    return {name: term.item() for name, term in terms.items()}


@pytest.mark.parametrize("step", [2, 4, 10])
def test_no_label_but_the_action_reaches_a_loss(plan, data, step):
    made = plan(*SHORT)
    plain = losses_at(made, data, step)
    shuffled = dataclasses.replace(data, labels=data.labels[torch.randperm(len(data.labels)).numpy()])

    assert losses_at(made, shuffled, step) == plain
    assert losses_at(made, data, step, value=lambda value: value.flip(0)) == plain
    assert losses_at(made, data, step, direction=lambda direction: -direction) == plain
    assert losses_at(made, data, step, factor=lambda factor: (factor + 1) % 3) != plain
