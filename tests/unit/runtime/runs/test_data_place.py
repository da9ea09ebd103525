from pathlib import Path

import pytest

from causalvq.data import data_facts
from causalvq.dsl.spec import Data
from causalvq.errors import RunError
from causalvq.runtime.runs.data_place import at_place, differences, missing
from causalvq.runtime.training.session import data_section


@pytest.fixture
def section():
    """Images and a table of pairs beside them, below the folder of the spec."""
    return Data.model_validate(
        {"source": {"format": "folder", "path": "data/cells"}, "pairs": {"file": "data/cells/pairs.csv"}}
    )


def test_everything_below_another_folder_is_found_there(section, tmp_path):
    (tmp_path / "data" / "cells").mkdir(parents=True)

    assert at_place(section, tmp_path / "before", tmp_path) == (section, tmp_path)


def test_a_table_is_found_beside_its_images(section, tmp_path):
    (tmp_path / "renamed").mkdir()
    (tmp_path / "renamed" / "pairs.csv").write_text("")

    found, base = at_place(section, tmp_path / "before", tmp_path / "renamed")

    assert base == tmp_path / "before"
    assert found.source.path == str(tmp_path / "renamed")
    assert found.pairs.file == str(tmp_path / "renamed" / "pairs.csv")
    assert missing(found, base) is None


def test_a_table_that_did_not_move_is_where_it_was(section, tmp_path):
    (tmp_path / "renamed").mkdir()

    found, base = at_place(section, tmp_path / "before", tmp_path / "renamed")

    assert found.pairs.file == "data/cells/pairs.csv"
    assert missing(found, base) == tmp_path / "before/data/cells/pairs.csv"


@pytest.mark.parametrize("named", ["data/cells", "/absent/cells", None])
def test_images_are_found_below_a_folder_that_was_renamed(section, tmp_path, named):
    where = tmp_path / "renamed" / "cells"
    where.mkdir(parents=True)
    (where / "pairs.csv").write_text("")
    here = tmp_path / "before"
    path = named or str(here / "data" / "cells")  # a whole path, which is still there
    Path(path).mkdir(parents=True) if named is None else None
    source = section.source.model_copy(update={"path": path})
    table = section.pairs.model_copy(update={"file": f"{path}/pairs.csv"})

    found, base = at_place(section.model_copy(update={"source": source, "pairs": table}), here, tmp_path / "renamed")

    assert found.source.path == str(where)
    assert (found.pairs.file, missing(found, base)) == (str(where / "pairs.csv"), None)


def test_what_is_built_in_lies_nowhere_else(tmp_path):
    with pytest.raises(RunError, match="CVQ461 critters is built in"):
        at_place(Data.model_validate({"source": "critters"}), tmp_path, tmp_path)


def test_what_differs_is_told(plan, tiny):
    made = plan().data
    facts = data_facts(data_section(plan()), base=tiny)
    assert list(differences(made, facts)) == [
        "as many images of the same size and the same factors, but files of other content"
    ]

    renamed = made.factors[1].model_copy(update={"name": "glow"})
    other = made.model_copy(update={"images": 7, "channels": 1, "factors": (made.factors[0], renamed)})
    assert list(differences(other, facts)) == [
        "288 images, not 7",
        "images of 16 x 16 x 3 of uint8, not 16 x 16 x 1 of uint8",
        "no factor glow",
    ]
    assert list(differences(made.model_copy(update={"sizes": (4, 3)}), facts)) == [
        "3 columns of labels with other values, where there were 2"
    ]
