import pytest
from corruptions import Corruption, assert_found, put, swapped

CORRUPTIONS = {
    "actions out of order": Corruption(swapped("actions", 0, 1), "actions are not those"),
    "an action of a missing factor": Corruption(put("actions.0.factor", 6), "actions are not those"),
    "an action too many": Corruption(put("actions", lambda items: [*items, items[0]]), "actions are not those"),
    "no actions": Corruption(put("actions", []), "actions are not those"),
    "two variables of one name": Corruption(put("variables.1.name", "background.1"), "same name"),
    "levels where codes are vectors": Corruption(put("variables.0.levels", [4, 2]), "levels of background.1 are not"),
    "an owner that is not there": Corruption(put("variables.0.factor", 77), "is owned by factor 77"),
    "targets of another factor": Corruption(swapped("targets", 0, 1), "not the variables that it owns"),
    "a target too few": Corruption(put("targets.0", [0]), "not the variables that it owns"),
    "no targets": Corruption(put("targets", []), "targets has 0 rows"),
    "a coordinate of a missing factor": Corruption(put("directed", [0, 77]), "not factors whose steps"),
    "a coordinate of a cyclic factor": Corruption(put("data.factors.0.cyclic", True), "not factors whose steps"),
    "a budget below the targets": Corruption(put("max_targets", 1), "more than max_targets"),
    "a budget over the variables": Corruption(put("max_targets", 16), "over the number of variables"),
    "states that do not hold the values": Corruption(
        lambda raw: [variable.update(states=2) for variable in raw["variables"]], "do not fit in 4 states"
    ),
    "a grid that is not whole": Corruption(put("grid.books", 3), "is not the number of variables", "grid"),
    "a grid that does not divide": Corruption(
        lambda raw: raw["grid"].update(height=2, width=8), "does not divide the image", "grid"
    ),
    "no grid": Corruption(put("grid", None), "grid and layout disagree", "grid"),
    "a variable of the grid with states of its own": Corruption(put("variables.3.states", 5), "other states", "grid"),
    "levels in a grid": Corruption(put("variables.3.levels", [4, 2]), "levels of b1.r1.c4 are not", "grid"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_verifier_finds(name, whole, tmp_path):
    assert_found(CORRUPTIONS[name], whole, tmp_path)
