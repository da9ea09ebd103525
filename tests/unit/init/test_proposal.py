import layouts
import numpy as np
import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl import load
from causalvq.errors import DataError
from causalvq.init import Options, propose


def proposed(top, made, **options):
    """The report of a proposal for a layout, and the spec that was written."""
    data = top / "data"
    data.mkdir()
    path = made(data)
    proposal = propose(path, top / "spec.yaml", Options(**options))
    (top / "spec.yaml").write_text(proposal.text)
    return proposal.report, load(top / "spec.yaml").spec


def refused(top, made, **options):
    """What is said of a layout that becomes no spec."""
    with pytest.raises(DataError) as caught:
        proposed(top, made, **options)
    assert not list(top.glob(".*.trial"))
    return caught.value.diagnostics


def said(report, what):
    return [text for row, text in report.rows() if row == what]


@pytest.mark.parametrize("made", layouts.TRAINED, ids=lambda made: made.__name__)
def test_a_layout_becomes_a_spec_that_compiles_with_pairs_in_every_part(tmp_path, made):
    report, _ = proposed(tmp_path, made)
    compiled = compile_document(load(tmp_path / "spec.yaml"))

    assert compiled.plan.digest == report.made.plan.digest
    assert all(min(compiled.counts.of(factor).values()) > 0 for factor in compiled.counts.factors)
    assert not list(tmp_path.glob(".*.trial"))


@pytest.mark.parametrize(
    ("made", "names", "sizes"),
    [
        (layouts.npz, ("place", "length"), (4, 3)),
        (layouts.npz_without_names, ("factor_0", "factor_1"), (4, 3)),
        (layouts.npz_of_columns, ("place", "length"), (4, 3)),
        (layouts.one_hot, ("factor_0", "factor_1"), (4, 3)),
        (layouts.measured, ("place", "angle"), (4, 3)),
        (layouts.npy_and_table, ("place", "length"), (4, 3)),
        (layouts.images_in_a_folder, ("place", "length"), (4, 3)),
        (layouts.one_hot_columns, ("place", "length"), (4, 3)),
        (layouts.numbers_for_names, ("place", "length"), (4, 3)),
        (layouts.json_by_name, ("place", "length"), (4, 3)),
        (layouts.class_folders, ("place", "length"), (4, 3)),
        (layouts.folders_of_folders, ("class_1", "class_2"), (4, 3)),
        (layouts.names_that_say, ("place", "length"), (4, 3)),
        (layouts.pairs_with_labels, ("place", "length"), (4, 3)),
        (layouts.pairs_of_own_words, ("shift", "stretch"), (0, 0)),
        (layouts.npz_before_and_after, ("shift", "stretch"), (0, 0)),
    ],
)
def test_factors_are_those_of_the_layout(tmp_path, made, names, sizes):
    report, _ = proposed(tmp_path, made)
    factors = report.made.plan.data.factors

    assert tuple(sorted(factor.name for factor in factors)) == tuple(sorted(names))
    assert {factor.name: factor.size for factor in factors} == dict(zip(names, sizes, strict=True))


def test_what_is_no_factor_is_left_out_and_why_is_said(tmp_path):
    report, spec = proposed(tmp_path, layouts.columns_of_all_kinds)

    assert spec.data.source.columns == ("place", "length")
    assert said(report, "left out") == [
        "well: an identifier (A0, A1, A10, ...)",
        "operator: one value (kim)",
        "taken: a time (2024-01-01T10:00, 2024-01-02T10:00, 2024-01-03T10:00, ...)",
        "note: free text (a square that stands ..., a square that stands ..., a square that stands ..., ...)",
    ]
    assert "# Left out: operator, one value (kim)." in (tmp_path / "spec.yaml").read_text()


