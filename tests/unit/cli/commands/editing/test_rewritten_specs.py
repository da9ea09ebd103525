import pytest

from causalvq.cli.commands.editing.rewritten_specs import difference, replace
from causalvq.errors import SpecError


def test_what_was_written_meanwhile_is_kept(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 2\n")

    with pytest.raises(SpecError, match="CVQ157"):
        replace(path, b"a: 1\n", "a: 3\n")

    assert path.read_text() == "a: 2\n"
    replace(path, b"a: 2\n", "a: 3\n")
    assert path.read_text() == "a: 3\n"


def test_a_difference_has_lines_as_other_programs_have_them():
    lines = list(difference("a.yaml", "a: 1\r\nb: 1\x85c: 2\r\n", "a: 2\r\nb: 1\x85c: 2\r\n"))

    assert lines[3:] == ["-a: 1\n", "+a: 2\n", " b: 1\x85c: 2\n"]


def test_a_difference_is_a_patch():
    assert list(difference("a.yaml", "a: 1", "a: 2\n"))[3:] == [
        "-a: 1\n\\ No newline at end of file\n",
        "+a: 2\n",
    ]
