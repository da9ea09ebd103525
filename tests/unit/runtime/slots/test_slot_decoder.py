import torch

from causalvq.runtime.slots.slot_decoder import SlotDecoder


def test_vectors_become_images(plan):
    made = plan()
    wide = made.model_copy(update={"data": made.data.model_copy(update={"width": 32, "channels": 1})})

    assert SlotDecoder(made)(torch.zeros(2, 3, 4)).shape == (2, 3, 16, 16)
    assert SlotDecoder(wide)(torch.zeros(2, 3, 4)).shape == (2, 1, 16, 32)


def test_every_variable_reaches_every_pixel(plan):
    decoder, vectors = SlotDecoder(plan()), torch.randn(1, 3, 4)
    image = decoder(vectors)
    for variable in range(3):
        moved = vectors.clone()
        moved[0, variable] += 1
        assert (decoder(moved) - image).abs().amax(1).gt(0).all()


def test_every_film_and_the_map_read_the_vectors(plan):
    decoder, vectors = SlotDecoder(plan()), torch.randn(1, 3, 4)
    decoder(vectors).square().sum().backward()

    for layer in (decoder.spread, *(film.linear for film in decoder.films)):
        assert layer.weight.grad.abs().sum() > 0
    assert len(decoder.films) == len(plan().network.decoder_widths) + 1
