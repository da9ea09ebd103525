import pytest

from causalvq.dsl.text.nodes import plain
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read
from causalvq.dsl.text.yaml_writer import flow


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        0.5,
        "a",
        "yes",
        "8",
        "a: b",
        "size [cm]",
        "a, b",
        "#",
        "*x",
        "",
        "line\nbreak",
        {"a": ("b", {"c": 1})},
    ],
)
def test_what_is_written_is_read_back(value):
    assert plain(read(f"[{flow(value)}]", "", Faults())) == (value,)
