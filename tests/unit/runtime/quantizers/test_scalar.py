import torch

from causalvq.runtime.quantizers.scalar import COMMITMENT, QUANTIZATION, ScalarQuantizer


def test_numbers_take_the_nearest_of_their_own_values_straight_through(plan):
    quantizer = ScalarQuantizer(plan("model.kind=qlae", "model.latents=2", "codebook.size=3"))
    with torch.no_grad():
        quantizer.values[1] = torch.tensor([0.0, 10.0, 20.0])
    vectors = torch.tensor([[[0.4], [12.0]]], requires_grad=True)

    found = quantizer(vectors)
    found.vectors.sum().backward(retain_graph=True)

    assert found.codes.tolist() == [[2, 1]]
    torch.testing.assert_close(found.vectors, torch.tensor([[[0.5], [10.0]]]))
    torch.testing.assert_close(vectors.grad, torch.ones(1, 2, 1))
    # Mean of .1 squared and 2 squared, once for the values and once for the numbers.
    torch.testing.assert_close(found.loss, torch.tensor((0.01 + 4) / 2 * (QUANTIZATION + COMMITMENT)))


def test_values_learn_from_the_numbers_that_chose_them(plan):
    quantizer = ScalarQuantizer(plan("model.kind=qlae", "model.latents=1", "codebook.size=2"))

    quantizer(torch.tensor([[[0.7]], [[0.9]]])).loss.backward()

    # d/dv of .01 * mean (x - v)^2 at v = .5: -.02 * mean(.2, .4).
    torch.testing.assert_close(quantizer.values.grad, torch.tensor([[0.0, -0.006]]))


def test_codes_are_decoded_from_the_same_values(plan):
    quantizer = ScalarQuantizer(plan("model.kind=qlae")).eval()
    vectors = torch.randn(5, 6, 1)

    codes = quantizer.encode(vectors)

    torch.testing.assert_close(quantizer.lookup(codes), quantizer(vectors).vectors)
    assert quantizer.usage.sum() == 0, "nothing is counted outside training"
