import shutil

import pytest
import torch
from PIL import Image

from causalvq import load
from causalvq.errors import QueryError, RunError
from causalvq.runtime.detail import with_detail
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.runs.run import create_run


@pytest.fixture
def images(data):
    return images_at(data.images, data.split.test[:12], torch.device("cpu"))


@pytest.fixture
def setting(plan, model, tmp_path):
    """A run whose actions set values, with tables by hand: do(place = v) leads to state v."""
    made = model("interventions.actions=set")
    for value in range(4):
        made.transition.effects[value, 0, :, value] = 10
    run = create_run(plan("interventions.actions=set"), "", tmp_path, tmp_path / "runs")
    return TrainedRun(run, made, [[""] * 6] * 3, torch.device("cpu"))


def test_a_factor_by_name_or_index(trained):
    assert [trained.factor(named) for named in ("shade", 1, "1")] == [1, 1, 1]


@pytest.mark.parametrize("named", ["shdae", 3, "3", -1, "", "1.0", "²"])
def test_an_unknown_factor(trained, named):
    with pytest.raises(QueryError, match=r"CVQ501.*expected: 0 place, 1 shade, 2 ground"):
        trained.factor(named)


def test_a_misspelt_factor_is_guessed(trained):
    with pytest.raises(QueryError, match="did you mean shade"):
        trained.factor("shad")


def test_a_step_is_an_action(trained):
    assert [trained.action(factor, step=step) for step in (1, -1) for factor in range(3)] == list(range(6))


@pytest.mark.parametrize("asked", [{}, {"step": 0}, {"step": 2}, {"value": "left"}, {"step": 1, "value": "left"}])
def test_what_is_no_step_is_refused(trained, asked):
    with pytest.raises(QueryError, match="CVQ502 the run has no such action on place"):
        trained.action("place", **asked)


def test_a_value_by_name_or_index(setting):
    assert [setting.action("place", value=value) for value in ("right", 2, "2")] == [2, 2, 2]
    assert setting.action("ground", value="0") == 7


@pytest.mark.parametrize("asked", [{}, {"step": 1}, {"value": "rihgt"}, {"value": 4}, {"step": 1, "value": 1}])
def test_what_is_no_value_is_refused(setting, asked):
    with pytest.raises(QueryError, match="CVQ502 the run has no such action on place"):
        setting.action("place", **asked)


def test_a_misspelt_value_is_guessed(setting):
    with pytest.raises(QueryError, match="did you mean far left"):
        setting.action("place", value="farleft")


def test_an_intervention_changes_targets_alone(trained, images):
    for index, action in enumerate(trained.plan.actions):
        answer = trained.intervene(images, action.factor, step=action.direction)
        others = [variable for variable in range(3) if variable not in answer.targets]

        assert (answer.action, answer.targets) == (index, trained.plan.targets[action.factor])
        assert torch.equal(answer.codes[:, others], answer.codes_before[:, others])
        assert torch.equal(answer.changed, answer.codes != answer.codes_before)
        assert torch.equal(answer.before, trained.reconstruct(images).images)
        same = ~answer.changed.any(1)
        assert torch.equal(answer.images[same], images[same])
        assert torch.equal(answer.decoded[same], answer.before[same])
        assert torch.equal(answer.images, with_detail(images, answer.before, answer.decoded))
        assert ((answer.probability > 0) & (answer.probability <= 1)).all()


def test_a_step_at_the_last_value_changes_nothing(trained_home, images):
    trained = load(trained_home / "runs" / "tiny" / "latest")  # its tables are written into
    trained.model.transition.effects.zero_()
    trained.model.transition.stays.zero_()
    effects = trained.model.transition.effects
    for state in range(5):
        effects[0, 0, state, state + 1] = 10
    codes = trained.codes(images)
    answer = trained.intervene(images, "place", step=1)

    assert answer.codes[:, 0].tolist() == [min(code + 1, 5) for code in codes[:, 0].tolist()]
    assert answer.changed[:, 0].tolist() == [code < 5 for code in codes[:, 0].tolist()]


def test_setting_a_value_twice_is_setting_it_once(setting, images):
    answer = setting.intervene(images, "place", value="right")

    assert answer.codes[:, 0].tolist() == [2] * 12
    again = setting.model.transition.predict(answer.codes, torch.full((12,), answer.action))
    assert torch.equal(again, answer.codes)


