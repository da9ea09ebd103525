import pytest

from causalvq.data.tables import json_lines
from causalvq.errors import DataError


def write(folder, text):
    path = folder / "t.jsonl"
    path.write_text(text)
    return path


def test_each_line_is_a_row_with_its_number(tmp_path):
    table = json_lines.read(write(tmp_path, '{"a": 1}\n\n{"b": "x", "a": null}\n'))

    assert (table.header, table.rows, table.lines) == (("a", "b"), (("1", ""), ("", "x")), (1, 3))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1}\n{"a":\n', r":2: CVQ310 the line is not JSON"),
        ('{"a": 1}\n\n[1]\n', r":3: CVQ310 the line is not a mapping"),
        ("\n", "CVQ302 .*it has no line"),
    ],
)
def test_a_line_that_is_no_mapping_is_told(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        json_lines.read(write(tmp_path, text))
