import numpy as np
import pytest
from hues import ROWS, write_table
from PIL import Image

from causalvq.data.sources.folder import FolderSource
from causalvq.errors import DataError


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


def test_a_caption_is_no_factor(tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    names = [f"{number}.png" for number in range(4097)]
    for name in names:
        (tmp_path / name).hardlink_to(tmp_path / "a.png")

    with pytest.raises(DataError, match="CVQ305 factor 'caption' has 4,097 values"):
        FolderSource(write_table(tmp_path, [f"{name},text {name}" for name in names], "file_name,caption"))


def test_tables_of_nested_folders_that_nothing_names_are_told(folder):
    before = FolderSource(folder).facts
    (folder / "train" / "metadata.jsonl").write_text('{"file_name": "red_9.png", "hue": "red"}')
    facts = FolderSource(folder).facts

    told = 'train/metadata.jsonl is not read: to take its labels say data.source.metadata: "*/metadata.jsonl"'
    assert facts.notices == (told,)
    assert facts.fingerprint == before.fingerprint  # it says nothing of the data
    assert FolderSource(folder, None).facts.notices == ()