def test_retrieval_names_the_most_probable_action(trained, images):
    answer = trained.retrieve(images, images.flip(0))

    assert torch.equal(answer.action, answer.probabilities.argmax(1))
    assert answer.factor.tolist() == [trained.plan.actions[index].factor for index in answer.action]
    torch.testing.assert_close(answer.probabilities.sum(1), torch.ones(12))


def test_images_of_another_size_are_refused(trained):
    wrong = torch.zeros(2, 3, 16, 32)
    for ask in (
        lambda: trained.encode(wrong),
        lambda: trained.reconstruct(wrong),
        lambda: trained.intervene(wrong, 0, step=1),
        lambda: trained.retrieve(wrong, wrong),
    ):
        with pytest.raises(QueryError, match=r"CVQ503.*expected: \[3, 16, 16\] for each; got: \[3, 16, 32\]"):
            ask()


def test_a_run_is_loaded_from_its_folder_or_the_link_to_the_latest(trained_home, images):
    folder = trained_home / "runs" / "tiny"
    one, other = load(folder / "latest"), load(str((folder / "latest").resolve()))

    assert torch.equal(one.reconstruct(images).images, other.reconstruct(images).images)
    assert one.state_names[0].count("") <= 6


@pytest.fixture
def copied(trained_home, tmp_path):
    return shutil.copytree((trained_home / "runs" / "tiny" / "latest").resolve(), tmp_path / "run")


def test_a_run_that_is_not_finished(copied):
    (copied / "model" / "model.safetensors").unlink()

    with pytest.raises(RunError, match="CVQ409"):
        load(copied)


@pytest.mark.parametrize("file", ["model.safetensors", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xff", None])
def test_a_damaged_model(copied, file, content):
    path = copied / "model" / file
    path.write_bytes(path.read_bytes()[:200] if content is None else content)

    with pytest.raises(RunError, match="CVQ402 the model cannot be read"):
        load(copied)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_arrays_are_images(trained, images, dtype):
    asked = images.numpy().astype(dtype)

    assert torch.equal(trained.codes(asked), trained.codes(images))
    assert torch.equal(trained.retrieve(asked, asked).action, trained.retrieve(images, images).action)


def test_what_are_no_pixels_is_refused(trained, images):
    with pytest.raises(QueryError, match=r"CVQ503.*expected: floats in \[-1, 1\]"):
        trained.encode((images + 1) * 127.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 2.5])
def test_pixels_that_are_no_numbers_or_far_out_of_range_are_refused_by_every_query(trained, images, value):
    wrong = images.clone()
    wrong[3, 0, 0, 0] = value

    for ask in (
        lambda: trained.encode(wrong),
        lambda: trained.reconstruct(wrong),
        lambda: trained.intervene(wrong, 0, step=1),
        lambda: trained.retrieve(images, wrong),
        lambda: trained.retrieve(wrong, images),
        lambda: trained.encode(wrong.numpy().astype("float64")),
    ):
        with pytest.raises(QueryError, match="CVQ503"):
            ask()


def test_pixels_as_the_data_have_them_are_images(trained, data):
    pixels = data.images[data.split.test[:3]]
    pictures = [Image.fromarray(one) for one in pixels]

    expected = trained.normalise(pixels)
    for given in (pixels, torch.from_numpy(pixels), pictures, [one.resize((32, 32), 0) for one in pictures]):
        assert torch.equal(trained.images(given), expected)
    for one in (pixels[0], pictures[0], expected[0]):
        assert torch.equal(trained.images(one), expected[:1])
    for wrong in (pixels[:, :8], expected.masked_fill(expected > 0, torch.nan)):
        with pytest.raises(QueryError, match="CVQ503"):
            trained.images(wrong)


def test_held_out_images_are_those_of_the_test_split(trained, data):
    images = trained.held_out(3, seed=1)
    rows = images_at(data.images, data.split.test, torch.device("cpu"))

    assert len(images) == 3
    assert all(any(torch.equal(image, row) for row in rows) for image in images)
    assert torch.equal(images, trained.held_out(3, seed=1))
    assert not torch.equal(images, trained.held_out(3))
