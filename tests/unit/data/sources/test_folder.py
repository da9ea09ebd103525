import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


@pytest.fixture
def folder(tmp_path):
    """Four pictures: two hues in two sizes, in a folder within the folder."""
    (tmp_path / "train").mkdir()
    for hue, colour in (("red", (200, 0, 0)), ("blue", (0, 0, 200))):
        for size in (9, 10):
            Image.new("RGB", (16, 16), colour).save(tmp_path / "train" / f"{hue}_{size}.png")
    return tmp_path


def write_table(folder, rows, header="file_name,hue,size"):
    (folder / "metadata.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder


ROWS = ["train/red_9.png,red,9", "train/blue_10.png,blue,10", "train/blue_9.png,blue,9", "train/red_10.png,red,10"]


def test_a_table_labels_the_images_in_its_order(folder):
    source = FolderSource(write_table(folder, ROWS))

    np.testing.assert_array_equal(source.factors(np.arange(4)), [[1, 0], [0, 1], [0, 0], [1, 1]])
    assert [factor.values for factor in source.facts.factors] == [("blue", "red"), ("9", "10")]
    np.testing.assert_array_equal(source.images(np.array([1]))[0, 0, 0], [0, 0, 200])
    assert source.facts.grid_complete


def test_the_column_of_files_may_stand_anywhere_and_columns_be_chosen(folder):
    rows = [",".join([row.split(",")[1], str(number), row.split(",")[0]]) for number, row in enumerate(ROWS)]
    source = FolderSource(write_table(folder, rows, "hue,id,file_name"), columns=["hue"])

    assert [factor.name for factor in source.facts.factors] == ["hue"]


def test_a_pattern_reads_names(folder):
    source = FolderSource(folder, pattern="{_}/{hue}_{size}.png")

    assert [(factor.name, factor.values) for factor in source.facts.factors] == [
        ("hue", ("blue", "red")),
        ("size", ("9", "10")),
    ]
    assert source.factors(np.array([0]))[0].tolist() == [0, 1]


def test_without_table_and_pattern_images_are_unlabelled(folder):
    assert FolderSource(folder).facts.factors == ()


def test_an_image_is_found_by_its_path(folder):
    source = FolderSource(folder)

    assert source.index_of(folder / "train" / ".." / "train" / "blue_9.png") == 1
    with pytest.raises(KeyError):
        source.index_of(folder / "none.png")


def test_images_of_many_sizes_are_resized_when_a_size_is_given(folder):
    Image.new("RGB", (40, 20), (0, 200, 0)).save(folder / "train" / "green_9.png")
    source = FolderSource(folder, size=8)

    assert source.images(np.arange(5)).shape == (5, 8, 8, 3)
    assert (source.facts.height, source.facts.native_height) == (8, 16)
    with pytest.raises(DataError, match=r"CVQ303 green_9\.png has another size"):
        FolderSource(folder).images(np.arange(5))


def test_grey_images_have_one_channel_unless_others_have_colours(tmp_path):
    for number in range(130):
        Image.new("L", (8, 8), number).save(tmp_path / f"{number:03}.png")
    assert FolderSource(tmp_path).images(np.array([7])).shape == (1, 8, 8, 1)

    Image.new("RGB", (8, 8), (9, 0, 0)).save(tmp_path / "001.png")  # not among those that are looked at
    with pytest.raises(DataError, match=r"001\.png has colours, but 000\.png is grey"):
        FolderSource(tmp_path).images(np.array([1]))

    Image.new("RGB", (8, 8), (9, 0, 0)).save(tmp_path / "002.png")
    images = FolderSource(tmp_path).images(np.array([0, 2, 7]))
    assert images[:, 0, 0].tolist() == [[0, 0, 0], [9, 0, 0], [7, 7, 7]]


def test_a_changed_image_changes_the_fingerprint_and_a_moved_folder_does_not(folder):
    before = FolderSource(folder).facts.fingerprint
    moved = folder.rename(folder.parent / f"{folder.name}_moved")
    assert FolderSource(moved).facts.fingerprint == before

    Image.new("RGB", (16, 16), (1, 2, 3)).save(moved / "train" / "red_9.png")
    assert FolderSource(moved).facts.fingerprint != before


def test_all_rows_with_missing_files_are_reported_together(folder):
    write_table(folder, [*ROWS, "train/none.png,red,9", "train/red_9.png,,9", "train/gone.png,red,9"])
    with pytest.raises(DataError) as caught:
        FolderSource(folder)

    assert [(fault.code, fault.place.line) for fault in caught.value.diagnostics] == [
        ("CVQ301", 6),
        ("CVQ310", 7),
        ("CVQ301", 8),
        ("CVQ310", None),
    ]
    assert caught.value.diagnostics[-1].message == "3 of 7 rows are not complete"


def test_rows_that_are_not_complete_are_left_out_when_asked_for_and_counted(folder):
    write_table(folder, [*ROWS[:3], "train/none.png,red,9", "train/red_10.png,,9"])
    source = FolderSource(folder, missing="skip")

    assert len(source) == 3
    assert source.facts.skipped == (
        "1 row whose image is not there",
        "1 row with an empty cell",
        "1 image without a row",
    )


def test_a_cell_that_is_no_factor_may_be_empty(folder):
    write_table(folder, [f"{row}," for row in ROWS], "file_name,hue,size,note")

    assert len(FolderSource(folder, columns=["hue", "size"])) == 4


def test_files_are_found_by_any_column_that_names_them_and_by_the_end_of_their_paths(folder):
    rows = [row.removeprefix("train/").replace(".png,", ",") for row in ROWS]
    (folder / "labels.tsv").write_text("\n".join(["image\thue\tsize", *(row.replace(",", "\t") for row in rows)]))
    source = FolderSource(folder, "labels.tsv")

    assert source.names == tuple(row.partition(",")[0] for row in ROWS)
    assert [factor.name for factor in source.facts.factors] == ["hue", "size"]
    assert source.locate("red_9", folder) == 0


def test_tables_of_several_folders_are_one_and_name_the_parts(folder):
    (folder / "test").mkdir()
    for name in ("red_10.png", "blue_10.png"):
        (folder / "train" / name).rename(folder / "test" / name)
    for part in ("train", "test"):
        rows = [
            row.partition("/")[2] for row in ROWS if (folder / part / row.partition("/")[2].partition(",")[0]).exists()
        ]
        (folder / part / "metadata.csv").write_text("\n".join(["file_name,hue,size", *rows]))
    source = FolderSource(folder, "*/metadata.csv")

    assert len(source) == 4
    assert source.column("part") == tuple(name.partition("/")[0] for name in source.names)
    assert set(source.columns) == {"hue", "size", "part"}
    with pytest.raises(KeyError):
        source.column("plate")


def test_measurements_are_cut_into_bins(folder):
    write_table(
        folder,
        [f"{row},{angle}" for row, angle in zip(ROWS, (0.1, 0.9, 2.2, 0.2), strict=True)],
        "file_name,hue,size,angle",
    )
    source = FolderSource(folder, columns=["angle"], bins={"angle": (0.5, 1.5)})

    assert source.factors(np.arange(4))[:, 0].tolist() == [0, 1, 2, 0]
    assert source.facts.factors[0].values == ("0.3", "1", "1.85")
    with pytest.raises(DataError, match="CVQ307 bins names 'angel'"):
        FolderSource(folder, columns=["angle"], bins={"angel": 2})
    with pytest.raises(DataError, match="CVQ305 hue is to be cut into bins"):
        FolderSource(folder, bins={"hue": 2})


@pytest.mark.parametrize(
    ("options", "rows", "header", "code"),
    [
        ({"file_column": "file"}, ROWS, "file_name,hue,size", "CVQ307"),
        ({}, [row.partition(",")[2] for row in ROWS], "hue,size", "CVQ310"),
        ({}, ROWS, "file_name,hue,hue", "CVQ310"),
        ({}, [], "file_name,hue,size", "CVQ310"),
        ({}, ["train/red_9.png,red"], "file_name,hue,size", "CVQ310"),
        ({}, ["train/red_9.png,red,9", "train/blue_9.png,blue,9"], "file_name,hue,size", "CVQ306"),
        ({"metadata": "labels.csv"}, ROWS, "file_name,hue,size", "CVQ301"),
        ({"columns": ["hui"]}, ROWS, "file_name,hue,size", "CVQ307"),
        ({"pattern": "{hue}-{size}.png"}, ROWS, "file_name,hue,size", "CVQ305"),
        ({"pattern": "{hue}_{hue}.png"}, ROWS, "file_name,hue,size", "CVQ305"),
        ({"pattern": "names.png"}, ROWS, "file_name,hue,size", "CVQ305"),
    ],
)
def test_wrong_tables_and_patterns_are_refused(folder, options, rows, header, code):
    write_table(folder, rows, header)

    with pytest.raises(DataError, match=code):
        FolderSource(folder, **options)


def test_a_folder_without_images_and_one_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="there are no images"):
        FolderSource(tmp_path)
    with pytest.raises(DataError, match="does not exist"):
        FolderSource(tmp_path / "none")


