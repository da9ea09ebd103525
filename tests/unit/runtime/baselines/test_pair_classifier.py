import pytest
import torch

from causalvq.runtime.baselines.pair_classifier import PairClassifier, pair_network


def test_it_sees_both_images_in_their_order(plan):
    model = PairClassifier(plan("model.kind=pair_classifier")).eval()
    x, y = torch.rand(2, 4, 3, 16, 16).unbind()

    there, back = model.read_actions(x, y), model.read_actions(y, x)

    assert there.shape == (4, 6)
    assert not torch.allclose(there, back)
    torch.testing.assert_close(model.encoder(torch.cat([x, y])).log_softmax(1), there)


@pytest.mark.parametrize(("height", "width"), [(7, 30), (16, 16), (28, 28), (32, 32), (64, 64), (128, 128)])
def test_images_of_any_sides(height, width):
    assert pair_network(2, height, width, 5)(torch.rand(3, 2, height, width)).shape == (3, 5)
