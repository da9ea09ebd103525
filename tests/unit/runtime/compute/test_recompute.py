import pytest
import torch

from causalvq.runtime.compute.recompute import in_pieces
from causalvq.runtime.feeding.feed import pair_feed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.selection import objective_of
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.training.loop import make_optimizer, take_step

CPU = torch.device("cpu")
SHORT = ("train.steps=12", "train.batch_size=24")  # 4 of warm-up, 5 joint, 3 of anneal


@pytest.fixture
def stepped(plan, data):
    """Terms of steps 3 to 10, through all phases, and what the model then is: whole or in pieces."""

    def step(pieces, *overrides):
        made = plan(*SHORT, *overrides)
        torch.manual_seed(0)
        model = CausalVQ(made)
        objective, optimizer = SlotsObjective(made, model, pieces), make_optimizer(made, model)
        feed = pair_feed(made, data, "train", CPU)
        terms = [take_step(made, objective, optimizer, feed.batch(step), step) for step in range(3, 11)]
        gradients = {name: value.grad for name, value in model.named_parameters()}
        return terms, gradients, model.state_dict()

    return step


@pytest.mark.parametrize("actions", ["step", "set"])
@pytest.mark.parametrize("pieces", [4, 5])
def test_pieces_learn_what_the_whole_batch_does(stepped, pieces, actions):
    whole, split = (stepped(count, f"interventions.actions={actions}") for count in (1, pieces))

    for one, other in zip(whole[0], split[0], strict=True):
        assert {name: term.item() for name, term in other.items()} == {
            name: pytest.approx(term.item(), rel=1e-4, abs=1e-6) for name, term in one.items()
        }
    for before, after in zip(whole[1:], split[1:], strict=True):  # gradients; then weights, codebooks and their counts
        for name, value in before.items():
            torch.testing.assert_close(after[name], value, rtol=1e-3, atol=1e-4, msg=name)


def kept_bytes(compute):
    """Bytes kept for the way back."""
    sizes = {}

    def keep(tensor):
        sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        compute()
    return sum(sizes.values())


def test_pieces_keep_nothing_but_their_inputs(model):
    encoder, images = model().encoder, torch.randn(64, 3, 16, 16)

    assert kept_bytes(lambda: in_pieces(encoder, images, 8)) == images.nbytes
    assert kept_bytes(lambda: in_pieces(encoder, images, 1)) > 2 * images.nbytes


def test_the_machines_memory_decides(plan, model, data, monkeypatch):
    monkeypatch.setattr("causalvq.runtime.objectives.selection.memory_of", lambda _device: 10**6)

    assert objective_of(plan(), model(), data, CPU).pieces == 16
    assert objective_of(plan("train.micro_batches=2"), model(), data, CPU).pieces == 2