def png(width, height):
    """The start of a PNG that claims to be of a size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return start + struct.pack(">I", 1000) + b"IDAT" + bytes(100)


@pytest.mark.parametrize("side", [9000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_from_its_header(tmp_path, side):
    (tmp_path / "bomb.png").write_bytes(png(side, side))

    with pytest.raises(DataError, match=r"CVQ309 bomb\.png would unpack to too many pixels"):
        FolderSource(tmp_path)


def test_everything_broken_is_listed_by_a_check(folder):
    (folder / "train" / "red_10.png").write_bytes(b"no image")
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(
        folder / "train" / "blue_9.png"
    )
    data = (folder / "train" / "blue_9.png").read_bytes()
    (folder / "train" / "blue_9.png").write_bytes(data[: len(data) // 2])
    (folder / "train" / "zoom.png").write_bytes(png(12_000, 12_000))

    found = list(FolderSource(folder).broken())
    assert [(fault.code, fault.place.file.rsplit("/", 1)[1]) for fault in found] == [
        ("CVQ308", "blue_9.png"),
        ("CVQ308", "red_10.png"),
        ("CVQ309", "zoom.png"),
    ]


@pytest.mark.parametrize("kind", ["png", "pgm", "tif"])
def test_grey_levels_of_16_bits_are_kept(tmp_path, kind):
    pixels = np.random.default_rng(0).integers(0, 2**16, (8, 9), dtype=np.uint16)
    Image.fromarray(pixels).save(tmp_path / f"deep.{kind}")
    source = FolderSource(tmp_path)

    assert (source.facts.channels, source.facts.dtype) == (1, "uint16")
    np.testing.assert_array_equal(source.images(np.array([0]))[0, ..., 0], pixels)


def test_grey_levels_of_8_and_16_bits_do_not_mix(tmp_path):
    for name, dtype in (("a", np.uint16), ("b", np.uint8)):
        Image.fromarray(np.zeros((8, 8), dtype=dtype)).save(tmp_path / f"{name}.png")

    with pytest.raises(
        DataError, match=r"CVQ303 b\.png has another kind .* 1 channel of uint16; got: 1 channel of uint8"
    ):
        FolderSource(tmp_path).images(np.array([1]))


def test_transparency_may_be_a_channel(tmp_path):
    clear = np.random.default_rng(0).integers(0, 256, (8, 8, 4), dtype=np.uint8)
    Image.fromarray(clear).save(tmp_path / "a.png")
    Image.fromarray(clear[..., :3]).save(tmp_path / "b.png")
    source = FolderSource(tmp_path, alpha="channel")

    assert (source.facts.channels, FolderSource(tmp_path).facts.channels) == (4, 3)
    np.testing.assert_array_equal(source.images(np.array([0]))[0], clear)
    assert (source.images(np.array([1]))[0][..., 3] == 255).all()


def test_pixels_of_32_bits_are_refused(tmp_path):
    Image.fromarray(np.zeros((8, 8), dtype=np.int32)).save(tmp_path / "deep.tif")

    with pytest.raises(DataError, match=r"CVQ308 deep\.tif has a kind of pixels"):
        FolderSource(tmp_path)


def png_of_16_bits():
    """A right PNG of 8 x 8 pixels with 16 bits a channel, which Pillow opens as one of 8 bits."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x12\x34" * 3 * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_colours_of_16_bits_are_not_halved_in_silence(tmp_path):
    (tmp_path / "deep.png").write_bytes(png_of_16_bits())

    with pytest.raises(
        DataError, match=r"CVQ308 deep\.png has a kind of pixels.*8 or 16 bits; got: colours of 16 bits"
    ):
        FolderSource(tmp_path)


