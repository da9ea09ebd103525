import time

import pytest

from causalvq.dsl import load
from causalvq.dsl.language_diagnostics import UNKNOWN_KEY, WRONG_TYPE
from causalvq.dsl.text.spec_faults import MAX_FAULTS, Faults
from causalvq.errors import Place, SpecError

HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def refused(path, text):
    """The diagnostics for a text, and the seconds they took."""
    path.write_text(text)
    start = time.perf_counter()
    with pytest.raises(SpecError) as error:
        load(path)
    return error.value.diagnostics, time.perf_counter() - start


def test_thousands_of_faults_are_counted_not_listed(tmp_path):
    text = HEAD + "variables: {count: 1}\n" + "".join(f"key{i}: 1\n" for i in range(3000))

    diagnostics, seconds = refused(tmp_path / "many.yaml", text)

    assert diagnostics[-1].code == "CVQ100"
    assert "2,000 more" in diagnostics[-1].message
    assert len(diagnostics) == 1001
    assert seconds < 2


def test_faults_are_told_by_file_then_line_then_column_each_once():
    faults = Faults()
    for place in (Place("b", 2, 1), Place("a", 3, 4), Place("b", 1, 9), Place("a", 3, 2), Place("a", 3, 2)):
        faults.add(UNKNOWN_KEY, "x", place)

    assert [str(fault.place) for fault in faults.told()] == ["b:1:9", "b:2:1", "a:3:2", "a:3:4"]


def test_faults_beyond_the_most_are_counted():
    faults = Faults()
    for number in range(MAX_FAULTS + 3):
        faults.add(WRONG_TYPE, f"{number}", Place("a", number + 1))

    assert faults.full
    assert len(faults.stop().diagnostics) == MAX_FAULTS + 1
    assert faults.told()[-1].message == "3 more faults are not shown"
