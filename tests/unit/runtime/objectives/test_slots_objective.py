import dataclasses

import pytest
import torch

from causalvq.runtime.feeding.schedule import seeded
from causalvq.runtime.feeding.supervision import training_feed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.training.loop import make_optimizer, take_step
from causalvq.runtime.training.session import load_data

CPU = torch.device("cpu")
SHORT = ("train.steps=12",)  # 4 of warm-up, 5 joint, 3 of anneal


def losses_at(made, data, step, **changes):
    """The terms of one step as numbers; training itself goes through the same call."""
    batch = training_feed(made, data, CPU).batch(step)
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
    flipped = losses_at(made, data, step, direction=lambda direction: -direction)
    assert {name for name in plain if flipped[name] != plain[name]} == {"direction", "retrieval"}
    assert losses_at(made, data, step, factor=lambda factor: (factor + 1) % 3) != plain


def test_full_labels_reach_the_loss_that_is_named_after_them_and_no_other(plan, data):
    made = plan(*SHORT, "interventions.labels=full")
    batch = training_feed(made, data, CPU).batch(0)
    poisoned = dataclasses.replace(batch, labels=(batch.labels + 1) % 3)
    torch.manual_seed(0)
    objective = SlotsObjective(made, CausalVQ(made))
    clean, other = ({**objective.terms(each, 5, seeded(0, 5, CPU))} for each in (batch, poisoned))

    assert clean.pop("labels") != other.pop("labels")
    assert clean == other


def test_full_labels_teach_every_variable_its_value(plan, data):
    made = plan("train.steps=160", "train.optimizer.lr=0.01", "losses.labels=1", "interventions.labels=full")
    torch.manual_seed(0)
    model = CausalVQ(made)
    objective, optimizer = SlotsObjective(made, model), make_optimizer(made, model)
    feed = training_feed(made, data, CPU)
    for step in range(160):
        take_step(made, objective, optimizer, feed.batch(step), step)
    batch = feed.batch(199)
    codes = model.encode(torch.cat([batch.x, batch.y]))

    assert (codes == batch.labels).float().mean() > 0.95


PARTIAL = (*SHORT, "train.batch_size=16", "interventions.labels=partial", "interventions.known_share=0.25")
KNOWN = 12  # of the 16 pairs


@pytest.mark.parametrize("kind", ["step", "set"])
def test_unknown_actions_are_inferred_after_warm_up_only(plan, tiny, kind):
    made = plan(*PARTIAL, f"interventions.actions={kind}")
    data = load_data(made, tiny)
    batch = training_feed(made, data, CPU).batch(0)
    torch.manual_seed(0)
    objective = SlotsObjective(made, CausalVQ(made))
    x, moved = torch.randn(16, 3, 4), torch.arange(16) % 3
    y = x.clone()
    y[torch.arange(16), moved] += 1
    y[15, 2] += 1  # besides its first variable, so that no factor accounts for most of it
    vectors, inferred = torch.cat([x, y]), torch.eye(3, dtype=torch.bool)[moved]

    declared = torch.eye(3, dtype=torch.bool)[batch.factor[:KNOWN]]
    early, late = (objective._targets(batch, vectors, step) for step in (0, 6))
    assert early[:KNOWN].tolist() == late[:KNOWN].tolist() == declared.tolist()
    assert early[KNOWN:].all()
    assert late[KNOWN:15].tolist() == inferred[KNOWN:15].tolist()
    assert late[15].all()
    terms = objective.terms(batch, 6, seeded(0, 6, CPU))
    assert all(term.isfinite() for term in terms.values())


def test_a_direction_is_told_of_known_pairs_only(plan, tiny):
    made = plan(*PARTIAL)
    batch = training_feed(made, load_data(made, tiny), CPU).batch(0)
    torch.manual_seed(0)
    model = CausalVQ(made)
    objective = SlotsObjective(made, model)
    terms = objective.terms(batch, 6, seeded(0, 6, CPU))
    x, y = model.coordinates(model.encoder(torch.cat([batch.x, batch.y]))).chunk(2)
    steps = torch.zeros(KNOWN, 3)
    steps[torch.arange(KNOWN), batch.factor[:KNOWN]] = batch.direction[:KNOWN].float()

    torch.testing.assert_close(terms["direction"], (y - x)[:KNOWN].sub(steps).square().mean())


def test_the_head_learns_from_known_pairs_only(plan, tiny):
    made = plan(*PARTIAL)
    batch = training_feed(made, load_data(made, tiny), CPU).batch(0)
    torch.manual_seed(0)
    model = CausalVQ(made)
    term = SlotsObjective(made, model).terms(batch, 6, seeded(0, 6, CPU))["retrieval"]
    images = torch.cat([batch.x, batch.y])
    read = model.retrieval(model.encoder(images), images)[:, :KNOWN]
    action = model.actions(*(column[:KNOWN] for column in (batch.factor, batch.direction, batch.value)))

    torch.testing.assert_close(term, sum(torch.nn.functional.nll_loss(likely, action) for likely in read))


def test_steps_of_a_cyclic_factor_move_no_coordinate(plan, tiny):
    made = plan(*SHORT, "data.cyclic=[place]")
    batch = training_feed(made, load_data(made, tiny), CPU).batch(0)
    batch = dataclasses.replace(batch, factor=torch.zeros_like(batch.factor))
    torch.manual_seed(0)
    model = CausalVQ(made)
    terms = SlotsObjective(made, model).terms(batch, 2, seeded(0, 2, CPU))
    x, y = model.coordinates(model.encoder(torch.cat([batch.x, batch.y])))[:, 1:].chunk(2)

    torch.testing.assert_close(terms["direction"], (y - x).square().mean())


def test_a_value_is_told_of_known_pairs_only(plan, tiny):
    made = plan(*PARTIAL, "interventions.actions=set")
    batch = training_feed(made, load_data(made, tiny), CPU).batch(0)
    torch.manual_seed(0)
    model = CausalVQ(made)
    objective, vectors = SlotsObjective(made, model), model.encoder(torch.cat([batch.x, batch.y]))
    targets = objective._targets(batch, vectors, 6)
    told = objective._told(batch, vectors, targets)["transition"]

    nats = -(-model.quantizer.distances(vectors[16 : 16 + KNOWN])).log_softmax(-1)
    expected = nats[torch.arange(KNOWN), batch.factor[:KNOWN], batch.value[:KNOWN]].mean()
    torch.testing.assert_close(told, expected)


def test_scores_are_those_of_the_codes_that_would_be_left(plan, data):
    made = plan("train.steps=200", "codebook.size=24", "train.optimizer.lr=0.01")
    torch.manual_seed(0)
    model = CausalVQ(made)
    objective, optimizer = SlotsObjective(made, model), make_optimizer(made, model)
    feed = training_feed(made, data, CPU)
    for step in range(90):
        take_step(made, objective, optimizer, feed.batch(step), step)
    model.eval()
    batches, moving, active = [feed.batch(step) for step in range(8)], model.quantizer, model.quantizer.active.clone()

    found = objective.scores("joint", batches, batches)

    assert model.quantizer is moving
    assert not bool(moving.settled)
    assert torch.equal(moving.active, active)
    moving.settle()
    assert not torch.equal(moving.active, active), "there was a code to drop"
    assert objective.scores("anneal", batches, batches) == found
