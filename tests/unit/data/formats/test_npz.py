import zipfile

import numpy as np
import pytest

from causalvq.data.formats import archive_pixels
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


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(
    ("dtype", "channels", "handed_out"),
    [("uint8", 5, "uint8"), ("uint16", 1, "uint16"), (">u2", 32, "uint16"), ("float64", 2, "float32")],
)
def test_images_of_any_channels_and_depth(arrays, write_npz, dtype, channels, handed_out, compressed):
    images = np.random.default_rng(0).integers(0, 200, (6, 8, 8, channels)).astype(dtype)
    source = NpzSource(write_npz({**arrays, "images": images}, compressed=compressed))

    assert (source.facts.channels, source.facts.dtype) == (channels, handed_out)
    for read in (source.images(np.arange(6)), np.concatenate(list(source.chunks(4)))):
        assert read.dtype == handed_out
        np.testing.assert_array_equal(read, images)


def test_channels_may_come_first(arrays, write_npz):
    images = np.random.default_rng(0).integers(0, 256, (6, 5, 16, 16), dtype=np.uint8)
    source = NpzSource(write_npz({**arrays, "images": images}))

    assert (source.facts.height, source.facts.width, source.facts.channels) == (16, 16, 5)
    np.testing.assert_array_equal(source.images(np.array([4, 1])), images[[4, 1]].transpose(0, 2, 3, 1))


def test_a_pixel_that_is_no_number_is_told_when_it_is_read(arrays, write_npz):
    images = np.zeros((6, 8, 8, 3))
    images[5, 0, 0, 0] = np.nan
    source = NpzSource(write_npz({**arrays, "images": images}))

    source.images(np.arange(5))
    with pytest.raises(DataError, match=r"images\.npz: CVQ330 image 5 has pixels"):
        source.images(np.array([3, 5]))
    with pytest.raises(DataError, match=r"CVQ330 image 5 has pixels"):
        list(source.chunks(4))


def test_images_without_labels_have_no_factors(arrays, write_npz):
    source = NpzSource(write_npz({"images": arrays["images"]}))

    assert source.facts.factors == ()
    assert source.factors(np.array([1, 2])).shape == (2, 0)


def test_cyclic_factors_are_declared_in_the_file(arrays, write_npz):
    facts = NpzSource(write_npz({**arrays, "factor_cyclic": np.array([False, True])})).facts

    assert [factor.cyclic for factor in facts.factors] == [False, True]


def test_equal_files_have_equal_fingerprints_and_one_pixel_changes_it(arrays, write_npz):
    first = NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint
    assert NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint == first

    arrays["images"][0, 0, 0, 0] ^= 1
    assert NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint != first


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("images", np.zeros((6, 8, 8, 3), dtype=np.int64), "CVQ303", "'images' has the wrong shape or type"),
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


@pytest.mark.parametrize("keep", [0, 10, 200, -10])
def test_a_truncated_file_is_damaged(arrays, write_npz, keep):
    path = write_npz(arrays)
    path.write_bytes(path.read_bytes()[:keep])

    assert fault_of(path).code == "CVQ302"


def test_damaged_pixels_are_found_when_they_are_read(arrays, write_npz):
    rng = np.random.default_rng(0)
    arrays["images"] = rng.integers(0, 256, (6, 64, 64, 3), dtype=np.uint8)
    path = write_npz(arrays)
    data = bytearray(path.read_bytes())
    data[40_000] ^= 255
    path.write_bytes(data)
    source = NpzSource(path)

    with pytest.raises(DataError, match="CVQ302"):
        source.images(np.array([0]))


def test_an_array_that_claims_to_unpack_to_terabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.npz"
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000, 1000, 3), }"
    header = header.ljust(117) + "\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())

    fault = fault_of(path)
    assert fault.code == "CVQ309"
    assert "'images'" in fault.message


def test_large_compressed_images_are_picked_out_of_the_stream(arrays, write_npz, monkeypatch):
    monkeypatch.setattr(archive_pixels, "UNPACKED", 100)
    monkeypatch.setattr(archive_pixels, "BLOCK", 2)
    source = NpzSource(write_npz(arrays))
    monkeypatch.setattr(archive_pixels.Archive, "read", None)
    indices = np.array([3, 0, 3, 5])

    np.testing.assert_array_equal(source.images(indices), arrays["images"][indices])
    assert source.images(np.array([], dtype=np.int64)).shape == (0, 8, 8, 3)


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


def test_a_stream_of_deep_images_is_picked_from_too(arrays, write_npz, monkeypatch):
    monkeypatch.setattr(archive_pixels, "UNPACKED", 100)
    monkeypatch.setattr(archive_pixels, "BLOCK", 2)
    images = np.random.default_rng(0).integers(0, 60_000, (6, 5, 16, 16), dtype=np.uint16)
    source = NpzSource(write_npz({**arrays, "images": images}))
    indices = np.array([3, 0, 5])

    np.testing.assert_array_equal(source.images(indices), images[indices].transpose(0, 2, 3, 1))
