import pytest

from causalvq.cli import plans
from causalvq.cli.terminal import Heading
from causalvq.compiler import compile_spec
from causalvq.compiler.capability.step_time import Estimate
from causalvq.compiler.draft import Decision
from causalvq.data.facts import PairCounts
from causalvq.dsl import load


@pytest.fixture(scope="module")
def plan(tiny):
    return lambda *overrides: compile_spec(load(tiny / "tiny.yaml", overrides))


def test_columns_are_two_spaces_apart_and_numbers_end_alike():
    assert list(plans.table(("name", "n"), [("a", "1"), ("漢", "20")], right=(1,))) == [
        "name   n",
        "a      1",
        "漢    20",
    ]
    assert isinstance(next(iter(plans.table(("name",), [("a",)]))), Heading)


def test_the_middle_of_a_long_table_is_left_out():
    rows = [(str(number),) for number in range(10)]

    assert list(plans.table(("n",), rows, most=4)) == ["n", "0", "1", "... 6 more", "8", "9"]
    assert len(list(plans.table(("n",), rows, most=None))) == 11


def test_the_trace_is_told_pass_by_pass_with_origins_in_line():
    told = plans.trace(
        [Decision("one", "a", "1", ("x",)), Decision("two", "", "a remark", ("y", "z")), Decision("one", "bb", "2", ())]
    )

    assert list(told) == ["one:", "  a: 1      <- x", "  bb: 2     <- ", "two:", "  a remark  <- y; z"]


def test_the_pairs_of_each_factor_and_part_are_added_up():
    parts = ("train", "validation", "test")
    counts = PairCounts(
        ("hue", "size"),
        images=dict(zip(parts, (80, 10, 10), strict=True)),
        pairs=dict(zip(parts, ((1000, 20), (3, 4), (5, 6)), strict=True)),
        unknown=dict.fromkeys(parts, 0),
    )

    assert list(plans.pair_table(counts)) == [
        "pairs of     train  validation  test  in all",
        "hue          1,000           3     5   1,008",
        "size            20           4     6      30",
        "all factors  1,020           7    11   1,038",
        "images          80          10    10     100",
    ]


def test_lines_about_a_plan(plan):
    made = plan("graph.required=[[place, shade]]", "data.cyclic=[ground]")

    assert plans.graph_line(made).startswith("graph: prior erdos_renyi, global, acyclic; 1 edges required, 4 left out")
    assert plans.graph_line(made).endswith("1 ruled out")
    assert plans.actions_line(made) == (
        "actions: 6 of kind step: place+1, shade+1, ground+1, place-1, shade-1, ground-1"
    )
    assert plans.actions_line(plan("data.pairs=none")) == "actions: none"
    assert plans.orders_line(made) == "order: ground cyclic"
    assert plans.variables(made)[0] == ("place", "place", "6", "4: far left, left, right, far right")


def test_the_time_of_an_open_end_is_between_its_floor_and_its_ceiling(plan):
    fixed, auto = plan("train.steps=100"), plan("train.steps=auto")
    half = Estimate(step_seconds=0.5, memory_bytes=1, machine_bytes=None, micro_batches=2)

    assert plans.time_line(fixed, half) == (
        "time: about 500 ms a step on this machine, a batch in 2 pieces, 50 s for 100 steps"
    )
    assert "about 12 min for 1,500 steps and at most" in plans.time_line(auto, half)


def test_a_summary_is_the_parts_with_what_is_known_of_machine_and_pairs(plan):
    lines = list(plans.summary(plan()))

    assert lines[0] == "tiny: 288 images of 16 x 16 x 3"
    assert not any(line.startswith(("time:", "pairs of")) for line in lines)
    assert any(line.startswith("cost: ") for line in lines)
