import layouts
import numpy as np
import pytest

import causalvq
from causalvq.dsl import load
from causalvq.errors import DataError, SpecError


def test_arrays_become_a_file_and_a_spec_of_the_same_facts(tmp_path):
    spec = tmp_path / "shapes.yaml"
    written = causalvq.from_arrays(layouts.IMAGES, layouts.LABELS, factors=["place", "length"], spec=spec)

    assert (written.spec, written.data) == (spec, tmp_path / "shapes.npz")
    assert [(factor.name, factor.size) for factor in written.facts.factors] == [("place", 4), ("length", 3)]
    assert load(spec).spec.data.source.path == "shapes.npz"
    assert "place: 4 values" in str(written)


def test_labels_may_be_a_mapping_of_words(tmp_path):
    words = np.array(["s", "m", "l"], dtype=object)[layouts.LABELS[:, 1]]
    labels = {"place": layouts.PLACE, "length": words}
    written = causalvq.from_arrays(layouts.IMAGES, labels, spec=tmp_path / "s.yaml")

    assert {factor.name: factor.values for factor in written.facts.factors}["length"] == ("l", "m", "s")


def test_pairs_of_arrays(tmp_path):
    x, y, words = zip(*layouts.STEPS, strict=True)
    before, after = layouts.IMAGES[list(x)], layouts.IMAGES[list(y)]
    written = causalvq.from_pairs(before, after, [*words[:-5], *[None] * 5], spec=tmp_path / "s.yaml")

    assert [factor.words for factor in written.facts.factors] == [("shift",), ("stretch",)]
    assert load(written.spec).spec.interventions.labels == "partial"
    assert written.facts.images == 2 * len(words)


def test_a_frame_of_paths(tmp_path):
    pandas = pytest.importorskip("pandas")
    layouts.pictures(tmp_path / "images")
    paths = [str(tmp_path / "images" / name) for name in layouts.NAMES]
    frame = pandas.DataFrame({"where": paths, "place": layouts.PLACE, "length": layouts.LENGTH, "by": "kim"})
    (tmp_path / "specs").mkdir()
    written = causalvq.from_frame(frame, spec=tmp_path / "specs" / "s.yaml")

    assert [factor.name for factor in written.facts.factors] == ["place", "length"]
    assert load(written.spec).spec.data.source.path == "../images"

    told = pandas.DataFrame(
        [(paths[x], paths[y], word) for x, y, word in layouts.STEPS], columns=["before", "after", "action"]
    )
    written = causalvq.from_frame(told, spec=tmp_path / "specs" / "pairs.yaml")
    assert [factor.words for factor in written.facts.factors] == [("shift",), ("stretch",)]


def test_nothing_is_replaced_unasked_and_nothing_left_of_what_fails(tmp_path):
    spec = tmp_path / "s.yaml"
    spec.write_text("mine")
    with pytest.raises(SpecError, match="CVQ126"):
        causalvq.from_arrays(layouts.IMAGES, layouts.LABELS, spec=spec)
    assert spec.read_text() == "mine"
    assert not (tmp_path / "s.npz").exists()

    (tmp_path / "s.npz").write_bytes(b"mine")
    with pytest.raises(DataError):
        causalvq.from_arrays(layouts.IMAGES, np.arange(48) // 48, spec=spec, replace=True)
    assert (tmp_path / "s.npz").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda at: causalvq.from_arrays(layouts.IMAGES, layouts.LABELS[:-1], spec=at), "a value for each image"),
        (lambda at: causalvq.from_arrays(layouts.IMAGES, layouts.LABELS, factors=["a"], spec=at), "column for each"),
        (lambda at: causalvq.from_arrays(layouts.IMAGES, layouts.LABELS, factors=["a", "a"], spec=at), "one name"),
        (lambda at: causalvq.from_arrays(layouts.IMAGES, {}, spec=at), "CVQ320"),
        (lambda at: causalvq.from_pairs(layouts.IMAGES, layouts.IMAGES[:-1], ["a"] * 48, spec=at), "do not match"),
        (lambda at: causalvq.from_frame({"a": [1]}, spec=at), "'dict' object has no attribute"),
    ],
)
def test_what_does_not_match_is_told(tmp_path, call, words):
    with pytest.raises((DataError, AttributeError), match=words):
        call(tmp_path / "s.yaml")


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e39])
def test_pixels_that_are_no_numbers_are_refused_before_a_file_is_written(tmp_path, value):
    images = np.zeros((4, 8, 8))
    images[2, 1, 1] = value

    with pytest.raises(DataError, match="images: CVQ330 image 2 has pixels"):
        causalvq.from_arrays(images, [0, 1, 0, 1], spec=tmp_path / "spec.yaml")
    with pytest.raises(DataError, match="after: CVQ330 image 2 has pixels"):
        causalvq.from_pairs(np.zeros_like(images), images, ["a"] * 4, spec=tmp_path / "spec.yaml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["speed [m/s]", "a/b", "../up", "images", "labels", "factor_sizes", "values_a", "x"])
def test_a_factor_may_have_a_name_that_no_array_has(tmp_path, name):
    labels = {name: [0.1, 0.25] * 30, "hue": ["red", "red", "blue"] * 20}
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8), dtype=np.uint8)
    written = causalvq.from_arrays(images, labels, spec=tmp_path / "spec.yaml")

    assert {factor.name: factor.values for factor in written.facts.factors} == {
        name: ("0.1", "0.25"),
        "hue": ("blue", "red"),
    }
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["spec.npz", "spec.yaml"]
