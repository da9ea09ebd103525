from pathlib import Path

import pytest

from causalvq.bench.cells import Cell, cells_of, chosen, compiled, require_specs
from causalvq.errors import BenchError, SpecError


def test_each_spec_on_each_set_seed_by_seed(cells):
    assert [cell.name for cell in cells()] == ["tiny/squares/0", "fsq/squares/0", "tiny/squares/1", "fsq/squares/1"]


def test_a_spec_may_have_its_own_sets_or_its_own_data(cells):

    narrow = ["sets+=[{name: other, data: {source: critters}}]", "specs[1].sets=[other]", "seeds=[0]"]
    assert [cell.pair for cell in cells(overrides=narrow)] == ["tiny@squares", "tiny@other", "fsq@other"]
    assert [cell.name for cell in cells(overrides=["sets=[]", "seeds=[3]"])] == ["tiny/own/3", "fsq/own/3"]


def test_the_commands_are_those_of_a_user_in_the_folder_of_the_cell(cells):
    cell = cells("steps: 30\nmetrics: [infomec]\n")[1]

    (word, spec, *settings), train = cell.commands(Path("bench/small/work/x"))
    assert (word, spec, train) == ("compile", "../../../../tiny.yaml", ("train",))
    assert settings[0::2] == ["--set"] * 5
    assert settings[3::2] == ["evaluate.metrics=[infomec]", "codebook.quantizer=fsq", "train.steps=30", "seed=0"]
    assert cell.told(Path("bench")).endswith("--set seed=0 && causalvq train")


def test_a_plan_is_that_of_the_set_and_the_seed(cells):
    plans = [compiled(cell).plan for cell in cells("steps: 30\n")]

    assert [plan.seed for plan in plans] == [0, 0, 1, 1]
    assert {plan.train.steps for plan in plans} == {30}
    assert len({plan.digest for plan in plans}) == 4


def test_paths_of_a_set_start_at_the_suite_whatever_the_folder_of_the_spec(suite):
    Path("specs").mkdir()
    Path("specs/tiny.yaml").write_text(Path("tiny.yaml").read_text())
    document = suite()
    moved = suite(overrides=["specs=[specs/tiny.yaml]"])

    first, second = (cells_of(one, Path("out"))[0] for one in (document, moved))
    assert '"path": "../tiny.npz"' in second.overrides[0]
    assert compiled(first).plan.data.images == compiled(second).plan.data.images


def test_faults_of_specs_are_told_before_anything_is_trained_where_the_suite_says_them(cells):
    text = "seeds: [0, 1]\n"
    made = cells(overrides=["specs[1].set=[codebook.quantiser=fsq]"])
    with pytest.raises(SpecError) as error:
        require_specs(made)
    assert [(str(one.code), one.place.file) for one in error.value.diagnostics] == [("CVQ101", "--set specs[1].set")]

    Path("tiny.yaml").write_text("name: 3\n" + text)
    with pytest.raises(SpecError) as error:
        require_specs(cells())
    assert {one.place.file for one in error.value.diagnostics} == {"tiny.yaml", "suite.yaml"}


def test_a_spec_that_is_not_there_is_told_where_the_suite_names_it(cells):
    Path("tiny.yaml").unlink()

    with pytest.raises(SpecError) as error:
        require_specs(cells())
    assert [(str(one.code), str(one.place)) for one in error.value.diagnostics] == [
        ("CVQ119", "suite.yaml:5:5"),
        ("CVQ119", "suite.yaml:6:5"),
    ]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ((), 4),
        (("tiny",), 2),
        (("tiny/squares/1",), 1),
        (("*/*/1",), 2),
        (("t?ny", "fsq/squares/0"), 3),
    ],
)
def test_only_some(cells, only, names):
    assert len(chosen(cells(), only)) == names


def test_only_what_is_there(cells):
    with pytest.raises(BenchError, match="did you mean tiny/squares") as error:
        chosen(cells(), ["tiny/square", "tiny", "a/b/c/d"])
    assert [str(one.code) for one in error.value.diagnostics] == ["CVQ548", "CVQ548"]


def test_a_cell_with_faults_has_no_plan(cells):
    cell = cells(overrides=["sets[0].data={source: {format: npz, path: '${env:NO_SUCH_NAME}/a.npz'}}"])[0]

    require_specs([cell])
    with pytest.raises(BenchError, match="CVQ129"):
        compiled(cell)


def test_names_of_files_tell_cells_apart():
    assert Cell("a.b", "c", 1, Path("x")).file == "a.b@c@1"
