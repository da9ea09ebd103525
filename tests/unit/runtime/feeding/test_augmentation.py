import pytest
import torch

from causalvq.compiler.plan import AugmentPlan
from causalvq.runtime.feeding.augmentation import augment, shifted
from causalvq.runtime.feeding.supervision import training_feed

CPU = torch.device("cpu")


@pytest.fixture
def images():
    return 2 * torch.rand(64, 3, 8, 8, generator=torch.Generator().manual_seed(0)) - 1


def test_both_images_of_a_pair_are_varied_alike(images):
    plan = AugmentPlan(flip=("horizontal", "vertical"), shift=2, brightness=0.1, contrast=0.3)
    x, y = augment(images, images, plan, 0, 5)

    assert torch.equal(x, y)
    assert not torch.equal(x, images)
    assert float(x.abs().max()) <= 1


def test_noise_is_of_each_image(images):
    x, y = augment(images * 0, images * 0, AugmentPlan(noise=0.05), 0, 0)

    assert not torch.equal(x, y)
    assert float(x.std()) == pytest.approx(0.1, rel=0.05)


def test_half_of_the_pairs_are_mirrored(images):
    x, _ = augment(images, images, AugmentPlan(flip=("horizontal",)), 0, 1)
    mirrored = [torch.equal(one, other.flip(-1)) for one, other in zip(x, images, strict=True)]
    same = [torch.equal(one, other) for one, other in zip(x, images, strict=True)]

    assert sum(mirrored) + sum(same) == 64
    assert 20 < sum(mirrored) < 44


def test_a_shift_by_hand():
    image = torch.arange(9.0).view(1, 1, 3, 3)

    assert shifted(image, torch.tensor([[1, 0]]), 1)[0, 0].tolist() == [[0, 1, 2], [0, 1, 2], [3, 4, 5]]
    assert shifted(image, torch.tensor([[0, -1]]), 1)[0, 0].tolist() == [[1, 2, 2], [4, 5, 5], [7, 8, 8]]


def test_what_is_drawn_depends_on_seed_step_and_rank_alone(images):
    plan = AugmentPlan(shift=3, brightness=0.2)
    first = augment(images, images, plan, 1, 2)[0]

    assert torch.equal(first, augment(images, images, plan, 1, 2)[0])
    for seed, step, rank in ((2, 2, 0), (1, 3, 0), (1, 2, 1)):
        assert not torch.equal(first, augment(images, images, plan, seed, step, rank)[0])


def test_training_is_fed_varied_images_and_nothing_else_is(plan, data):
    made = plan("train.augment={brightness: 0.3}")
    one, other = training_feed(plan(), data, CPU).batch(3), training_feed(made, data, CPU).batch(3)

    assert torch.equal(one.x_index, other.x_index)
    assert not torch.equal(one.x, other.x)
    assert plan("train.augment=null").digest == plan().digest != made.digest
