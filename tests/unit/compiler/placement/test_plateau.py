import pytest

GRID = "variables={count: 16, layout: grid}"


AUTO = "train.steps=auto"


def test_the_ceiling_is_told_with_the_pairs_that_it_follows_from(draft):
    (told,) = (one for one in draft(AUTO).decisions if one.path == "train.floor")

    assert told.text == "1,500 at least and 4,000 at most: 95,490 training pairs"
    assert "--set train.steps train.steps" in told.origins


@pytest.mark.parametrize(
    ("batch", "ceiling"),
    [(1, 4000), (286, 4000), (287, 3993), (400, 2865), (1000, 2000)],  # 12 passes over 95,490 pairs
)
def test_few_pairs_a_batch_mean_more_steps_within_bounds(plan, batch, ceiling):
    assert plan(AUTO, f"train.batch_size={batch}").train.steps == ceiling


def test_two_stages_have_a_number_of_steps_and_say_so(draft):
    found = draft(GRID, AUTO)

    assert (found.train.steps, found.train.floor) == (2000, None)
    assert [warning.message for warning in found.warnings] == ["train.steps has no effect here"]
    assert draft(GRID, AUTO, "train.stages=joint").train.floor == 1500


def test_images_alone_have_no_scores_that_could_stand_still(draft):
    found = draft(AUTO, "data.pairs=none")

    assert (found.train.steps, found.train.floor) == (2000, None)
    assert "train.steps has no effect here" in [warning.message for warning in found.warnings]


def test_where_the_pairs_are_not_known_the_ceiling_is_the_highest(draft):
    absent = ("data.source={format: 3dshapes, path: none.h5}", "variables.count=6", "codebook.size=16")
    made = draft(AUTO, *absent)

    assert (made.train.floor, made.train.steps) == (1500, 4000)
    (told,) = (one for one in made.decisions if one.path == "train.floor")
    assert told.text.endswith("the training pairs are not known")
