import layouts
import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl import load
from causalvq.errors import DataError
from causalvq.init import Options, propose

PLACE, LENGTH, NAMES = layouts.PLACE, layouts.LENGTH, layouts.NAMES


def proposed(top, **options):
    """The report of a proposal for the folder `data`, and the spec that was written, which compiles."""
    proposal = propose(top / "data", top / "spec.yaml", Options(**options))
    (top / "spec.yaml").write_text(proposal.text)
    compile_document(load(top / "spec.yaml"))
    return proposal.report, load(top / "spec.yaml").spec.data


@pytest.fixture
def folder(tmp_path):
    """A folder of pictures."""
    layouts.pictures(tmp_path / "data")
    return tmp_path / "data"


def names(report):
    return {factor.name: factor.values for factor in report.facts.factors}


def test_tables_that_say_more_of_the_same_images_are_joined(folder, tmp_path):
    layouts.table(folder / "places.csv", ["file_name", "place"], layouts.rows(PLACE))
    layouts.table(folder / "lengths.csv", ["image", "length"], layouts.rows(LENGTH))

    report, data = proposed(tmp_path)
    assert set(data.source.metadata) == {"places.csv", "lengths.csv"}
    assert names(report) == {"place": ("0", "1", "2", "3"), "length": ("0", "1", "2")}
    assert report.facts.images == len(NAMES)


def test_columns_that_name_images_together_are_no_factors(folder, tmp_path):
    rows = []
    for index, name in enumerate(NAMES):
        (folder / name).rename(folder / f"P{index // 8 + 1}_w{index % 8}.png")
        rows.append((f"P{index // 8 + 1}", f"w{index % 8}", PLACE[index], LENGTH[index]))
    layouts.table(folder / "layout.csv", ["plate", "well", "place", "length"], rows)

    report, data = proposed(tmp_path)
    assert data.source.file_column == "{plate}_{well}.png"
    assert set(names(report)) == {"place", "length"}


@pytest.mark.parametrize("name", ["patient", "Subject ID", "plate"])
def test_a_column_of_groups_is_what_is_split_by_and_held_within_a_pair(folder, tmp_path, name):
    patients = [f"p{index % 6}" for index in range(len(NAMES))]
    layouts.table(
        folder / "metadata.csv", ["file_name", "place", "length", name], layouts.rows(PLACE, LENGTH, patients)
    )

    report, data = proposed(tmp_path)
    assert data.split.by == name
    assert set(names(report)) == {"place", "length"}
    assert any(text.startswith(f"by {name}") for row, text in report.rows() if row == "split")


def test_a_group_of_which_there_are_few_is_a_factor(folder, tmp_path):
    layouts.table(folder / "metadata.csv", ["file_name", "place", "site"], layouts.rows(PLACE, LENGTH))

    report, data = proposed(tmp_path)
    assert (set(names(report)), data.split.by) == ({"place", "site"}, "pairs")


def test_cells_that_stand_for_no_value_are_asked_about(folder, tmp_path):
    ages = ["-1" if index % 9 == 0 else length for index, length in enumerate(LENGTH)]
    layouts.table(folder / "metadata.csv", ["file_name", "place", "age"], layouts.rows(PLACE, ages))

    with pytest.raises(DataError, match=r"CVQ323 .*rows in which age is -1, taken for no value.*--missing keep"):
        proposed(tmp_path)
    report, data = proposed(tmp_path, missing="skip")
    assert data.source.empty == {"age": ("-1",)}
    assert names(report)["age"] == ("0", "1", "2")
    assert report.facts.images == sum(age != "-1" for age in ages)
    assert names(proposed(tmp_path, missing="keep")[0])["age"] == ("-1", "0", "1", "2")


def test_frames_that_follow_each_other_are_pairs(folder, tmp_path):
    rows = [(index // 12, index % 12, name, "ab"[index % 2]) for index, name in enumerate(NAMES)]
    layouts.table(folder / "log.csv", ["episode", "frame", "image", "action"], rows)

    report, data = proposed(tmp_path)
    assert data.pairs.origin == "file"
    assert data.pairs.columns == {"image": "image", "episode": "episode", "frame": "frame", "action": "action"}
    assert sum(sum(counts) for counts in report.made.counts.pairs.values()) >= len(NAMES) - 8


@pytest.mark.parametrize(
    ("header", "read"),
    [
        (("vorher", "nachher", "was"), "pairs"),
        (("Initial image", "Final image", "what"), "pairs"),
        (("picture", "mask", "kind"), "labels"),
        (("left", "right", "kind"), "labels"),
        (("foo", "bar", "what"), "asked"),
    ],
)
def test_two_images_a_row_are_pairs_views_or_asked_about(tmp_path, header, read):
    (tmp_path / "data").mkdir()
    for number, (x, y, _) in enumerate(layouts.STEPS):
        layouts.save(tmp_path / "data" / "one" / f"{number}.png", layouts.IMAGES[x])
        layouts.save(tmp_path / "data" / "two" / f"{number}.png", layouts.IMAGES[y])
    rows = [(f"one/{number}.png", f"two/{number}.png", word) for number, (_, _, word) in enumerate(layouts.STEPS)]
    layouts.table(tmp_path / "data" / "t.csv", list(header), rows)

    if read == "asked":
        with pytest.raises(DataError, match=r"CVQ321 t\.csv names two images a row, foo and bar.*--pairs t\.csv"):
            proposed(tmp_path)
        _, data = proposed(tmp_path, pairs=tmp_path / "data" / "t.csv")
        assert data.pairs.columns == {"before": "foo", "after": "bar"}
        return
    _, data = proposed(tmp_path)
    assert (data.pairs.origin == "file") == (read == "pairs")


def test_a_table_of_samples_says_more_of_the_images_of_each(folder, tmp_path):
    samples = [f"s{place}{length}" for place, length in zip(PLACE, LENGTH, strict=True)]
    layouts.table(folder / "images.csv", ["file", "sample"], layouts.rows(samples))
    rows = sorted({(sample, place, length) for sample, place, length in zip(samples, PLACE, LENGTH, strict=True)})
    layouts.table(folder / "samples.csv", ["sample", "place", "length"], rows)

    report, data = proposed(tmp_path)
    assert data.source.metadata == ("images.csv", "samples.csv")
    assert names(report) == {"place": ("0", "1", "2", "3"), "length": ("0", "1", "2")}
    assert "sample: it leads to the rows of samples.csv" in [text for row, text in report.rows() if row == "left out"]
