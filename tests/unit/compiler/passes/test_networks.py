import pytest

from causalvq.compiler.passes.networks import inferred, stem_of
from causalvq.errors import CompileError


@pytest.mark.parametrize(
    ("size", "stem", "stages"),
    [
        (8, 2, 1),
        (16, 4, 1),
        (28, 4, 1),
        (30, 2, 1),
        (31, 1, 1),
        (32, 4, 2),
        (64, 4, 3),
        (96, 4, 4),
        (128, 4, 4),
        (224, 4, 4),
    ],
)
def test_inferred_depth_leaves_a_map_of_three_to_seven_where_it_can(plan, size, stem, stages):
    data = plan().data.model_copy(update={"height": size, "width": size})

    assert inferred(data) == (stem, stages)


def test_both_sides_divide(plan):
    data = plan().data.model_copy(update={"height": 48, "width": 36})

    assert inferred(data) == (4, 2 - 1 + (36 % 8 == 0))
    assert [stem_of(data, stages) for stages in (1, 2, 3, 4)] == [4, 2, 1, None]


def test_too_many_halvings(plan):
    with pytest.raises(CompileError, match=r"CVQ206.*at most 6 widths"):
        plan("model.encoder.widths=[8, 8, 8, 8, 8, 8, 8]")


@pytest.mark.parametrize(
    ("overrides", "warned"),
    [
        (("model.transition.layers=3",), True),
        (("model.transition={hidden: 64, layers: 2}",), False),  # the defaults, as a rendered spec writes them
        (("variables={count: 16, layout: grid}", "model.transition.layers=3"), False),
    ],
)
def test_transition_networks_without_a_grid_are_a_warning(draft, overrides, warned):
    found = [warning for warning in draft(*overrides).warnings if warning.code == "CVQ243"]

    assert len(found) == warned
    assert all(warning.severity == "warning" and "model.transition" in str(warning.place) for warning in found)
