import torch

from causalvq.runtime.slots.slot_encoder import SlotEncoder


def test_every_vector_has_mean_0_and_variance_1(plan):
    encoder = SlotEncoder(plan())
    with torch.no_grad():
        encoder.head.weight.mul_(100)  # what is added for safety before dividing no longer counts
    vectors = encoder(torch.rand(5, 3, 16, 16) * 2 - 1)

    assert vectors.shape == (5, 3, 4)
    torch.testing.assert_close(vectors.mean(-1), torch.zeros(5, 3), atol=1e-5, rtol=0)
    torch.testing.assert_close(vectors.var(-1, unbiased=False), torch.ones(5, 3), atol=1e-2, rtol=0)


def test_images_are_encoded_one_by_one(plan):
    encoder, images = SlotEncoder(plan()), torch.rand(3, 3, 16, 16)

    torch.testing.assert_close(encoder(images)[1:2], encoder(images[1:2]))


def test_every_pixel_matters_to_every_variable(plan):
    encoder, images = SlotEncoder(plan()), torch.rand(1, 3, 16, 16, requires_grad=True)
    for variable in range(3):
        (gradient,) = torch.autograd.grad(encoder(images)[0, variable, 0], images)
        assert gradient.abs().sum(1).gt(0).all()


def test_images_need_not_be_square_or_coloured(plan):
    made = plan()
    wide = made.model_copy(update={"data": made.data.model_copy(update={"width": 32, "channels": 1})})

    assert SlotEncoder(wide)(torch.zeros(2, 1, 16, 32)).shape == (2, 3, 4)
