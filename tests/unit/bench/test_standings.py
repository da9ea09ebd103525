from pathlib import Path

from causalvq.bench.cell_results import CellResult, write_result
from causalvq.bench.cells import cells_of, compiled
from causalvq.bench.paces import Pace, trial_of, write_pace
from causalvq.bench.standings import standings

OUT = Path("out")


def states(cells, asked=None, minutes=None):
    return [one.state for one in standings(cells, cells if asked is None else asked, OUT, minutes, print)]


def result(cell, state="done", digest=None):
    return CellResult("small", cell.spec, cell.set, cell.seed, state, digest or compiled(cell).plan.digest, "")


def test_by_what_is_there(suite):
    cells = cells_of(suite(), OUT)
    write_result(OUT, cells[0], result(cells[0]))
    write_result(OUT, cells[1], result(cells[1], "failed"))
    write_result(OUT, cells[2], result(cells[2], digest="of another plan"))
    (OUT / "work" / cells[3].file / "runs").mkdir(parents=True)

    assert states(cells) == ["done", "failed", "new", "paused"]
    assert states(cells, asked=cells[3:]) == ["done", "failed", "new", "paused"], "what has a result is looked at"
    assert states(cells[3:], asked=[]) == []


def test_without_images_what_is_done_stays_done(suite):
    cells = cells_of(suite(), OUT)
    write_result(OUT, cells[0], result(cells[0]))
    Path("tiny.npz").unlink()

    assert states(cells) == ["unchecked", "impossible", "impossible", "impossible"]
    assert states(cells, minutes=1.0) == ["unchecked", "impossible", "impossible", "impossible"]


def test_minutes_want_a_trial_first_which_is_one_for_all_seeds(suite):
    cells = cells_of(suite(), OUT)
    assert states(cells, minutes=1.0) == ["untried"] * 4

    write_pace(OUT, cells[0], Pace(compiled(trial_of(cells[0])).plan.digest, 0.1, 1, 1))
    found = standings(cells, cells, OUT, 1.0, print)
    assert [one.state for one in found] == ["new", "untried", "new", "untried"]
    assert [one.plan.train.steps for one in found] == [600, 160, 600, 160]
