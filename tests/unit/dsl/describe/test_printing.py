import pytest

from causalvq.dsl import load
from causalvq.dsl.describe.printing import flow, print_spec
from causalvq.dsl.text.yaml_writer import scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1e-3, "0.001"),
        ("red", "red"),
        ("do (x) + 1", "do (x) + 1"),
        ("true", '"true"'),
        ("12", '"12"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("end ", '"end "'),
        ('say "x"\n', '"say \\"x\\"\\n"'),
        ("\x07\u2028\U0001f600", '"\\x07\\u2028😀"'),
    ],
)
def test_a_scalar_is_quoted_where_yaml_would_read_something_else(value, text):
    assert scalar(value) == text


def test_a_value_on_one_line():
    assert flow({"a": [1, "x"], "b": {}}) == "{a: [1, x], b: {}}"
    assert flow(("a", None)) == "[a, null]"


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(
        "apiVersion: causalvq/v1\nname: small\ndata: {source: critters}\nvariables: {count: 7}\n"
        "codebook: {size: 8}\ntrain: {steps: 9}\n"
    )
    return load(path).spec


def test_what_differs_from_the_default_is_shown_with_what_the_default_is(spec):
    text = print_spec(spec, only_changed=True)

    assert "  steps: 9  # default: " in text
    assert "batch_size" not in text
    assert "\n  size: 8\n" in text, "what has no default is shown without a note"


def test_a_comment_stands_beside_a_short_line_or_above_and_fits_the_width(spec):
    lines = print_spec(spec, comments=True).splitlines()

    assert lines[lines.index("  size: 8") - 1].startswith("  # "), "what is said of codebook.size is long"
    assert any(line.startswith("seed: 0  # ") for line in lines)
    assert max(map(len, lines)) <= 110
