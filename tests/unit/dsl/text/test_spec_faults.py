from collections import Counter

from refusals import refused

from causalvq.dsl.language_diagnostics import UNKNOWN_KEY
from causalvq.dsl.text.spec_faults import MAX_FAULTS, MAX_OF_A_KIND, Faults
from causalvq.errors import Code, Place

HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def test_thousands_of_faults_are_counted_not_listed(tmp_path):
    text = HEAD + "variables: {count: 1}\n" + "".join(f"key{i}: 1\n" for i in range(3000))

    diagnostics, seconds = refused(tmp_path / "many.yaml", text)

    assert diagnostics[-1].code == "CVQ100"
    told = "2,800 more faults are not shown; in all 3,000 of 1 kind: 3,000 of CVQ101 (an unknown key)"
    assert diagnostics[-1].message == told
    assert len(diagnostics) == 201
    assert seconds < 2


def test_a_rare_kind_is_not_lost_among_tens_of_thousands(tmp_path):
    many = ", ".join(["dic"] * 38_000)
    text = HEAD + f"evaluate: {{metrics: [{many}]}}\nvariables: {{count: x}}\ntrain: {{stesp: 3}}\n"

    diagnostics, seconds = refused(tmp_path / "many.yaml", text)

    assert seconds < 2
    assert {"CVQ101", "CVQ103", "CVQ105"} <= {found.code for found in diagnostics}
    assert "in all 38,002 of 3 kinds: 38,000 of CVQ105 (not one of the choices), 1 of" in diagnostics[-1].message


def test_faults_are_told_by_file_then_line_then_column_each_once():
    faults = Faults()
    for place in (Place("b", 2, 1), Place("a", 3, 4), Place("b", 1, 9), Place("a", 3, 2), Place("a", 3, 2)):
        faults.add(UNKNOWN_KEY, "x", place)

    assert [str(fault.place) for fault in faults.told()] == ["b:1:9", "b:2:1", "a:3:2", "a:3:4"]


def test_faults_beyond_the_most_are_counted():
    faults = Faults()
    codes = [Code(f"CVQ9{number:02}", f"kind {number}", "") for number in range(MAX_FAULTS // MAX_OF_A_KIND + 1)]
    for number in range(MAX_OF_A_KIND + 3):
        for code in codes:
            faults.add(code, f"{number}", Place("a", number + 1))

    *found, last = faults.stop().diagnostics
    kinds = Counter(fault.code for fault in found)
    assert len(found) == MAX_FAULTS
    assert max(kinds.values()) <= MAX_OF_A_KIND
    assert kinds.keys() == set(codes)
    assert last.message.startswith("218 more faults are not shown; in all 1,218 of 6 kinds: 203 of CVQ900 (kind 0)")
