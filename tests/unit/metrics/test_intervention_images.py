import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.image_quality import ssim
from causalvq.metrics.intervention_images import image_effect

BEFORE = np.zeros((2, 12, 12, 3))
WANTED = np.ones((2, 12, 12, 3))


def test_errors_by_hand():
    found = image_effect(BEFORE, BEFORE + 0.5, WANTED, 1.0, WANTED - 0.25)

    assert (found.intervention_mse, found.copy_mse, found.reconstruction_mse) == (0.25, 1, 0.0625)
    assert (found.over_copy, found.over_reconstruction) == (0.25, 4)
    assert found.intervention_ssim == pytest.approx(ssim(BEFORE + 0.5, WANTED, 1.0).mean())
    assert found.copy_ssim == pytest.approx(ssim(BEFORE, WANTED, 1.0).mean())


def test_perfect_ones_and_such_as_do_nothing():
    perfect, nothing = (image_effect(BEFORE, after, WANTED, 1.0) for after in (WANTED, BEFORE))

    assert (perfect.intervention_mse, perfect.over_copy, perfect.intervention_ssim) == (0, 0, pytest.approx(1))
    assert (nothing.over_copy, nothing.intervention_ssim) == (1, nothing.copy_ssim)
    assert (perfect.reconstruction_mse, perfect.over_reconstruction) == (None, None)


def test_what_cannot_be_divided_or_is_too_small_is_none():
    found = image_effect(WANTED[:, :8], BEFORE[:, :8], WANTED[:, :8], 1.0, WANTED[:, :8])

    assert (found.over_copy, found.over_reconstruction) == (None, None)  # nothing was to change; nothing is lost
    assert (found.intervention_ssim, found.copy_ssim) == (None, None)
    assert found.to_json()["intervention_mse"] == 1


@pytest.mark.parametrize(
    ("place", "wrong", "told"),
    [
        (0, BEFORE[:1], "CVQ603 arrays 'image_before' and 'image_wanted' have different shapes"),
        (1, BEFORE * np.nan, "CVQ601 array 'image_after' has NaN or infinity.*in image 0"),
        (2, BEFORE[0, 0], "CVQ601 array 'image_wanted' is no batch of images"),
        (4, BEFORE[:, :5], "CVQ603 arrays 'image_reconstructed' and 'image_wanted' have different shapes"),
    ],
)
def test_what_is_wrong_with_which_array(place, wrong, told):
    given = [BEFORE, BEFORE, WANTED, 1.0, WANTED]
    given[place] = wrong
    with pytest.raises(MetricError, match=told):
        image_effect(*given)
