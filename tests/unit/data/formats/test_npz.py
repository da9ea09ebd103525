import numpy as np
import pytest

from causalvq.data.formats.npz import NpzSource
from causalvq.errors import DataError


def fault_of(path):
    with pytest.raises(DataError) as caught:
        NpzSource(path)
    return caught.value.diagnostics[0]


@pytest.mark.parametrize("compressed", [True, False])
def test_images_factors_and_facts_come_back(arrays, write_npz, compressed):
    source = NpzSource(write_npz(arrays, compressed=compressed))
    indices = np.array([4, 0, 4])

    np.testing.assert_array_equal(source.images(indices), arrays["images"][indices])
    np.testing.assert_array_equal(source.factors(indices), arrays["labels"][indices])
    assert [(factor.name, factor.values) for factor in source.facts.factors] == [
        ("colour", ("red", "blue")),
        ("size", ("0", "1", "2")),
    ]
    assert source.facts.grid_complete


@pytest.mark.parametrize("compressed", [True, False])
def test_chunks_are_all_images_in_order(arrays, write_npz, compressed):
    chunks = list(NpzSource(write_npz(arrays, compressed=compressed)).chunks(4))

    assert [len(chunk) for chunk in chunks] == [4, 2]
    np.testing.assert_array_equal(np.concatenate(chunks), arrays["images"])


def test_grey_images_gain_a_channel(arrays, write_npz):
    source = NpzSource(write_npz({**arrays, "images": arrays["images"][..., 0]}))

    assert source.images(np.array([3])).shape == (1, 8, 8, 1)
    assert source.facts.channels == 1


def test_transparent_pixels_show_white(arrays, write_npz):
    rgba = np.zeros((6, 8, 8, 4), dtype=np.uint8)
    rgba[:, :4, :, 3] = 255
    image = NpzSource(write_npz({**arrays, "images": rgba})).images(np.array([0]))[0]

    assert image.shape == (8, 8, 3)
    assert (image[:4] == 0).all()
    assert (image[4:] == 255).all()


def test_four_channels_may_be_no_transparency(arrays, write_npz):
    four = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 4), dtype=np.uint8)

    np.testing.assert_array_equal(
        NpzSource(write_npz({**arrays, "images": four}), alpha="channel").images(np.arange(6)), four
    )


def test_images_without_labels_have_no_factors(arrays, write_npz):
    source = NpzSource(write_npz({"images": arrays["images"]}))

    assert source.facts.factors == ()
    assert source.factors(np.array([1, 2])).shape == (2, 0)


def test_cyclic_factors_are_declared_in_the_file(arrays, write_npz):
    facts = NpzSource(write_npz({**arrays, "factor_cyclic": np.array([False, True])})).facts

    assert [factor.cyclic for factor in facts.factors] == [False, True]


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("images", np.zeros((6, 8, 8, 3), dtype=np.complex64), "CVQ303", "'images' has the wrong shape or type"),
        ("images", np.zeros((6, 40, 40, 33), dtype=np.uint8), "CVQ303", "'images' has the wrong shape or type"),
        ("images", np.zeros((5, 8, 8, 3), dtype=np.uint8), "CVQ303", "'labels' has the wrong shape or type"),
        ("images", np.array([{}, {}], dtype=object), "CVQ304", "holds Python objects"),
        ("labels", np.full((6, 2), 0.5), "CVQ303", "the labels have the wrong shape or type"),
        ("labels", np.array([[0, 0]] * 5 + [[1, 3]]), "CVQ305", "'size' has a label out of range in row 5"),
        ("labels", np.array([[-1, 0], [-1, 1]] * 3), "CVQ305", "'colour' has a label out of range in row 0 and 5 more"),
        ("labels", np.array([[0, 0], [1, 2]] * 3), "CVQ305", "grid_complete is true"),
        ("labels", np.array([[1, 0], [1, 2]] * 3), "CVQ306", "factor 'colour' has only one value"),
        ("factor_sizes", np.array([2**62, 3]), "CVQ305", "it looks continuous"),
        ("factor_sizes", np.array([1, 3]), "CVQ303", "'values_colour' has the wrong shape"),
        ("factor_names", np.array(["colour", "colour"]), "CVQ303", "does not name each column"),
        ("factor_names", np.array(["color", "size"]), "CVQ305", "'values_colour' names no factor"),
        ("values_colour", np.array(["red", "red"]), "CVQ305", "names two values alike"),
        ("values_colour", np.array(["red", "red"], dtype=object), "CVQ304", "holds Python objects"),
    ],
)
def test_each_wrong_array_is_named(arrays, write_npz, name, value, code, words):
    path = write_npz({**arrays, name: value})
    fault = fault_of(path)

    assert fault.code == code
    assert words in fault.message
    assert fault.place.file == str(path)


