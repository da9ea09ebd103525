import json

import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.array_sets import SETS, score_arrays, unread

LABELS = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(10, axis=0)
IMAGES = np.random.default_rng(0).integers(0, 256, (3, 12, 12, 3), dtype=np.uint8)
ACTIONS = {"probabilities": np.eye(4), "actions": np.arange(4), "factor_of": np.array([0, 0, 1, 1])}
STATES = {"before": LABELS, "after": LABELS ^ [1, 0], "wanted": LABELS ^ [1, 0], "targets": np.zeros(40, dtype=int)}
GRAPHS = {"graph": np.array([[0, 1], [0, 0]]), "true_graph": np.array([[0, 0], [1, 0]])}
CHANGED = {"image_before": IMAGES, "image_after": IMAGES[::-1], "image_wanted": IMAGES[::-1]}
ALL = {
    "codes": LABELS,
    "factors": LABELS,
    "names": np.array([b"hue", b"size"]),
    **ACTIONS,
    **STATES,
    **CHANGED,
    "images": IMAGES,
    "truth": IMAGES,
    **GRAPHS,
}


def scores(found):
    return {part: value for one in found.scored.values() for part, value in one.scores.items()}


def test_every_set_that_is_there_is_scored():
    found = score_arrays(ALL, ["mig", *(name for name in SETS if name != "representation")])

    assert tuple(found) == tuple(SETS)
    assert scores(found["representation"]) == {"mig": pytest.approx(1)}
    assert found["representation"].scored["mig"].factors == ("hue", "size")
    assert scores(found["actions"])["directed"] == scores(found["actions"])["top_3"] == 1
    assert scores(found["actions"])["brier_chance"] == scores(found["actions"])["top_3_chance"] == 3 / 4
    assert scores(found["interventions"]) == {"hit": 1, "effect_reached": None, "preserved": 1}
    assert found["interventions"].scored["preserved"].to_json()["by_factor"] == [None, 1]
    assert scores(found["intervention_images"])["over_copy"] == 0
    assert scores(found["images"]) == {"mse": 0, "psnr": np.inf, "ssim": pytest.approx(1)}
    assert scores(found["graph"])["reversed_once"] == 1
    assert scores(found["graph"])["reversed_twice"] == 2
    json.dumps({name: one.to_json() for name, one in found.items()}, allow_nan=False)


def test_sets_alone():
    assert tuple(score_arrays(GRAPHS)) == ("graph",)
    assert tuple(score_arrays(ALL, ["images"])) == ("images",)
    assert score_arrays(ACTIONS)["actions"].to_json()["reliability"][-1]["right"] == 1


def test_what_is_wrong_is_told_before_what_takes_minutes(monkeypatch):
    monkeypatch.setattr("causalvq.metrics.array_sets.measure_arrays", lambda *_: pytest.fail("it took minutes"))

    with pytest.raises(MetricError, match="CVQ601 array 'graph'"):
        score_arrays({"codes": LABELS, "factors": LABELS, "graph": np.eye(2), "true_graph": np.eye(2)})


def test_the_use_of_codes_needs_no_factors():
    found = score_arrays({"codes": LABELS, "codebook_sizes": 4}, ["usage"])

    assert scores(found["representation"]) == {"states": 2, "perplexity": pytest.approx(2), "share": 0.5}
    assert found["representation"].title == "40 samples; 2 variables (codes), 0 factors"


@pytest.mark.parametrize(("kind", "span"), [(np.uint8, 255), (np.uint16, 65535), (np.bool_, 1)])
def test_the_type_of_pixels_says_their_span(kind, span):
    images = np.zeros((1, 12, 12), dtype=kind)
    changed = images.copy()
    changed[0, 0, 0] = 1

    told = scores(score_arrays({"images": changed, "truth": images})["images"])
    assert told["psnr"] == pytest.approx(10 * np.log10(span**2 * 144))


def test_small_images_have_no_ssim():
    assert scores(score_arrays({"images": IMAGES[:, :5], "truth": IMAGES[:, :5]})["images"])["ssim"] is None


def test_arrays_that_no_set_has():
    assert unread(ALL | {"factor": LABELS, "span": 1, "vectors": LABELS, "factor_names": ()}) == ("factor",)


@pytest.mark.parametrize(
    ("arrays", "names", "told"),
    [
        ({}, [], "CVQ609 there is no array to score.*got: no arrays"),
        ({"x": LABELS}, [], "CVQ609 there is no array to score.*got: x"),
        ({"codes": LABELS}, [], "CVQ609 there are neither of the arrays factors and labels.*usage"),
        (
            {"codes": LABELS, "factor": LABELS},
            [],
            "CVQ609 there are neither of the arrays factors and labels.*is the array 'factor' meant to be it?",
        ),
        ({"factors": LABELS}, [], "CVQ609 there are neither of the arrays codes and vectors"),
        ({"codes": LABELS, "vectors": LABELS, "factors": LABELS}, [], "CVQ609 there are both of the arrays codes and"),
        ({"factors": LABELS, "labels": LABELS, "codes": LABELS}, [], "CVQ609 there are both of the arrays factors"),
        ({"graph": np.eye(2)}, [], "CVQ609 there is no array 'true_graph'"),
        (GRAPHS, ["actions"], "CVQ609 there is no array 'probabilities'"),
        (GRAPHS, ["mig"], "CVQ609 there are neither of the arrays codes and vectors"),
        (ALL, ["mog"], "CVQ605 the metric 'mog' is not there.*graph"),
        ({"vectors": LABELS}, ["usage"], "CVQ605 the metric 'usage' is of codes"),
        ({"vectors": LABELS, "factors": LABELS}, ["usage"], "CVQ605 the metric 'usage' is of codes"),
        ({"images": IMAGES / 2, "truth": IMAGES}, [], "CVQ609 there is no array 'span', and float64 of 'images'"),
        ({"images": IMAGES, "truth": IMAGES, "span": [1, 2]}, [], "CVQ601 array 'span' is no single number"),
        ({"images": IMAGES, "truth": IMAGES, "span": 0}, [], "CVQ601 the span of pixels is no range"),
        ({"images": IMAGES, "truth": IMAGES, "span": np.nan}, [], "CVQ601 array 'span' has NaN"),
        (CHANGED | {"image_reconstructed": IMAGES[:1]}, [], "CVQ603 arrays 'image_reconstructed' and 'image_wanted'"),
        (ACTIONS | {"names": ["hue"]}, [], "CVQ603 array 'names'"),
        (STATES | {"names": np.array([1, {}], dtype=object)}, [], "CVQ601 array 'names' holds Python objects"),
    ],
)
def test_what_is_missing_or_wrong(arrays, names, told):
    with pytest.raises(MetricError, match=told):
        score_arrays(arrays, names)
