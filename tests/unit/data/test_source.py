import numpy as np

from causalvq.data.formats.npz import NpzSource
from causalvq.data.source import Resized, chunks_by_index


def test_a_resized_source_has_the_labels_and_the_new_size(arrays, write_npz):
    source = NpzSource(write_npz(arrays))
    small = Resized(source, 4)

    assert len(small) == 6
    assert (small.facts.height, small.facts.width, small.facts.native_height) == (4, 4, 8)
    assert small.facts.factors == source.facts.factors
    np.testing.assert_array_equal(small.factors(np.arange(6)), source.factors(np.arange(6)))


def test_images_and_chunks_are_resized_alike(arrays, write_npz):
    arrays["images"] = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 3), dtype=np.uint8)
    small = Resized(NpzSource(write_npz(arrays)), 4)
    blocks = arrays["images"].reshape(6, 4, 2, 4, 2, 3).mean(axis=(2, 4))

    np.testing.assert_array_equal(small.images(np.arange(6)), np.floor(blocks + 0.5))
    np.testing.assert_array_equal(np.concatenate(list(small.chunks(4))), small.images(np.arange(6)))


def test_chunks_by_index_are_all_images_once_in_order(arrays, write_npz):
    source = NpzSource(write_npz(arrays))

    assert [len(chunk) for chunk in chunks_by_index(source, 4)] == [4, 2]
    np.testing.assert_array_equal(np.concatenate(list(chunks_by_index(source, 4))), arrays["images"])
