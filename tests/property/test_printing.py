"""Printing and reading are inverse."""

import json
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specs import valid_specs

from causalvq.dsl import load
from causalvq.dsl.describe.printing import print_spec, scalar
from causalvq.dsl.documents.environment import is_there, names_in
from causalvq.dsl.text.scalars import resolve

UNPRINTABLE = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
FOLDER = tempfile.TemporaryDirectory()
FILE = Path(FOLDER.name) / "spec.yaml"


def read(text):
    FILE.write_text(text, encoding="utf-8")
    return load(FILE).spec


def as_json(values):
    """JSON that is YAML too: characters that YAML does not take are escaped, pairs of surrogates are not used."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(values, ensure_ascii=False))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_specs())
def test_printing_then_reading_is_the_identity(values):
    spec = read(as_json(values))

    assert read(print_spec(spec)) == spec
    assert read(print_spec(spec, comments=True)) == spec
    assert read(print_spec(spec, only_changed=True)) == spec
    assert print_spec(read(print_spec(spec))) == print_spec(spec)


def with_points(values):
    """The same values with every whole number as a float, such as 8.0 for 8."""
    if isinstance(values, dict):
        return {key: with_points(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [with_points(value) for value in values]
    return float(values) if type(values) is int else values


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_specs())
def test_how_a_whole_number_is_written_makes_no_difference(values):
    spec, other = read(as_json(values)), read(as_json(with_points(values)))

    assert other == spec
    assert print_spec(other) == print_spec(spec)
    assert other.model_dump_json() == spec.model_dump_json()


def windows(text):
    """Whether a text is read as a path of Windows, because with its slashes turned it leads to something."""
    return "\\" in text and is_there(Path(), text.replace("\\", "/"))


@settings(max_examples=300, deadline=None)
@given(
    st.text(min_size=1, max_size=40).filter(lambda text: not (text.startswith("~") or names_in(text) or windows(text)))
)
def test_any_text_survives_as_a_path(text):
    spec = read(
        "apiVersion: causalvq/v1\nname: a\nvariables: {count: 1}\ncodebook: {size: 2}\n"
        f"data: {{source: {{format: npz, path: {scalar(text)}}}}}\n"
    )

    assert spec.data.source.path == text


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_values_without_parts_keep_their_type(value):
    again = resolve(scalar(value))

    assert again == value
    assert type(again) is type(value)
