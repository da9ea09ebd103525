import pytest
from pydantic import TypeAdapter, ValidationError

from causalvq.dsl.spec.variables import CountedVariables, DeclaredVariables, Variables

READ = TypeAdapter(Variables)


def test_a_list_declares_and_a_mapping_counts():
    listed, counted = (
        READ.validate_python(({"name": "a"}, {"name": "b", "states": 3})),
        READ.validate_python({"count": 4}),
    )

    assert isinstance(listed, DeclaredVariables)
    assert isinstance(counted, CountedVariables)
    assert (listed.count, listed.layout, listed.books, listed.ownership) == (2, "slots", 1, "free")
    assert [variable.states for variable in listed.declared] == [None, 3]
    assert (counted.declared, counted.count, counted.layout) == ((), 4, "slots")


@pytest.mark.parametrize("value", [(), {"count": 0}, {"count": 4097}, ({"name": "a", "states": 1},), {"count": 4.0}])
def test_counts_have_bounds_and_are_whole(value):
    with pytest.raises(ValidationError):
        READ.validate_python(value)
