import json
import sys

import pytest

from causalvq.data.tables import read_table
from causalvq.data.tables.table import Table
from causalvq.errors import DataError

ROWS = (("a.png", "red", "1"), ("b.png", "blue", "2"))


HEADER = ("name", "hue", "size")


def cells(table: Table):
    return table.header, table.rows


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "name,hue,size\na.png,red,1\nb.png,blue,2\n"),
        ("t.csv", "\ufeffname,hue,size\r\na.png, red ,1\r\n\r\nb.png,blue,2\r\n"),
        ("t.csv", "# made by hand\nname,hue,size\na.png,red,1\nb.png,blue,2\n"),
        ("t.csv", 'name;hue;size\n"a.png";red;1\nb.png;blue;2\n'),
        ("t.csv", "name,hue,size,,\na.png,red,1,,\nb.png,blue,2,,\n"),
        ("t.tsv", "name\thue\tsize\na.png\tred\t1\nb.png\tblue\t2\n"),
        ("t.txt", "name hue size\na.png  red 1\nb.png blue 2\n"),
        (
            "t.json",
            json.dumps(
                [dict(zip(HEADER, ("a.png", "red", 1), strict=True)), {"name": "b.png", "hue": "blue", "size": 2.0}]
            ),
        ),
        ("t.json", json.dumps({"name": ["a.png", "b.png"], "hue": ["red", "blue"], "size": [1, 2]})),
        ("t.json", json.dumps({"version": 1, "images": [dict(zip(HEADER, row, strict=True)) for row in ROWS]})),
        ("t.json", json.dumps([list(HEADER), *map(list, ROWS)])),
        ("t.jsonl", "\n".join(json.dumps(dict(zip(HEADER, row, strict=True))) for row in ROWS)),
    ],
)
def test_a_table_is_read_whatever_its_form(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert cells(read_table(tmp_path / name)) == (HEADER, ROWS)


@pytest.mark.parametrize(
    ("name", "module", "extra"), [("t.xlsx", "openpyxl", "xlsx"), ("t.parquet", "pyarrow.parquet", "parquet")]
)
def test_the_message_names_the_extra(tmp_path, monkeypatch, name, module, extra):
    (tmp_path / name).write_bytes(b"PK\3\4")
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(DataError, match=rf"CVQ312.*pip install 'causalvq\[{extra}\]'"):
        read_table(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("t.csv", b"", "CVQ310"),
        ("t.csv", b"a,a\n1,2\n", "CVQ310 the header names a twice"),
        ("t.csv", b"a,b\n1,2,3\n", "CVQ310 the row has 3 cells"),
        ("t.csv", b"\xff\x00\xfa", "CVQ302"),
        ("t.json", b"{", "CVQ302"),
        ("t.json", b"[" * 100_000, "CVQ302"),
        ("t.json", b"3", "CVQ302"),
        ("t.json", b"[1, 2]", "CVQ302"),
        ("t.json", b'{"a": [1], "b": {"c": 2}}', "CVQ302"),
        ("t.jsonl", b"", "CVQ302"),
        ("t.jsonl", b'{"a": 1}\n[2]\n', "CVQ310 the line is not a mapping"),
        ("t.jsonl", b'{"a": 1}\n{\n', "CVQ310 the line is not JSON"),
        ("t.xlsx", b"PK\3\4", "CVQ302"),
        ("t.parquet", b"PAR1", "CVQ302"),
    ],
)
def test_what_is_no_table_is_told(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match=code):
        read_table(tmp_path / name)


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="CVQ301"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize("ending", [".xls", ".ods", ".sav", ".pkl"])
def test_tables_of_other_programs_are_refused_with_what_to_save(tmp_path, ending):
    (tmp_path / f"t{ending}").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(DataError, match=r"CVQ302 tables of .* are not read; hint: save it as csv or xlsx"):
        read_table(tmp_path / f"t{ending}")
