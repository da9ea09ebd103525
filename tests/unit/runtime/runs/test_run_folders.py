import pytest

from causalvq.errors import RunError
from causalvq.runtime.runs.run_folders import new_folder


def test_folders_of_one_name_are_numbered_and_stay_inside(tmp_path):
    names = [new_folder(tmp_path, "a/../b c").name for _ in range(3)]

    assert names == ["a_.._b_c", "a_.._b_c-2", "a_.._b_c-3"]


def test_names_run_out(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(2, 1000):
        (tmp_path / f"a-{number}").mkdir()

    with pytest.raises(RunError, match="CVQ403"):
        new_folder(tmp_path, "a")
