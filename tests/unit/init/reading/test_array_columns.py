import layouts
import numpy as np
import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl.loader import load
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.proposal import propose

IMAGES, LABELS = layouts.IMAGES, layouts.LABELS
PLACE, LENGTH = LABELS.T
HUES = np.array(["red", "green", "blue", "teal"])
RECORDS = np.array(list(zip(PLACE, HUES[LENGTH], strict=True)), dtype=[("place", "i4"), ("hue", "U8")])


def factors(top, options=None, **arrays):
    """The factors of arrays in an npz, of a spec that compiles."""
    np.savez(top / "x.npz", **arrays)
    proposal = propose(top / "x.npz", top / "spec.yaml", options or Options())
    (top / "spec.yaml").write_text(proposal.text)
    compile_document(load(top / "spec.yaml"))
    return {factor.name: factor.values for factor in proposal.report.facts.factors}


FOUR, THREE = ("0", "1", "2", "3"), ("0", "1", "2")


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({"images": IMAGES, "labels": LABELS}, {"factor_0": FOUR, "factor_1": THREE}),
        ({"X": IMAGES, "Y": LABELS}, {"factor_0": FOUR, "factor_1": THREE}),
        (
            {"imgs": IMAGES, "latents": LABELS / 2},
            {"factor_0": ("0", "0.5", "1", "1.5"), "factor_1": ("0", "0.5", "1")},
        ),
        ({"data": IMAGES, "target": PLACE}, {"factor_0": FOUR}),
        ({"arr_0": IMAGES, "arr_1": LABELS}, {"factor_0": FOUR, "factor_1": THREE}),
        ({"images": IMAGES, "labels": PLACE > 1}, {"factor_0": ("false", "true")}),
        (
            {"images": IMAGES, "labels": np.c_[HUES[PLACE], HUES[LENGTH]]},
            {"factor_0": tuple(sorted(HUES)), "factor_1": tuple(sorted(HUES[:3]))},
        ),
        (
            {"images": IMAGES, "place": np.eye(4)[PLACE], "length": np.eye(3, dtype=int)[LENGTH]},
            {"place": FOUR, "length": THREE},
        ),
        ({"images": IMAGES, "labels": RECORDS}, {"place": FOUR, "hue": ("blue", "green", "red")}),
        ({"images": IMAGES, "labels": LABELS, "label_names": ["place", "length"]}, {"place": FOUR, "length": THREE}),
        (
            {"images": IMAGES, "labels": PLACE, "embedding": np.random.default_rng(0).normal(size=(len(PLACE), 32))},
            {"factor_0": FOUR},
        ),
        (
            {"imgs": IMAGES, "latents_values": LABELS / 7, "latents_classes": LABELS, "latents_names": ["a", "b"]},
            {"a": FOUR, "b": THREE},  # two factors are not the six of dSprites
        ),
    ],
)
def test_arrays_of_the_usual_names_and_forms_label_images(tmp_path, arrays, found):
    assert factors(tmp_path, **arrays) == found


def test_values_that_stand_for_none_are_asked_about_with_what_to_write(tmp_path):
    labels = LABELS.copy()
    labels[::7, 1] = -1
    with pytest.raises(
        DataError, match=r"7 rows in which factor_1 is -1, taken .*~numpy.isin\(labels\[:, 1\], \[-1\]\)"
    ):
        factors(tmp_path, images=IMAGES, labels=labels)
    assert factors(tmp_path, Options(missing="keep"), images=IMAGES, labels=labels)["factor_1"] == ("-1", *THREE)

    numbers = LABELS.astype(float)
    numbers[0, 0] = np.nan
    with pytest.raises(DataError, match=r"1 rows? in which factor_0 is not a number.*numpy.isfinite\(labels\[:, 0\]\)"):
        factors(tmp_path, images=IMAGES, labels=numbers)


@pytest.mark.parametrize(
    ("arrays", "hint"),
    [
        ({"x": IMAGES[..., 0].reshape(len(IMAGES), -1), "y": PLACE}, "save x.reshape(-1, 12, 12)"),
        ({"x": IMAGES.reshape(len(IMAGES), -1), "y": PLACE}, "save x.reshape(-1, 12, 12, 3)"),
        ({"obs": IMAGES.reshape(6, 8, *IMAGES.shape[1:]), "y": PLACE}, "save obs.reshape(-1, 12, 12, 3)"),
        ({f"i{n}": image for n, image in enumerate(IMAGES[:5])}, "5 arrays of [12, 12, 3] may be one image each"),
        ({"images": IMAGES, "labels": HUES[PLACE].astype(object)}, "save labels.astype(str)"),
    ],
)
def test_what_is_not_read_comes_with_what_to_write(tmp_path, arrays, hint):
    np.savez(tmp_path / "x.npz", **arrays, allow_pickle=True)
    with pytest.raises(DataError) as caught:
        propose(tmp_path / "x.npz", tmp_path / "spec.yaml", Options())
    assert hint in caught.value.diagnostics[0].hint


def test_labels_lie_beside_the_one_file_of_images(tmp_path):
    np.save(tmp_path / "train_images.npy", IMAGES)
    np.save(tmp_path / "train_labels.npy", LABELS)
    proposal = propose(tmp_path / "train_images.npy", tmp_path / "spec.yaml", Options())
    assert [factor.size for factor in proposal.report.facts.factors] == [4, 3]

    (tmp_path / "train_labels.npy").unlink()
    layouts.table(tmp_path / "train_labels.csv", ["place"], [(place,) for place in PLACE])
    proposal = propose(tmp_path / "train_images.npy", tmp_path / "spec.yaml", Options())
    assert [factor.name for factor in proposal.report.facts.factors] == ["place"]


def test_a_table_beside_an_npz_without_labels_labels_it(tmp_path):
    (tmp_path / "d").mkdir()
    np.savez(tmp_path / "d" / "images.npz", images=IMAGES)
    layouts.table(tmp_path / "d" / "labels.csv", ["place"], [(place,) for place in PLACE])

    proposal = propose(tmp_path / "d", tmp_path / "spec.yaml", Options())
    assert [factor.name for factor in proposal.report.facts.factors] == ["place"]


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ({"dones": np.arange(48) % 12 == 11}, "keep = ~dones[:-1].astype(bool)"),
        ({"episode_id": np.arange(48) // 12}, "keep = episode_id[:-1] == episode_id[1:]"),
    ],
)
def test_frames_with_actions_between_them_are_no_labelled_images(tmp_path, more, hint):
    np.savez(tmp_path / "x.npz", observations=IMAGES, actions=PLACE, **more)
    with pytest.raises(DataError) as caught:
        propose(tmp_path / "x.npz", tmp_path / "spec.yaml", Options())
    assert caught.value.diagnostics[0].hint.startswith(hint)

    # what the hint says is accepted
    images, actions = IMAGES, PLACE
    keep = ~more["dones"][:-1] if "dones" in more else more["episode_id"][:-1] == more["episode_id"][1:]
    found = factors(tmp_path, before=images[:-1][keep], after=images[1:][keep], action=actions[:-1][keep])
    assert len(found) == 4
