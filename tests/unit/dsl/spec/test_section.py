import pytest
from pydantic import TypeAdapter, ValidationError

from causalvq.dsl.spec.section import Name, Section

NAME = TypeAdapter(Name)


class Example(Section):
    count: int = 1
    share: float = 0.5


def test_a_section_is_frozen_strict_and_closed():
    made = Example(count=2)

    with pytest.raises(ValidationError, match="frozen"):
        made.count = 3
    for wrong in ({"count": "2"}, {"count": True}, {"share": float("nan")}, {"counts": 2}):
        with pytest.raises(ValidationError):
            Example.model_validate(wrong)
    assert Example.model_validate({"share": 1}).share == 1.0


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("hair", "hair"),
        ("size [cm]", "size [cm]"),
        ("mass, kg", "mass, kg"),
        ("a=b", "a=b"),
        (".a -> 'b' \"c\" \\", ".a -> 'b' \"c\" \\"),
        ("Gru\u0308n", "Gr\u00fcn"),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
        (" two\n lines ", "two lines"),
        ("null", "null"),
        ("x" * 256, "x" * 256),
        ("x" * 257, None),
        ("", None),
        (" \n", None),
        ("a\x07b", None),
        (8, None),
    ],
)
def test_a_name_is_anything_that_can_be_read_on_a_line(name, held):
    if held is not None:
        assert NAME.validate_python(name) == held
    else:
        with pytest.raises(ValidationError):
            NAME.validate_python(name)
