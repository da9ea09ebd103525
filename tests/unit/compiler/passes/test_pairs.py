import numpy as np
import pytest

from causalvq.compiler.pipeline import compile_draft, gather
from causalvq.dsl import load
from causalvq.errors import CompileError, DataError

SPEC = """\
apiVersion: causalvq/v1
name: holes
data: {source: {format: npz, path: holes.npz}}
variables: {count: 3}
codebook: {size: 40}
model: {encoder: {widths: [8, 16]}}
"""


@pytest.fixture
def draft(tmp_path):
    """Compiles a spec over images whose azimuth has no neighbouring values in any row."""
    generator = np.random.default_rng(0)
    places = [(azimuth, azimuth % 3) for azimuth in range(0, 20, 2)]
    labels = np.array([(person, *place) for person in range(30) for place in places if generator.random() < 0.9])
    names = np.array(["person", "azimuth", "elevation"])
    images = np.zeros((len(labels), 16, 16), dtype=np.uint8)
    sizes = np.array([30, 20, 3])
    np.savez(tmp_path / "holes.npz", images=images, labels=labels, factor_names=names, factor_sizes=sizes)
    (tmp_path / "spec.yaml").write_text(SPEC)
    return lambda *overrides: compile_draft(gather(load(tmp_path / "spec.yaml", overrides)))


def refused(draft, *overrides):
    with pytest.raises(CompileError) as caught:
        draft(*overrides)
    return [(found.code, found.message, found.hint) for found in caught.value.diagnostics]


def test_a_factor_without_pairs_is_refused_with_what_would_give_it_some(draft):
    (azimuth, elevation) = refused(draft, "data.pairs={neighbours: adjacent}")[:2]

    assert azimuth[:2] == ("CVQ260", "no two images of train or of test differ by one action on azimuth")
    assert azimuth[2].startswith(
        "leave azimuth out of data.factors, or pairs: {neighbours: present}, or put its values"
    )
    assert elevation[1].endswith("elevation")


def test_pairs_of_each_factor_are_told_in_the_trace(draft):
    made = draft("data.factors=[person, azimuth]", "variables.count=2")

    told = [decision.text for decision in made.decisions if decision.step == "pairs"]
    assert [line.split(":")[0] for line in told] == ["pairs of person", "pairs of azimuth"]
    counts = made.inputs.counts
    assert told[1] == "pairs of azimuth: " + ", ".join(f"{part} {n:,}" for part, n in counts.of("azimuth").items())
    assert not made.warnings


def test_a_factor_of_few_pairs_is_warned_of(tmp_path, draft):
    with np.load(tmp_path / "holes.npz") as found:
        arrays = dict(found)
    arrays["labels"][:, 2] = arrays["labels"][:, 1] % 3
    extra = arrays["labels"][:6].copy()
    extra[:, 2] = (extra[:, 2] + 1) % 3
    arrays["labels"] = np.concatenate([arrays["labels"], extra])
    arrays["images"] = np.zeros((len(arrays["labels"]), 16, 16), dtype=np.uint8)
    np.savez(tmp_path / "holes.npz", **arrays)

    (warning,) = [found for found in draft().warnings if found.code == "CVQ261"]

    assert warning.severity == "warning"
    assert warning.message.startswith("elevation has only ")
    assert warning.hint.startswith("leave elevation out of data.factors")
    assert "; of the actions of factors with so few, 0.04 to 0.95 were found in trials" in warning.got


def test_a_split_by_images_that_leaves_too_few_to_score_with_is_warned_of(draft):
    shares = "data.split={by: images, train: 0.6, validation: 0.2, test: 0.2}"
    overrides = ("data.factors=[person, azimuth]", "variables.count=2", shares)
    found = {warning.message: warning.hint for warning in draft(*overrides).warnings}

    assert found
    assert set(found.values()) == {"split: {by: pairs}, which keeps more"}
    assert all(message.endswith("pairs to be scored with") for message in found)


def test_a_part_that_takes_more_than_its_share_says_so(draft):
    shares = "data.split={train: 0.98, validation: 0.01, test: 0.01}"
    told = [decision.text for decision in draft("data.factors=[person, azimuth]", shares).decisions]

    assert any(line.startswith("test takes ") and line.endswith("so that each factor has pairs in it") for line in told)


def test_a_split_without_test_is_refused_once_not_for_every_factor(draft):
    codes = refused(draft, "data.split={train: 0.9, validation: 0.1, test: 0}")

    assert [(code, message) for code, message, _ in codes] == [
        ("CVQ260", "the test part of the split has no pair of images that differ by one action")
    ]


def test_early_stopping_needs_validation_pairs(draft):
    overrides = ("data.factors=[person, azimuth]", "train.early_stop={patience: 2}")
    draft(*overrides)

    ((code, _, hint),) = refused(draft, *overrides, "data.split={train: 0.8, validation: 0, test: 0.2}")
    assert (code, hint) == ("CVQ263", "a larger data.split.validation, or early_stop: null")


@pytest.mark.parametrize(("labels", "rest", "words"), [("known", "", "unknown action"), ("partial", "{}", "to infer")])
def test_actions_are_known_or_some_are_to_be_inferred(tmp_path, draft, labels, rest, words):
    rows = [f"{row},{row + 1},person={row % 30}" for row in range(0, 80, 2)]
    (tmp_path / "pairs.csv").write_text("\n".join(["input,output,action", *rows, *(["90,91,"] if not rest else [])]))
    with np.load(tmp_path / "holes.npz") as found:
        np.savez(tmp_path / "holes.npz", images=found["images"])

    found = refused(
        draft,
        "data.pairs={file: pairs.csv}",
        "interventions={actions: set, labels: " + labels + "}",
        "variables.count=1",
    )
    assert [(code, words in message) for code, message, _ in found] == [("CVQ262", True)]


def test_what_is_wrong_with_a_split_has_its_place_in_the_spec(draft):
    with pytest.raises(DataError, match=r"--set data.split.by: CVQ307 data.split.by: the source has no column 'persn'"):
        draft("data.split.by=persn")


def test_full_labels_of_unlabelled_images_are_refused(tmp_path, draft):
    with np.load(tmp_path / "holes.npz") as found:
        np.savez(tmp_path / "holes.npz", images=found["images"])

    found = refused(draft, "data.pairs=none", "interventions.labels=full")

    assert [(code, message) for code, message, _ in found] == [("CVQ202", "the images have no labels to train on")]


def test_where_steps_lead_is_decided_by_the_labels_and_stands_in_the_plan(tmp_path, draft):
    assert draft("data.factors=[person, azimuth]", "variables.count=2").data.neighbours == "present"

    every = np.stack(np.unravel_index(np.arange(512), (8, 8, 8)), axis=1)
    labels = every[np.sort(np.random.default_rng(0).permutation(512)[:300])]
    names = np.array(["person", "azimuth", "elevation"])
    np.savez(tmp_path / "holes.npz", images=np.zeros((300, 16, 16), dtype=np.uint8), labels=labels, factor_names=names)
    made, asked = draft(), draft("data.pairs={neighbours: present}")
    assert (made.data.neighbours, made.spaced) == ("adjacent", ())
    assert (asked.data.neighbours, asked.spaced) == ("present", (0, 1, 2))
