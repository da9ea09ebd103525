import pytest

from causalvq.init.names.side_names import side_names


def told(files):
    found = side_names(files)
    return found and (
        found.before,
        found.after,
        found.told,
        [(match.x, match.y, match.action) for match in found.matches],
    )


def test_folders_before_and_after_pair_images_of_one_name():
    files = [f"{side}/{number}.png" for side in ("before", "after") for number in range(3)]

    assert told(files) == ("before/{name}.png", "after/{name}.png", False, [(0, 3, ""), (1, 4, ""), (2, 5, "")])


def test_folders_of_actions_say_what_was_done():
    files = [f"{action}/{n}_{side}.png" for action in ("push", "pull") for n in range(3) for side in ("pre", "post")]

    before, after, said, matches = told(files)
    assert (before, after, said) == ("{action}/{name}_pre.png", "{action}/{name}_post.png", True)
    assert {action for _, _, action in matches} == {"push", "pull"}


@pytest.mark.parametrize(
    "files",
    [
        ["a.png", "b.png", "c.png"],
        ["before/1.png", "after/2.png", "before/3.png", "after/4.png"],
        ["x_1.png", "y_1.png", "x_2.png", "y_2.png"],
        [f"before/{number}.png" for number in range(8)] + ["after/0.png"],
    ],
)
def test_names_that_pair_few_images_or_may_mean_something_else_tell_none(files):
    assert side_names(files) is None
