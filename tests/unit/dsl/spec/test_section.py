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
    ("name", "valid"),
    [
        ("hair", True),
        ("wall hue", True),
        ("Grün-1", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        (" a", False),
        (".a", False),
        ("a[0]", False),
        ("a=b", False),
        ("a,b", False),
    ],
)
def test_a_name_has_none_of_the_signs_that_paths_and_edges_use(name, valid):
    if valid:
        assert NAME.validate_python(name) == name
    else:
        with pytest.raises(ValidationError):
            NAME.validate_python(name)