def test_parts_that_folders_or_a_column_name_are_kept(tmp_path):
    report, spec = proposed(tmp_path, layouts.tables_in_parts)
    assert spec.data.split.by == "part"
    assert report.made.counts.images["test"] == 12

    (tmp_path / "other").mkdir()
    report, spec = proposed(tmp_path / "other", layouts.a_column_of_parts)
    assert spec.data.split.by == "subset"
    assert report.made.counts.images == {"train": 24, "validation": 12, "test": 12}


def test_measurements_are_cut_between_their_groups(tmp_path):
    _, spec = proposed(tmp_path, layouts.measured)

    low, high = spec.data.source.bins["angle"]
    assert 0.4 < low < 0.6
    assert 1.4 < high < 1.6


def test_pairs_of_own_words_are_left_to_be_understood_and_pairs_of_factors_are_steps(tmp_path):
    report, spec = proposed(tmp_path, layouts.pairs_of_own_words)
    assert spec.interventions.actions == "auto"
    assert spec.data.pairs.opposites is None
    assert report.made.plan.data.open_words
    for name, made in (("steps", layouts.pairs_of_steps), ("labels", layouts.pairs_with_labels)):
        (tmp_path / name).mkdir()
        assert proposed(tmp_path / name, made)[1].interventions.actions == "step"


def test_pairs_without_an_action_are_inferred(tmp_path):
    assert proposed(tmp_path, layouts.pairs_partly_known)[1].interventions.labels == "partial"


def test_columns_that_words_do_not_tell_are_named(tmp_path):
    _, spec = proposed(tmp_path, layouts.pairs_of_odd_words)

    assert dict(spec.data.pairs.columns) == {"before": "img1", "after": "img2", "action": "op"}


def test_what_was_done_may_stand_in_a_table_or_in_folders(tmp_path):
    _, spec = proposed(tmp_path, layouts.before_and_after_with_table)
    assert spec.data.pairs.model_dump()["before"] == "before/{name}.png"
    assert spec.data.pairs.actions == "data/actions.csv"

    (tmp_path / "other").mkdir()
    report, spec = proposed(tmp_path / "other", layouts.a_folder_for_each_action)
    assert spec.data.pairs.before == "{action}/{name}_pre.png"
    assert [factor.words for factor in report.facts.factors] == [("shift",), ("stretch",)]


def test_pairs_of_which_nothing_says_what_was_done_are_asked_for(tmp_path):
    (fault,) = refused(tmp_path, layouts.before_and_after)

    assert fault.code == "CVQ320"
    assert f"{len(layouts.STEPS)} pairs of images, before/{{name}}.png and after/{{name}}.png" in fault.message
    assert "name,action\n        000,push_left\n" in fault.hint


def test_images_of_which_nothing_is_said_are_no_spec(tmp_path):
    def loose(top):
        layouts.pictures(top)
        (top / "README.txt").write_text("made by hand")
        (top / "notes.docx").write_bytes(b"")
        return top

    (fault,) = refused(tmp_path, loose)
    assert (fault.code, "000.png,red,1" in fault.hint) == ("CVQ320", True)


def test_tables_without_a_factor_are_told_column_by_column(tmp_path):
    def constant(top):
        layouts.pictures(top)
        layouts.table(top / "labels.csv", ["file_name", "operator"], [(name, "kim") for name in layouts.NAMES])
        return top

    (fault,) = refused(tmp_path, constant)
    assert (fault.code, fault.got) == ("CVQ320", "operator: one value (kim)")


def test_tables_that_are_not_used_are_named_with_the_reason(tmp_path):
    def several(top):
        layouts.metadata(top)
        (top / "damaged.json").write_text('{"a": [1,')
        (top / "book.xlsx").write_bytes(b"PK\3\4")
        layouts.table(top / "prices.csv", ["item", "price"], [("square", 3), ("bar", 4)])
        layouts.table(
            top / "more.csv", ["file_name", "shade"], [(name, n % 2) for n, name in enumerate(layouts.NAMES[:9])]
        )
        (top / "notes.yaml").write_text("")
        return top

    report, _ = proposed(tmp_path, several)
    unused = said(report, "not used")
    assert [line.partition(":")[0] for line in unused] == [
        "book.xlsx",
        "damaged.json",
        "more.csv",
        "prices.csv",
        "not understood",
    ]
    assert "prices.csv: it names no image" in unused
    assert "not understood: notes.yaml" in unused
    assert any(line.startswith("more.csv labels images too: --labels more.csv") for line in said(report, "or"))


