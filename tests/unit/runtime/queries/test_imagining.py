import pytest
import torch

from causalvq.errors import QueryError


@pytest.fixture
def run(shaded, run_of):
    return run_of(shaded)


def test_samples_are_drawn_from_the_prior(run):
    made = run.sample(300, seed=1)

    assert {tuple(row) for row in made.codes.tolist()} <= {
        tuple(row) for row in run.statistics.prior.sample(2000, torch.Generator().manual_seed(0)).tolist()
    }
    torch.testing.assert_close(made.log_probability, run.statistics.prior.log_probability(made.codes))
    # All 36 cells are equally frequent: each value is drawn about as often as another.
    assert torch.bincount(made.codes[:, 0]).tolist() == pytest.approx([75] * 4, abs=30)
    assert torch.equal(made.images, run.decode(made.codes).images)
    assert made.notes[:2] == ("sample 0", "sample 1")


def test_what_is_done_to_samples_has_its_effects(run):
    before, after = run.sample(100, seed=2), run.sample(100, seed=2, do={"place": "far right"})

    assert after.codes[:, 0].tolist() == [3] * 100
    # Where place changes shade follows it; where it is far right already, shade is as it was.
    moved = before.codes[:, 0] != 3
    assert torch.equal(after.codes[:, 1], torch.where(moved, 2, before.codes[:, 1]))
    assert torch.equal(after.codes[:, 2], before.codes[:, 2])


def test_less_than_one_sample(run):
    with pytest.raises(QueryError, match=r"CVQ514.*got: -1"):
        run.sample(-1)


@pytest.fixture
def image():
    return torch.zeros(1, 3, 16, 16)


def test_a_variable_goes_through_the_states_that_were_met(run, image):
    made, codes = run.traverse(image, "place"), run.codes(image)[0]

    assert made.codes[:, 0].tolist() == [0, 1, 2, 3]
    assert torch.equal(made.codes[:, 1:], codes[1:].expand(4, 2))
    assert made.notes == ("far left (0)", "left (1)", "right (2)", "far right (3)")
    assert torch.equal(made.images, run.decode(made.codes).images)
    assert torch.equal(run.traverse(image, 0).codes, made.codes)


def test_a_model_without_counts_goes_through_the_states_in_use(shaded, run_of, image):
    assert run_of(shaded, counted=False).traverse(image, 2).codes[:, 2].tolist() == [0, 1, 2, 3, 4, 5]


def test_one_image_at_a_time(run, image):
    with pytest.raises(QueryError, match=r"CVQ503 one image.*got: 2"):
        run.traverse(image.expand(2, -1, -1, -1), 0)


def test_a_model_without_counts_draws_nothing(shaded, run_of):
    with pytest.raises(QueryError, match="CVQ512"):
        run_of(shaded, counted=False).sample(1)
