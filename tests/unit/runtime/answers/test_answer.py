import json

import pytest
from PIL import Image

from causalvq.errors import QueryError
from causalvq.runtime.answers.answer import MOST_ROWS, Answer, AnswerTable, png


class Said(Answer):
    def to_dict(self):
        return {"done": "b"}

    def title(self):
        return 'size < 2 & "wide"'

    def picture(self):
        return Image.new("RGB", (3, 2), (255, 0, 0))

    def tables(self):
        return (AnswerTable(("name",), (("<b>",),) * (MOST_ROWS + 2)),)


def test_a_notebook_shows_a_picture_that_is_described_and_a_table_that_ends():
    shown = Said()._repr_html_()

    assert shown.count("size &lt; 2 &amp; &quot;wide&quot;") == 2
    assert '<img alt="size &lt; 2' in shown
    assert shown.count("&lt;b&gt;") == MOST_ROWS
    assert "<b>" not in shown.removeprefix("<div><p><b>")
    assert "and 2 more" in shown


def test_an_answer_is_saved(tmp_path):
    folder = Said().save(tmp_path / "new" / "one")

    assert json.loads((folder / "answer.json").read_text()) == {"done": "b"}
    assert (folder / "sheet.png").read_bytes() == png(Said().picture())
    (tmp_path / "file").write_text("")
    with pytest.raises(QueryError, match="CVQ504"):
        Said().save(tmp_path / "file")
