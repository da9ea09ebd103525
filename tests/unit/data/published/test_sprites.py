import numpy as np
import pytest
from PIL import Image

from causalvq.data.published.sprites import LAYERS, open_sprites
from causalvq.errors import DataError

BANDS = {layer: slice(place * 12, place * 12 + 12) for place, layer in enumerate((*LAYERS, "shoes"))}


def sheet(layer, style):
    """A sheet whose cells show, in a band of the layer, the style and the number of the cell."""
    pixels = np.zeros((1344, 832, 4), dtype=np.uint8)
    cells = np.arange(273).reshape(21, 13).repeat(64, axis=0).repeat(64, axis=1)
    rows = np.arange(1344) % 64
    inside = (rows >= BANDS[layer].start) & (rows < BANDS[layer].stop)
    pixels[inside, :, 0] = 40 * style
    pixels[inside, :, 1] = cells[inside] % 256
    pixels[inside, :, 2] = cells[inside] // 256
    pixels[inside, :, 3] = 255
    return pixels


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("Sprites")
    for layer, styles in (*((layer, range(6)) for layer in LAYERS), ("shoes", (1,))):
        (folder / layer).mkdir()
        for style in styles:
            Image.fromarray(sheet(layer, style)).save(folder / layer / f"{style}.png")
    return folder


def test_a_character_is_its_layers_over_black(folder):
    source = open_sprites(folder)
    index = np.ravel_multi_index((1, 2, 3, 4, 0, 0, 1), source.facts.sizes)
    image = source.images(np.array([index]))[0]

    assert source.facts.images == 93_312
    assert source.facts.grid_complete
    for layer, style in zip((*LAYERS, "shoes"), (1, 2, 3, 4, 1), strict=True):
        np.testing.assert_array_equal(image[BANDS[layer], :, 0], 40 * style)
    np.testing.assert_array_equal(image[60:], 0)


# Published frames: the walk's first frame is the last cell of its row, and the clips of seven or six cells repeat some.
@pytest.mark.parametrize(
    ("action", "direction", "cells"),
    [
        (0, 1, [125, 118, 119, 120, 121, 122, 123, 124]),
        (1, 0, [26, 27, 28, 29, 30, 31, 30, 32]),
        (2, 2, [195, 196, 197, 198, 199, 200, 199, 195]),
    ],
)
def test_the_frames_of_a_clip_are_the_published_cells(folder, action, direction, cells):
    source = open_sprites(folder)
    labels = np.array([[0, 0, 0, 0, action, direction, frame] for frame in range(8)])
    images = source.images(np.ravel_multi_index(tuple(labels.T), source.facts.sizes)).astype(int)

    assert (images[:, 0, 0, 1] + 256 * images[:, 0, 0, 2]).tolist() == cells


def test_half_transparent_pixels_mix(folder, tmp_path):
    for path in folder.rglob("*.png"):
        target = tmp_path / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    half = sheet("hair", 5)
    half[..., 3] //= 2
    Image.fromarray(half).save(tmp_path / "hair" / "5.png")
    source = open_sprites(tmp_path)
    image = source.images(np.array([np.ravel_multi_index((0, 0, 0, 5, 0, 0, 0), source.facts.sizes)]))[0]

    np.testing.assert_allclose(image[BANDS["hair"], :, 0], 200 * 127 / 255, atol=1)


def test_all_wrong_sheets_are_reported_together(folder, tmp_path):
    for path in folder.rglob("*.png"):
        target = tmp_path / path.relative_to(folder)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "body" / "0.png").unlink()
    (tmp_path / "hair" / "1.png").write_bytes(b"no image")
    Image.new("RGBA", (64, 64)).save(tmp_path / "topwear" / "2.png")
    (tmp_path / "shoes" / "1.png").write_bytes((folder / "shoes" / "1.png").read_bytes()[:5000])

    with pytest.raises(DataError) as caught:
        open_sprites(tmp_path)
    assert [fault.code for fault in caught.value.diagnostics] == ["CVQ301", "CVQ303", "CVQ308", "CVQ308"]


def test_an_npz_in_the_packages_format_is_read(arrays, write_npz):
    assert open_sprites(write_npz(arrays)).facts.sizes == (2, 3)


def test_an_npz_of_objects_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "sprites.npz"
    np.savez(path, sheets=np.array([{}], dtype=object), names=np.array([{}], dtype=object))

    with pytest.raises(DataError, match=r"CVQ304.*folder of layers"):
        open_sprites(path)
