import pytest
import torch

from causalvq.data import PairSampler
from causalvq.runtime.estimation.codes import encode_rows
from causalvq.runtime.feeding.feed import PairFeed
from causalvq.runtime.feeding.schedule import learning_rate, phase_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import grid_objective as module
from causalvq.runtime.objectives.grid_objective import GridObjective, causal_terms, predicted_vectors
from causalvq.runtime.objectives.selection import objective_of

CPU = torch.device("cpu")
GRID = (
    "variables={count: 12, layout: grid, books: 3, ownership: books}",
    "codebook={size: 6, dim: 4}",
    "interventions.sparsity.max_targets=4",
    "model.transition={hidden: 8, layers: 2}",
    "train.steps=40",
)
TERMS = ("identity", "prior", "dependencies", "graph_size", "non_empty", "prediction")


@pytest.fixture
def grid(plan):
    return lambda *more: plan(*GRID, *more)


@pytest.fixture
def built(grid, data):
    """A plan, a model with codebooks in place, and its objective."""

    def make(*more):
        torch.manual_seed(0)
        made = grid(*more)
        model = CausalVQ(made)
        model.quantizer(model.encoder(torch.rand(16, 3, 16, 16)))
        return made, model, GridObjective(made, model, data)

    return make


@pytest.fixture
def batch(data):
    pairs = data.pairs["train"]
    return PairFeed(data.images, pairs, PairSampler(pairs, 8, 0), CPU).batch(0)


def gradients(model, terms, names=None):
    """Which parts of the model the terms train."""
    model.zero_grad()
    sum(term for name, term in terms.items() if names is None or name in names).backward()
    return {
        part
        for part in ("encoder", "decoder", "transition")
        if any(p.grad is not None and p.grad.abs().sum() > 0 for p in getattr(model, part).parameters())
    }


def test_the_stages_train_one_part_each_and_the_other_is_frozen(built):
    made, model, objective = built()
    causal = {id(p) for p in model.transition.parameters()}
    everything = {id(p) for p in model.parameters()}

    for phase in ("warm-up", "autoencoder", "anneal"):
        assert {id(p) for p in objective.trained(phase)} == everything - causal
    assert {id(p) for p in objective.trained("causal")} == causal
    assert objective_of(made, model, objective.data, CPU).two_stages


def test_joint_training_trains_everything_at_once(built, batch):
    made, model, objective = built("train.stages=joint")
    step = made.train.phases[0].steps
    terms = objective.terms(batch, step, torch.Generator().manual_seed(0))

    assert {id(p) for p in objective.trained("joint")} == {id(p) for p in model.parameters()}
    assert {"reconstruction", "swap", "quantizer", "transition", "identity"} <= set(terms)
    assert gradients(model, terms) == {"encoder", "decoder", "transition"}
    assert not set(objective.terms(batch, 0, torch.Generator())) & {"transition", "identity"}


def test_the_causal_phase_learns_from_codes_that_are_read_once(built, batch, monkeypatch):
    made, model, objective = built()
    calls = []
    monkeypatch.setattr(module, "encode_rows", lambda *given: calls.append(1) or encode_rows(*given))
    step = made.train.steps - 1
    for _ in range(3):
        terms = objective.terms(batch, step, torch.Generator().manual_seed(0))

    assert phase_at(made, step) == "causal"
    assert calls == [1]
    assert gradients(model, terms) == {"transition"}
    assert torch.equal(objective._kept_codes(CPU)[batch.y_index], model.encode(batch.y))


@pytest.mark.parametrize("name", TERMS)
def test_every_term_of_the_paper_acts_and_is_left_out_at_weight_0(name, built, batch):
    _, model, objective = built(f"losses.{name}=1")
    terms = objective.terms(batch, 39, torch.Generator().manual_seed(0))

    assert name in terms
    assert "transition" in gradients(model, terms, (name,))
    _, _, other = built(f"losses.{name}=0")
    assert name not in other.terms(batch, 39, torch.Generator().manual_seed(0))


def test_the_penalty_on_targets_acts(built, batch):
    made, _, objective = built("interventions.sparsity.penalty=0.5")
    _, _, other = built("interventions.sparsity.penalty=0.25")
    one, two = (each.terms(batch, 39, torch.Generator().manual_seed(0))["targets"] for each in (objective, other))

    assert made.target_penalty == 0.5
    assert one.item() == pytest.approx(2 * two.item())


def test_an_image_loss_passes_from_the_decoder_into_the_causal_layer(built, batch):
    made, model, _ = built("losses.prediction=1")
    x, y = model.encode(batch.x), model.encode(batch.y)
    action = model.actions(batch.factor, batch.direction, batch.value)
    terms = causal_terms(made, model, x, y, action, batch.y, torch.Generator().manual_seed(0))
    model.zero_grad()
    terms["prediction"].backward()

    for part in ("heads", "attention", "actions"):
        assert any(p.grad.abs().sum() > 0 for p in getattr(model.transition, part).parameters() if p.grad is not None)


def test_what_the_decoder_sees_are_the_codes_themselves(built, batch):
    _, model, _ = built()
    step = model.transition(model.encode(batch.x), torch.zeros(len(batch.x), dtype=torch.int64))

    torch.testing.assert_close(predicted_vectors(model, step), model.quantizer.lookup(step.logits.argmax(-1)))


def test_the_learning_rate_rises_anew_for_the_causal_layer(grid):
    made = grid("train.steps=400", "train.optimizer.warmup=0.1")
    rates = [learning_rate(made, step) for step in range(400)]

    assert max(rates[:200]) == max(rates[200:]) == pytest.approx(made.train.lr, rel=0.05)
    assert rates[199] < 0.05 * made.train.lr
    assert rates[200] < 0.06 * made.train.lr
