import numpy as np
import pytest
import torch
from torch import nn

from causalvq.runtime.compute import precision
from causalvq.runtime.compute.precision import in_float32, mixed, pass_seconds, timed_pass, trial_images
from causalvq.runtime.feeding.feed import images_at

CPU = torch.device("cpu")


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("weight", torch.ones(4, 4))

    def plain(self, x):
        return x @ self.weight

    @in_float32
    def exact(self, x):
        return x @ self.weight


def test_products_are_in_the_precision_asked_for_and_in_float32_where_a_method_says_so():
    layer, x = Layer(), torch.ones(2, 4)

    with mixed(CPU, "bfloat16"):
        assert layer.plain(x).dtype == torch.bfloat16
        assert layer.exact(x).dtype == torch.float32
        assert layer.plain(x).dtype == torch.bfloat16
    with mixed(CPU, "float32"):
        assert layer.plain(x).dtype == torch.float32


def test_networks_multiply_in_bfloat16_and_vectors_codes_and_losses_are_float32(model, data):
    built = model().train()
    images = images_at(data.images, np.arange(16), CPU)

    with mixed(CPU, "bfloat16"):
        vectors = built.encoder(images)
        quantized = built.quantizer(vectors)
        decoded = built.decoder(quantized.vectors)

    assert vectors.dtype == quantized.vectors.dtype == quantized.loss.dtype == torch.float32
    assert decoded.dtype == torch.bfloat16
    exact = built.quantizer.distances(vectors)
    with mixed(CPU, "bfloat16"):
        assert torch.equal(built.quantizer.distances(vectors), exact)


def test_measuring_leaves_no_gradient_and_no_trace_in_the_random_state(model, plan):
    made = plan()
    encoder, before = model().encoder, torch.random.get_rng_state()
    weights = {name: value.clone() for name, value in encoder.state_dict().items()}

    seconds = pass_seconds(made, encoder, CPU)

    assert set(seconds) == {"float32", "bfloat16"}
    assert all(0 < value < 60 for value in seconds.values())
    assert all(parameter.grad is None for parameter in encoder.parameters())
    assert torch.equal(torch.random.get_rng_state(), before)
    assert all(torch.equal(weights[name], value) for name, value in encoder.state_dict().items())


def test_measuring_ends_in_time_and_warms_up_first(model, plan, monkeypatch):
    seen = []
    monkeypatch.setattr(precision, "SECONDS", 0.0)
    monkeypatch.setattr(precision, "timed_pass", lambda _, images: seen.append(len(images)) or 1.0)

    pass_seconds(plan(), model().encoder, CPU)

    assert len(seen) == 4  # two rounds of two precisions


@pytest.mark.parametrize(("most", "images"), [(5 * 10**8, 16), (1, 1)])
def test_a_trial_has_the_images_of_a_step_but_no_more_than_are_quick(plan, monkeypatch, most, images):
    monkeypatch.setattr(precision, "MULTIPLY_ADDS", most)
    made = trial_images(plan(), CPU)

    assert made.shape == (images, 3, 16, 16)
    assert made.is_contiguous(memory_format=torch.channels_last)


def test_a_pass_goes_forward_and_backward():
    calls = []
    network = nn.Conv2d(3, 2, 1)
    network.weight.register_hook(lambda gradient: calls.append(gradient.abs().sum().item()))

    assert timed_pass(network, torch.ones(1, 3, 4, 4)) > 0
    assert calls[0] > 0
