import json
from pathlib import Path

import pytest

from causalvq.compiler import load_plan
from causalvq.compiler.artifacts import plan_file
from causalvq.compiler.canonical import digest_of, text_of
from causalvq.errors import CompileError


@pytest.fixture
def path(plan, tmp_path):
    made = tmp_path / "plan.json"
    made.write_text(plan().to_json())
    return made


def refused(path, *document):
    with pytest.raises(CompileError) as caught:
        load_plan(path, *document)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.place.file == str(path)
    return diagnostic.code, diagnostic.message


def resealed(path, **changes):
    """Write a plan with changes and a digest that fits them."""
    raw = json.loads(path.read_text()) | changes
    del raw["digest"]
    path.write_text(text_of(raw | {"digest": digest_of(raw)}))


def test_how_a_number_is_written_makes_no_other_plan(plan):
    assert plan("train.steps=2e3").to_json() == plan("train.steps=2000").to_json()


def test_missing(tmp_path):
    assert refused(tmp_path / "absent.json")[0] == "CVQ220"
    assert refused(tmp_path)[0] == "CVQ220"


def test_too_large(path, monkeypatch):
    monkeypatch.setattr(plan_file, "MOST_BYTES", 100)

    assert refused(path)[0] == "CVQ220"


@pytest.mark.parametrize(
    "content", ["", "plan: 3", "[1, 2]", '{"a": 1}', '{"version": 1}', '"causalvq-plan/1"', b"\xff\x00"]
)
def test_foreign(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    assert refused(path)[0] == "CVQ221"


@pytest.mark.parametrize(
    ("version", "word"),
    [("causalvq-plan/2", "future"), ("causalvq-plan/0", "different"), ("causalvq-plan/x", "different")],
)
def test_another_version(path, version, word):
    resealed(path, version=version)

    code, message = refused(path)
    assert code == "CVQ222"
    assert word in message


def test_truncated_anywhere(path):
    text = path.read_text()
    for length in range(2, len(text) - 2, 397):
        path.write_text(text[:length])
        assert refused(path)[0] == "CVQ223"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"lr": 0.0', '"lr": 0.1'),
        ('"seed": 0', '"seed": 1'),
        ("small.yaml:2:7", "small.yaml:3:7"),
        ('"digest": "', '"digest": "0'),
    ],
)
def test_edited_by_hand(path, old, new):
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))

    assert refused(path)[0] == "CVQ224"


def test_without_digest(path):
    raw = json.loads(path.read_text())
    del raw["digest"]
    path.write_text(json.dumps(raw))

    assert refused(path)[0] == "CVQ224"


def test_of_another_spec(path, document):
    assert load_plan(path, document()).name == "small"
    assert refused(path, document("seed=1")) == ("CVQ225", "this is the plan of this spec before it was changed")
    assert refused(path, document("name=other")) == ("CVQ225", "this is the plan of another spec, small")


@pytest.mark.parametrize(
    "changes",
    [{"seed": -1}, {"seed": "x"}, {"extra": 1}, {"layout": "rows"}, {"seed": 10**30}, {"target_penalty": None}],
)
def test_values_that_no_plan_has(path, changes):
    resealed(path, **changes)

    assert refused(path)[0] == "CVQ226"


def test_deep_nesting_is_no_crash(path):
    path.write_text('{"version": ' + "[" * 100_000)

    assert refused(path)[0] == "CVQ223"


def test_what_every_plan_said_before_there_was_a_choice_is_left_out(plan, path):
    raw = json.loads(path.read_text())
    assert {"dtype", "show", "alpha"}.isdisjoint(raw["data"])
    assert (plan().data.dtype, plan().data.show, plan().data.alpha) == ("uint8", (), "white")

    shown = plan("data.image.show=[2, 1, 0]", "data.image.alpha=channel")
    path.write_text(shown.to_json())
    assert json.loads(path.read_text())["data"].items() > {"show": [2, 1, 0], "alpha": "channel"}.items()
    assert load_plan(path) == shown
    assert plan("data.image.show=[0, 1, 2]").digest == plan().digest != shown.digest


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"show": [0, 3]}, "data.show names a channel"),
        ({"channels": 33}, "images of 33 channels"),
        ({"channels": 2}, "data.show names no channel"),
    ],
)
def test_channels_that_cannot_be(path, changes, words):
    data = json.loads(path.read_text())["data"]
    resealed(path, data=data | changes)

    code, message = refused(path)
    assert code == "CVQ226"
    assert words in message


FIRST_FORM = Path(__file__).parents[3] / "golden" / "files" / "plan_of_the_first_form.json"


def test_a_plan_from_before_splits_and_steps_had_a_choice_keeps_its_meaning_and_says_of_its_data_what_it_said():
    plan = load_plan(FIRST_FORM)

    assert (plan.data.split_by, plan.data.neighbours) == ("images", "adjacent")
    assert plan.data.model_dump(mode="json") == json.loads(FIRST_FORM.read_text())["data"]
    assert "split_by" not in FIRST_FORM.read_text()


def test_what_a_plan_does_not_say_by_default_is_kept_in_its_text(plan, tmp_path):
    made = plan("data.split={by: images}", "data.pairs={neighbours: adjacent}")
    assert "split_by" not in json.loads(made.to_json())["data"]

    for override, name, value in (
        ("data.split={by: images}", "neighbours", "present"),
        ("data.split={by: background, train: 0.5, validation: 0.25, test: 0.25}", "split_by", "background"),
    ):
        made = plan(override, "data.factors=[eyes]")
        (tmp_path / "plan.json").write_text(made.to_json())
        assert getattr(load_plan(tmp_path / "plan.json").data, name) == value


def test_a_plan_of_before_coordinates_and_heads_loads_and_has_neither(plan, tmp_path):
    path = tmp_path / "old.json"
    made = plan("losses.direction=0", "losses.retrieval=0")
    raw = made.model_dump(mode="json")
    del raw["directed"], raw["network"]["retrieval_hidden"], raw["losses"]["direction"], raw["losses"]["retrieval"]
    raw["network"]["encoder_look"], raw["codebook"]["unchanged"] = False, "common"
    path.write_text(text_of(raw | {"digest": digest_of(raw)}))
    old = load_plan(path)

    assert (old.directed, old.network.retrieval_hidden) == ((), 0)
    assert old.network.layers == made.network.layers


def test_a_plan_with_a_part_that_is_gone_says_so(path):
    network = json.loads(path.read_text())["network"]
    resealed(path, network=network | {"encoder_look": True})
    code, message = refused(path)

    assert code == "CVQ222"
    assert "model.encoder.look" in message
