import pytest

from causalvq.cli.written_files import require_place, write_file
from causalvq.errors import SpecError


def test_a_file_is_replaced_only_when_that_is_asked_for(tmp_path):
    path = tmp_path / "a.txt"
    write_file(path, "one", replace=False)
    with pytest.raises(SpecError, match=r"CVQ126 the file exists already.*--force"):
        write_file(path, "two", replace=False)
    assert path.read_text() == "one"

    write_file(path, b"two", replace=True)
    assert path.read_bytes() == b"two"


def test_a_place_without_its_folder_or_that_is_a_folder_is_refused_before_any_work(tmp_path):
    with pytest.raises(SpecError, match="CVQ126 the folder is not there"):
        require_place(tmp_path / "none" / "a.txt", replace=False)
    with pytest.raises(SpecError, match="CVQ126 the file cannot be written"):
        require_place(tmp_path, replace=True)
    with pytest.raises(SpecError, match="CVQ126 the file cannot be written"):
        write_file(tmp_path / "a\0b", "x", replace=False)


def test_a_link_that_leads_nowhere_is_there(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")

    with pytest.raises(SpecError, match="CVQ126 the file exists already"):
        require_place(tmp_path / "a", replace=False)
