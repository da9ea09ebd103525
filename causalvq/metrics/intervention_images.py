"""How near the images of interventions are to the true ones, beside copying and beside reconstruction.

Axes: P pairs, H, W, C pixels.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.metrics.image_quality import WIDTH, mse, ssim
from causalvq.metrics.intervention_scores import named


@dataclass(frozen=True, slots=True)
class ImageEffect:
    """Errors and likeness of the images after interventions, means over pairs.

    Args:
        intervention_mse: of the image after the intervention against the true one: at least 0, which is perfect.
        copy_mse: of the image before it against the true one: what one has who does nothing.
        reconstruction_mse: of the true one decoded from its own codes: what the decoder cannot show; None without such.
        over_copy: intervention / copy: 0 perfect, 1 for doing nothing, more for doing harm; None where nothing changes.
        over_reconstruction: intervention / reconstruction: 1 where the intervention costs nothing; None without such
            images, or where they have no error.
        intervention_ssim: of the image after it and the true one, in [-1, 1]: 1 perfect, near 0 unrelated noise. What
            stands for how like they look, without a network. None for images smaller than 11 x 11.
        copy_ssim: of the image before it and the true one.
    """

    intervention_mse: float
    copy_mse: float
    reconstruction_mse: float | None
    over_copy: float | None
    over_reconstruction: float | None
    intervention_ssim: float | None
    copy_ssim: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def image_effect(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    wanted: npt.ArrayLike,
    span: float,
    reconstructed: npt.ArrayLike | None = None,
) -> ImageEffect:
    """Score the images of interventions.

    A perfect intervention has mse 0, over_copy 0 and ssim 1; one that returns its input has over_copy 1. The mse of
    random images is that of `psnr` in `image_quality`. SSIM is that of Wang et al. (2004), see `ssim`.

    Args:
        before: images [P, H, W] or [P, H, W, C], any numbers.
        after: what the intervention gave, of the same shape.
        wanted: the true images after it, of the same shape.
        span: largest less smallest value that a pixel can have: 255 of bytes, 2 of [-1, 1].
        reconstructed: the wanted images, encoded and decoded; None where there are none.

    Raises:
        MetricError: CVQ601 or CVQ603, which name the array.
    """
    given = {f"image_{name}": array for name, array in named(before, after, wanted).items()}
    old, new, true = given
    changed = float(mse(given[new], given[true], (new, true)).mean())
    copied = float(mse(given[old], given[true], (old, true)).mean())
    decoded = reconstructed
    least = None if decoded is None else float(mse(decoded, given[true], ("image_reconstructed", true)).mean())
    alike: list[float | None] = [None, None]
    if min(np.asarray(after).shape[1:3]) >= WIDTH:
        alike = [float(ssim(given[name], given[true], span, (name, true)).mean()) for name in (new, old)]
    return ImageEffect(
        intervention_mse=changed,
        copy_mse=copied,
        reconstruction_mse=least,
        over_copy=changed / copied if copied else None,
        over_reconstruction=changed / least if least else None,
        intervention_ssim=alike[0],
        copy_ssim=alike[1],
    )
