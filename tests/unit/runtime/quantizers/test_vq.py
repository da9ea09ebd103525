import pytest
import torch

from causalvq.runtime.quantizers.vq import VectorQuantizer

STATES = "variables=[{name: place, states: 4}, {name: shade}, {name: ground, states: 4}, {name: other}]"
UNEVEN = "variables=[{name: place, states: 4}, {name: shade, states: 3}, {name: ground, states: 5}]"


@pytest.fixture
def quantizer(plan):
    """With codebooks placed by k-means on vectors of the shape that an encoder gives."""

    def build(*overrides):
        torch.manual_seed(0)
        made = VectorQuantizer(plan(*overrides))
        for _ in range(5):
            made(torch.randn(32, len(made.active), made.dim))
        return made

    return build


def test_every_variable_has_a_codebook_of_its_own_size(quantizer):
    made = quantizer(STATES)

    assert made.active.sum(1).tolist() == [4, 6, 4, 6]
    assert made.codebook.shape == (4, 6, 4)
    assert made.codebook[0, 4:].abs().sum() == 0
    assert (made.encode(torch.randn(200, 4, 4)) < made.active.sum(1)).all()
    again = made.encode(made.codebook.transpose(0, 1))  # each code's own vector: [states, variables]
    for variable, size in enumerate([4, 6, 4, 6]):
        assert again[:size, variable].tolist() == list(range(size))


@pytest.mark.parametrize("overrides", [(), (STATES,), (UNEVEN,)])
def test_the_nearest_code_of_the_own_codebook_is_chosen(quantizer, overrides):
    made = quantizer(*overrides)
    vectors = torch.randn(50, len(made.active), 4)

    expected = [
        [
            min(range(int(active.sum())), key=lambda code: float((vector - book[code]).square().sum()))
            for vector, book, active in zip(image, made.codebook, made.active, strict=True)
        ]
        for image in vectors
    ]
    codes = made.encode(vectors)
    assert codes.tolist() == expected
    for variable in range(len(made.active)):
        assert torch.equal(made.lookup(codes)[:, variable], made.codebook[variable, codes[:, variable]])


@pytest.mark.parametrize("overrides", [(), (STATES,)])
def test_quantising_is_looking_up_what_was_encoded(quantizer, overrides):
    made = quantizer(*overrides).eval()
    vectors = torch.randn(50, len(made.active), 4)
    out = made(vectors)

    assert torch.equal(out.codes, made.encode(vectors))
    torch.testing.assert_close(out.vectors, made.lookup(out.codes))


def test_codebooks_move_towards_their_vectors_in_training_only(quantizer):
    made = quantizer()
    vectors, before = torch.randn(32, 3, 4), made.codebook.clone()

    made.eval()(vectors)
    assert torch.equal(made.codebook, before)
    error = (made.lookup(made.encode(vectors)) - vectors).square().mean()
    made.train()
    for _ in range(200):
        made(vectors)
    assert (made.lookup(made.encode(vectors)) - vectors).square().mean() < 0.8 * error


def test_gradients_pass_through(quantizer):
    made = quantizer()
    vectors = torch.randn(8, 3, 4, requires_grad=True)
    made(vectors).vectors.sum().backward()

    assert vectors.grad.abs().sum((1, 2)).gt(0).all()


def test_settling_fixes_the_codebooks_for_good(quantizer):
    made = quantizer()
    book = made.books[0]._codebook  # the library's own, where vectors are kept
    book.embed.copy_(torch.randn(3, 6, 4) * 10)
    book.embed[0, 1] = book.embed[0, 0] + 0.01
    made.usage.fill_(5)
    made.usage[0, 0] = 9
    made.settle()
    active, codebook = made.active.clone(), made.codebook.clone()

    assert bool(made.settled)
    assert active[0].tolist()[:2] == [True, False]
    out = made.train()(torch.randn(64, 3, 4) * 5)
    made.settle()
    assert torch.equal(made.codebook, codebook)
    assert torch.equal(made.active, active)
    assert active[torch.arange(3), out.codes].all()


def test_a_settled_quantiser_pulls_vectors_and_passes_gradients_straight(quantizer):
    made = quantizer()
    made.settle()
    vectors = torch.randn(8, 3, 4, requires_grad=True)
    out = made(vectors)

    torch.testing.assert_close(out.vectors, made.lookup(out.codes))
    assert out.loss.item() == pytest.approx(0.25 * (vectors - out.vectors).square().mean().item())
    (gradient,) = torch.autograd.grad(out.vectors.sum(), vectors)
    assert torch.equal(gradient, torch.ones_like(vectors))


def test_what_was_settled_is_kept_in_the_weights(quantizer, plan):
    made = quantizer(STATES)
    made.settle()
    other = VectorQuantizer(plan(STATES))
    other.load_state_dict(made.state_dict())
    vectors = torch.randn(20, 4, 4)

    assert torch.equal(other.encode(vectors), made.encode(vectors))
    assert bool(other.settled)
