import pytest

from causalvq.dsl.documents.migration import migrate
from causalvq.errors import SpecError


def test_a_spec_of_the_current_version_is_left_as_it_is_even_where_it_is_wrong(tmp_path):
    text = "# mine\napiVersion: causalvq/v1\ncodbook: {}\n"
    (tmp_path / "a.yaml").write_text(text)

    assert migrate(tmp_path / "a.yaml") == ("causalvq/v1", text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apiVersion: causalvq/v9\n", "CVQ124 this version of the language is not known"),
        ("name: x\n", "CVQ124 the file does not say its version"),
        ("- 1\n", "CVQ120"),
        ("a: [\n", "CVQ110"),
    ],
)
def test_what_has_no_known_version_is_told(tmp_path, text, message):
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(SpecError, match=message):
        migrate(tmp_path / "a.yaml")
