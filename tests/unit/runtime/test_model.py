import torch


def test_decoded_images_are_clipped(model):
    made = model()
    with torch.no_grad():
        made.decoder.head.bias.fill_(5)

    assert made.decode(torch.zeros(2, 3, dtype=torch.int64)).unique().tolist() == [1]


def test_all_that_a_trained_model_needs_is_in_its_weights(model):
    made, other = model(), model("seed=1")
    made.quantizer(torch.randn(20, 3, 4))
    made.quantizer.settle()
    made.transition.effects += 1
    other.load_state_dict(made.state_dict())
    codes = torch.randint(0, 6, (5, 3))

    assert torch.equal(other.decode(codes), made.decode(codes))
    assert torch.equal(other.transition.log_likelihoods(codes, codes), made.transition.log_likelihoods(codes, codes))