def test_a_factor_with_one_value_is_refused(arrays, write_npz):
    arrays["labels"][:, 0] = 0
    del arrays["factor_sizes"], arrays["values_colour"], arrays["grid_complete"]

    assert fault_of(write_npz(arrays)).code == "CVQ306"


def test_all_bad_columns_are_reported_together(arrays, write_npz):
    arrays["labels"] = np.full((6, 2), 9)
    with pytest.raises(DataError) as caught:
        NpzSource(write_npz(arrays))

    assert len(caught.value.diagnostics) == 2


def test_a_missing_file_is_named(tmp_path):
    fault = fault_of(tmp_path / "none.npz")

    assert fault.code == "CVQ301"
    assert "none.npz does not exist" in fault.message


@pytest.mark.parametrize(
    ("numbers", "values"),
    [
        ([0, 10, 20, 0, 10, 30], ("0", "10", "20", "30")),
        ([1, 2, 3, 1, 2, 3], ("1", "2", "3")),
        ([0, 1, 3, 0, 1, 3], ("0", "1", "3")),
        ([-1, 0, 1, -1, 0, 1], ("-1", "0", "1")),
        ([0, 10**12, 1, 0, 1, 2], ("0", "1", "2", "1000000000000")),
        ([0.0, 10.0, 2.5, 0.0, -0.0, 10.0], ("0", "2.5", "10")),
    ],
)
def test_values_are_those_that_occur(arrays, write_npz, numbers, values):
    kept = {"images": arrays["images"], "labels": np.array(numbers)[:, None], "factor_names": np.array(["size"])}
    source = NpzSource(write_npz(kept))

    assert source.facts.factors[0].values == values
    assert [values[label] for (label,) in source.factors(np.arange(6))] == [
        str(number) if isinstance(number, int) else f"{number + 0:g}" for number in numbers
    ]


def test_declared_values_that_occur_keep_their_names_and_others_are_told(arrays, write_npz):
    labels = np.array([0, 2, 2, 0, 2, 0])
    declared = {"images": arrays["images"], "labels": labels, "values_hue": np.array(["red", "green", "blue"])}
    source = NpzSource(write_npz({**declared, "factor_names": np.array(["hue"])}))

    assert source.facts.factors[0].values == ("red", "blue")
    assert source.facts.factors[0].notices == ("green: declared, but of no image, and no value",)
    assert source.factors(np.arange(6))[:, 0].tolist() == [0, 1, 1, 0, 1, 0]


def test_declared_values_hold_for_arrays_by_name_and_for_labels_that_name_them(arrays, write_npz):
    archive = {"images": arrays["images"], "hue": np.array([2, 0, 0, 2, 0, 2]), "mood": np.array(["low", "high"] * 3)}
    declared = {"values_hue": np.array(["red", "green", "blue"]), "values_mood": np.array(["low", "high"])}
    facts = NpzSource(write_npz({**archive, **declared}), labels=["hue", "mood"]).facts

    assert [factor.values for factor in facts.factors] == [("red", "blue"), ("low", "high")]
    with pytest.raises(DataError, match="CVQ305 factor 'mood' has a label in row 1 that values_mood does not name"):
        NpzSource(write_npz({**archive, "values_mood": np.array(["low", "mid"])}), labels=["hue", "mood"])


def test_a_declared_size_without_names_is_what_numbers_go_up_to(arrays, write_npz):
    del arrays["values_colour"], arrays["grid_complete"]
    arrays["factor_sizes"] = np.array([9, 3])
    arrays["labels"][:, 0] *= 8

    assert NpzSource(write_npz(arrays)).facts.factors[0].values == ("0", "8")