def test_an_option_takes_the_other_reading(tmp_path):
    def both(top):
        layouts.names_that_say(top)
        names = sorted(path.name for path in top.glob("*.png"))
        layouts.table(top / "labels.csv", ["file_name", "shade"], [(name, n % 2) for n, name in enumerate(names)])
        return top

    report, _ = proposed(tmp_path, both)
    assert [factor.name for factor in report.facts.factors] == ["shade"]
    assert "--labels names" in " ".join(said(report, "or"))

    for name, options, factors in (
        ("names", {"labels": "names"}, ["place", "length"]),
        ("pattern", {"pattern": "place-{p}_{*}.png"}, ["p"]),
        ("table", {"labels": "labels.csv"}, ["shade"]),
    ):
        top = tmp_path / name
        top.mkdir()
        if "labels" in options and options["labels"] == "labels.csv":
            options = {"labels": top / "data" / "labels.csv"}
        report, _ = proposed(top, both, **options)
        assert [factor.name for factor in report.facts.factors] == factors


def incomplete(top):
    layouts.metadata(top)
    (top / layouts.NAMES[5]).unlink()
    layouts.save(top / "extra.png", layouts.IMAGES[0])
    return top


def test_what_is_not_complete_is_an_error_unless_it_may_be_left_out(tmp_path):
    (fault,) = refused(tmp_path, incomplete)
    assert fault.code == "CVQ323"
    assert "1 row whose image is not there and 1 image without a row" in fault.message
    assert "--missing skip" in fault.hint

    top = tmp_path / "other"
    top.mkdir()
    report, spec = proposed(top, incomplete, missing="skip")
    assert spec.data.source.missing == "skip"
    assert said(report, "skipped") == ["1 row whose image is not there", "1 image without a row"]
    assert report.facts.images == len(layouts.NAMES) - 1


