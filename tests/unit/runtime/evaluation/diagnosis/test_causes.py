import dataclasses

import pytest

from causalvq.runtime.evaluation.diagnosis.causes import Evidence, diagnosed

GOOD = Evidence("hue", train=400, test=100, found=1.0, codes=1.0, seen=1.0, ridge=0.9, effect=20.0, left=5)


def told(**changes):
    return diagnosed(dataclasses.replace(GOOD, **changes))


def test_what_was_learned_is_not_spoken_of():
    assert told() is None
    assert told(found=0.97, codes=0.95) is None
    assert told(found=0.8, codes=0.8, ridge=0.7, test=5) is None  # five pairs say little


@pytest.mark.parametrize(
    ("changes", "why", "hint"),
    [
        ({"train": 30}, "it has 30 training pairs", "about 120 more pairs"),
        ({"effect": 0.5}, "its effect is 0.5 times what noise alone shows", "means of 9 pictures each"),
        ({"effect": 0.5, "larger": 128}, "its effect is 0.5 times", "data.image.size: 128"),
        ({"left": 1}, "its codebook has collapsed", "losses.pull"),
        ({"seen": 0.99}, "pairs were learned by heart: 99%", "about 800 training pairs instead of 400"),
        ({"seen": 0.5, "larger": 64}, "the model sees smaller images than there are", "data.image.size: 64"),
        ({"seen": 0.5, "steps": 3000}, "none of the known causes", "train.steps: 6000"),
    ],
)
def test_a_factor_that_is_short_is_told_with_cause_and_remedy(changes, why, hint):
    found = told(found=0.5, codes=0.5, ridge=0.3, **changes)

    assert (found.code, found.severity) == ("CVQ454", "warning")
    assert why in found.message
    assert hint in found.hint
    assert "50% of 100 held-out pairs" in found.got


def test_a_ridge_regression_that_finds_more_is_told():
    found = told(found=0.93, codes=0.93, ridge=1.0, test=1000)

    assert "a ridge regression on pixels 100%" in found.got


@pytest.mark.parametrize(
    ("changes", "why", "hint"),
    [
        ({"left": 1, "codes_seen": 0.9}, "its codebook has collapsed", "losses.pull"),
        (
            {"codes_seen": 0.9},
            "they tell 90% of the actions of images that were trained on",
            "about 800 training pairs",
        ),
        ({"codes_seen": 0.45}, "it shows in two images, and not in one", "a dimmer beside lamps"),
    ],
)
def test_codes_that_say_less_than_both_images_are_told_with_their_cause(changes, why, hint):
    found = told(codes=0.4, **changes)

    assert found.code == "CVQ455"
    assert why in found.message
    assert hint in found.hint
    assert "codes find 40% of its actions, both images 100%" in found.got
