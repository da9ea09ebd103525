import pytest

from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.syntax import hint
from causalvq.dsl.text.yaml_reader import read
from causalvq.errors import SpecError


@pytest.mark.parametrize(
    ("text", "code", "message", "remedy", "place"),
    [
        ("a:\n\tb: 1\n", "CVQ110", "a tab where YAML wants spaces", "indent with spaces", (2, 1)),
        ("a: @b\n", "CVQ110", "not YAML", "put text that begins with @ in quotes", (1, 4)),
        ("a: b: c\n", "CVQ110", "not YAML", "put text that holds a colon and a space in quotes", (1, 5)),
        ("a: [1, 2\n", "CVQ110", "not YAML", None, (1, 4)),
        ("a: \x07\n", "CVQ112", "a control character in the text", "remove it", (1, 4)),
    ],
)
def test_where_the_parser_stopped_and_the_usual_cause(text, code, message, remedy, place):
    with pytest.raises(SpecError) as caught:
        read(text, "x.yaml", Faults())

    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.hint, (fault.place.line, fault.place.column)) == (code, remedy, place)
    assert fault.message.startswith(message)


def test_a_key_out_of_line_is_told_by_its_colon():
    assert hint("  name: x", 6) == "indent this line like its neighbours"
    assert hint("name x", 3) is None
