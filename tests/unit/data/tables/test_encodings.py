import pytest

from causalvq.data.tables.encodings import text_of
from causalvq.errors import DataError

TEXT = "file_name,Größe\na.png,groß\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_its_mark_or_without(tmp_path, encoding):
    (tmp_path / "t.csv").write_bytes(TEXT.encode(encoding))

    assert text_of(tmp_path / "t.csv") == (TEXT, ())


def test_what_windows_calls_ansi_is_read_with_a_notice(tmp_path):
    (tmp_path / "t.csv").write_bytes(TEXT.encode("cp1252"))

    text, (notice,) = text_of(tmp_path / "t.csv")
    assert text == TEXT
    assert "t.csv is not UTF-8: it is read as Windows text" in notice


@pytest.mark.parametrize("content", [b"\xff\x00\x01\x02rubbish", b"a,b\n\x81\x8d,1\n", "a,b\n".encode("utf-16") + b"x"])
def test_what_is_no_text_is_refused(tmp_path, content):
    (tmp_path / "t.csv").write_bytes(content)

    with pytest.raises(DataError, match="CVQ302"):
        text_of(tmp_path / "t.csv")