def test_an_animation_is_no_image_and_a_still_is(tmp_path):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "still.gif")
    assert FolderSource(tmp_path).images(np.array([0]))[0, 0, 0].tolist() == [255, 0, 0]

    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert [fault.message for fault in FolderSource(tmp_path).broken()] == ["moving.gif has several frames"]


@pytest.mark.parametrize("kind", ["png", "jpg", "tiff", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was_held(tmp_path, kind, orientation):
    pixels = np.zeros((16, 24, 3), dtype=np.uint8)
    pixels[:, :12, 0], pixels[:8, :, 1] = 255, 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "webp" else {}
    Image.fromarray(pixels).save(tmp_path / f"photo.{kind}", exif=exif, **options)
    source = FolderSource(tmp_path)
    with Image.open(tmp_path / f"photo.{kind}") as image:
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))

    assert (source.facts.native_height, source.facts.native_width) == expected.shape[:2]
    np.testing.assert_array_equal(source.images(np.array([0]))[0], expected)


def test_the_first_file_that_opens_decides_and_all_are_named_when_none_does(folder):
    for name in ("blue_10", "blue_9"):
        (folder / "train" / f"{name}.png").write_bytes(b"no image")
    assert FolderSource(folder).facts.native_height == 16

    for name in ("red_10", "red_9"):
        (folder / "train" / f"{name}.png").write_bytes(b"no image")
    with pytest.raises(DataError) as caught:
        FolderSource(folder)
    assert [fault.code for fault in caught.value.diagnostics] == ["CVQ308"] * 4


def test_files_are_relative_to_the_table_that_names_them(folder):
    write_table(folder / "train", [row.removeprefix("train/") for row in ROWS])
    source = FolderSource(folder, metadata="train/metadata.csv")

    np.testing.assert_array_equal(source.factors(np.arange(4)), [[1, 0], [0, 1], [0, 0], [1, 1]])


def test_a_file_may_be_named_by_its_whole_path(folder):
    rows = [f"{folder}/{row}" for row in ROWS]

    assert len(FolderSource(write_table(folder, rows))) == 4


def test_a_file_that_is_named_twice_is_refused(folder):
    with pytest.raises(DataError, match=r"metadata\.csv:6: CVQ310 the row names train/red_9\.png, as line 2 does"):
        FolderSource(write_table(folder, [*ROWS, "train/red_9.png,blue,9"]))


def test_a_caption_is_no_factor(tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    names = [f"{number}.png" for number in range(4097)]
    for name in names:
        (tmp_path / name).hardlink_to(tmp_path / "a.png")

    with pytest.raises(DataError, match="CVQ305 factor 'caption' has 4,097 values"):
        FolderSource(write_table(tmp_path, [f"{name},text {name}" for name in names], "file_name,caption"))