def test_factors_that_leave_no_pairs_are_left_out(tmp_path):
    def with_shots(top):
        layouts.pictures(top)
        shot = [n // 2 for n in range(len(layouts.NAMES))]  # two images of each
        layouts.table(top / "labels.csv", ["file_name", "place", "shot"], layouts.rows(layouts.PLACE, shot))
        return top

    report, spec = proposed(tmp_path, with_shots)
    assert spec.data.factors == ("place",)
    assert "shot: with it, no or few images differ in one factor alone" in said(report, "left out")


def test_images_no_two_of_which_differ_in_one_factor_are_told(tmp_path):
    def diagonal(top):
        labels = np.stack([np.arange(8) % 8] * 2, axis=1).repeat(4, axis=0)
        np.savez(top / "x.npz", images=layouts.IMAGES[:32], labels=labels)
        return top / "x.npz"

    report, _ = proposed(tmp_path, diagonal)
    assert len(report.facts.factors) == 1  # one of the two says all


def test_names_that_cannot_stand_in_a_spec_are_left_out(tmp_path):
    def odd(top):
        layouts.pictures(top)
        header = ["file_name", "place [cm]", "x" * 257]
        layouts.table(top / "labels.csv", header, layouts.rows(layouts.PLACE, layouts.LENGTH))
        return top

    report, _ = proposed(tmp_path, odd)
    assert said(report, "left out") == [
        f"{'x' * 257}: its name cannot stand in a spec: it has 257 signs, more than 256"
    ]
    assert said(report, "factor") == ["place [cm]: 4 values: 0, 1, 2, 3"]


@pytest.mark.parametrize(
    ("name", "content", "code", "hint"),
    [
        ("x.zip", b"PK", "CVQ322", "unpack it"),
        ("x.png", b"", "CVQ322", "name its folder"),
        ("x.csv", b"a,b\n1,2\n", "CVQ322", "--labels"),
        ("x.pt", b"", "CVQ322", "--template"),
        ("x.npz", b"PK", "CVQ302", ""),
        ("none", None, "CVQ301", ""),
    ],
)
def test_files_that_are_no_data_are_told(tmp_path, name, content, code, hint):
    def one(top):
        if content is not None:
            (top / name).write_bytes(content)
        return top / name

    (fault,) = refused(tmp_path, one)
    assert fault.code == code
    assert hint in (fault.hint or "")


@pytest.mark.parametrize("file", ["x.npz", "images.npy", "x.h5"])
def test_arrays_with_pixels_that_are_no_numbers_are_told_before_a_spec_is_written(tmp_path, file):
    pixels = layouts.IMAGES.astype("f4")
    pixels[-1, 0, 0, 0] = np.nan

    def damaged(top):
        if file == "x.npz":
            np.savez_compressed(top / file, images=pixels, labels=layouts.LABELS)
        elif file == "images.npy":
            np.save(top / file, pixels)
            np.save(top / "labels.npy", layouts.LABELS)
            return top
        else:
            h5py = pytest.importorskip("h5py")
            with h5py.File(top / file, "w") as arrays:
                arrays.update(images=pixels, labels=layouts.LABELS)
        return top / file

    (fault,) = refused(tmp_path, damaged)
    assert fault.code == "CVQ330"
    assert f"image {len(pixels) - 1:,}" in fault.message


def test_the_spec_may_lie_anywhere(tmp_path):
    (tmp_path / "specs" / "deep").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    spec = tmp_path / "specs" / "deep" / "spec.yaml"
    proposal = propose(layouts.pairs_of_own_words(tmp_path / "data"), spec, Options())

    assert "path: ../../data" in proposal.text
    assert "file: ../../data/pairs.csv" in proposal.text


@pytest.mark.parametrize("content", [b"", b"<html>", None])
def test_images_that_cannot_be_read_are_told_before_training(tmp_path, content):
    def damaged(top):
        layouts.metadata(top)
        path = top / layouts.NAMES[7]
        path.write_bytes(path.read_bytes()[:-40] if content is None else content)
        return top

    faults = refused(tmp_path, damaged)
    assert [fault.code for fault in faults] == ["CVQ308", "CVQ308"]
    assert "1 of the 48 images that were read are damaged" in faults[-1].message


@pytest.mark.parametrize(
    ("header", "second", "left"),
    [
        (["image_path", "mask_path", "place", "length"], "masks", "mask_path: it names other images"),
        (["left", "right", "place", "length"], "right", "right: it names other images"),
    ],
)
def test_two_images_of_one_row_are_no_pair_where_nothing_says_so(tmp_path, header, second, left):
    def both(top):
        layouts.pictures(top / "images")
        layouts.pictures(top / second)
        names = [(f"images/{name}", f"{second}/{name}") for name in layouts.NAMES]
        told = [(*two, *labels) for two, labels in zip(names, layouts.LABELS.tolist(), strict=True)]
        layouts.table(top / "labels.csv", header, told)
        return top

    report, _ = proposed(tmp_path, both)
    assert {factor.name: factor.size for factor in report.facts.factors} == {"place": 4, "length": 3}
    assert said(report, "left out") == [left]


def test_numbers_that_lead_to_images_are_no_pairs(tmp_path):
    def ranked(top):
        layouts.pictures(top)
        rank = list(range(len(layouts.NAMES)))[::-1]
        told = list(zip(rank, layouts.PLACE, layouts.LENGTH, range(len(rank)), strict=True))
        layouts.table(top / "labels.csv", ["rank", "place", "length", "image"], told)
        return top

    report, spec = proposed(tmp_path, ranked)
    assert spec.data.source.file_column == "image"
    assert [factor.name for factor in report.facts.factors] == ["place", "length"]
    assert report.made.counts.of("place")["train"] > 0


def test_columns_of_pairs_that_say_nothing_are_named(tmp_path):
    report, _ = proposed(tmp_path, layouts.pairs_of_odd_words)

    assert said(report, "note") == [
        "of list.csv, img1 is taken for the image before and img2 for the one after: data.pairs.columns says otherwise",
        "of list.csv these columns are not used: who",
    ]


def test_lists_of_parts_are_the_split(tmp_path):
    def lists(top):
        layouts.pictures(top / "images")
        for part in ("train", "val"):
            chosen = [row for n, row in enumerate(layouts.rows(layouts.PLACE)) if (n % 4 == 0) == (part == "val")]
            (top / f"{part}.txt").write_text("".join(f"{name} {place}\n" for name, place in chosen))
        return top

    report, spec = proposed(tmp_path, lists)
    assert spec.data.split.by == "part"
    assert report.made.counts.images["validation"] == 12


def test_numbers_in_several_columns_are_no_action(tmp_path):
    def pushes(top):
        layouts.pictures(top)
        told = [
            (layouts.NAMES[x], layouts.NAMES[y], int(word == "shift"), int(word != "shift"))
            for x, y, word in layouts.STEPS
        ]
        layouts.table(top / "pushes.csv", ["original", "edited", "push_right", "push_left"], told)
        return top

    (fault,) = refused(tmp_path, pushes)
    assert (fault.code, fault.message) == ("CVQ310", "no column says what was done")


def test_lists_of_names_and_splits_of_numbers_are_told(tmp_path):
    def lists(top):
        layouts.pictures(top)
        fold = [n % 3 for n in range(len(layouts.NAMES))]
        layouts.table(top / "l.csv", ["file_name", "place", "fold"], layouts.rows(layouts.PLACE, fold))
        (top / "train.txt").write_text("\n".join(layouts.NAMES[:30]))
        return top

    report, _ = proposed(tmp_path, lists)
    assert said(report, "left out") == ["fold: a split whose parts are not named train, validation or test (0, 1, 2)"]
    assert said(report, "not used") == ["train.txt: it lists images and says nothing of them"]


def test_named_parts_without_pairs_give_way_to_parts_drawn_by_pairs(tmp_path):
    def apart(top):
        layouts.pictures(top)
        parts = ["test" if n < 2 else "train" for n in range(len(layouts.NAMES))]
        header = ["file_name", "place", "length", "split"]
        layouts.table(top / "l.csv", header, layouts.rows(layouts.PLACE, layouts.LENGTH, parts))
        return top

    report, spec = proposed(tmp_path, apart)
    assert spec.data.split.by == "pairs"
    assert said(report, "note") == [
        "the parts that split names leave a factor without pairs: parts are drawn by pairs instead"
    ]


def test_a_column_beside_a_name_that_leads_to_images_is_a_label(tmp_path):
    def ages(top):
        for number, image in enumerate(layouts.IMAGES):
            layouts.save(top / f"{number}.png", image)
        told = [(n, 18 + n % 30, *labels) for n, labels in enumerate(layouts.LABELS.tolist())]
        layouts.table(top / "labels.csv", ["image_id", "age", "place", "length"], told)
        return top

    report, _ = proposed(tmp_path, ages)
    assert [factor.name for factor in report.facts.factors] == ["place", "length"]
    assert "age" in " ".join(said(report, "left out"))


def test_a_real_factor_is_not_left_out_for_what_was_never_held_still(tmp_path):
    def with_camera(top):
        layouts.pictures(top)
        random = np.random.default_rng(0)
        camera, operator = random.integers(0, 2, 48).tolist(), random.integers(0, 2, 48).tolist()
        header = ["file_name", "place", "length", "camera", "crew"]
        layouts.table(top / "l.csv", header, layouts.rows(layouts.PLACE, layouts.LENGTH, camera, operator))
        return top

    report, _ = proposed(tmp_path, with_camera)
    assert {"place", "length"} <= {factor.name for factor in report.facts.factors}


def test_pairs_that_do_not_say_what_was_done_are_asked_for(tmp_path):
    def silent(top):
        layouts.pictures(top)
        layouts.table(
            top / "p.csv", ["before", "after"], [(layouts.NAMES[x], layouts.NAMES[y]) for x, y, _ in layouts.STEPS]
        )
        return top

    (fault,) = refused(tmp_path, silent)
    assert fault.code == "CVQ320"
    assert "before,after,action\n" in fault.hint


def test_images_that_follow_others_in_arrays_are_pairs(tmp_path):
    def transitions(top):
        x, y, words = zip(*layouts.STEPS, strict=True)
        np.savez(top / "t.npz", obs=layouts.IMAGES[list(x)], next_obs=layouts.IMAGES[list(y)], action=np.array(words))
        return top / "t.npz"

    _, spec = proposed(tmp_path, transitions)
    assert (spec.data.pairs.before, spec.data.pairs.after, spec.data.pairs.actions) == ("obs", "next_obs", "action")


def test_labels_of_a_held_out_part_say_nothing_of_training_images(tmp_path):
    def parts(top):
        labels = layouts.LABELS[:, 0]
        np.savez(top / "t.npz", x_test=layouts.IMAGES, y_test=labels[::-1], x_train=layouts.IMAGES, y_train=labels)
        return top / "t.npz"

    _, spec = proposed(tmp_path, parts)
    assert (spec.data.source.images, spec.data.source.labels) == ("x_train", ("y_train",))


def test_parts_come_with_what_to_write_to_have_all_of_them(tmp_path, monkeypatch):
    labels, images = layouts.LABELS, layouts.IMAGES
    parts = {"x_train": images, "y_train": labels, "x_test": images[::-1], "y_test": labels[::-1]}
    names = np.array([f"own_{column}" for column in range(labels.shape[1])])

    def written(top):
        np.savez(top / "t.npz", **parts, factor_names=names)
        return top / "t.npz"

    report, _ = proposed(tmp_path, written)
    _, told, *lines = [text for row, text in report.rows() if row == "note"]
    assert told == "x_train is taken alone, and split anew; to take x_test too, write one file of all parts:"
    path = next(tmp_path.rglob("t.npz"))
    monkeypatch.chdir(path.parent)
    exec("import numpy\n" + "\n".join(lines))  # noqa: S102  # as people do
    with np.load("t_all.npz") as joined:
        np.testing.assert_array_equal(joined["images"], np.concatenate([images, images[::-1]]))
        np.testing.assert_array_equal(joined["labels"], np.concatenate([labels, labels[::-1]]))
        np.testing.assert_array_equal(joined["factor_names"], names)


@pytest.mark.parametrize(
    ("side", "kept"),
    [(6, 8), (8, 8), (10, 8), (28, 28), (30, 28), (32, 32), (39, 32), (48, 48), (63, 56), (64, 64), (100, 64)],
)
def test_images_keep_as_many_pixels_as_the_networks_can_have(tmp_path, side, kept):
    def arrays(data):
        images = np.random.default_rng(0).integers(0, 256, (64, side, side, 3), dtype=np.uint8)
        labels = np.stack(np.unravel_index(np.arange(64), (8, 8)), axis=1)
        np.savez(data / "made.npz", images=images, labels=labels)
        return data / "made.npz"

    report, spec = proposed(tmp_path, arrays)

    assert spec.data.image.size == kept
    assert report.made.plan.data.height == kept
