import pytest

from causalvq.dsl.edits.key_order import formatted, order_of
from causalvq.errors import SpecError

MIXED = """\
# the file
name: a  # of a
# of seed
# in two lines
seed: 1   \n
# data
data:
  # image
  image: {size: 8}   \n  source:
    path: x
    # about format
    format: npz
# lists
variables:
  # first
  - factor: a
    # name of it
    name: b   # beside
  - states: 2
    factor: q

    name: c
train: {optimizer: {lr: 1, kind: adam}, steps: 1}
graph:
  prior:
    kind: fixed
apiVersion: causalvq/v1
# footer"""
ORDERED = """\
# the file
apiVersion: causalvq/v1
name: a  # of a
# of seed
# in two lines
seed: 1

# data
data:
  source:
    # about format
    format: npz
    path: x
  # image
  image: {size: 8}
# lists
variables:
  # first
  # name of it
  - name: b   # beside
    factor: a
  - name: c
    factor: q

    states: 2
graph:
  prior:
    kind: fixed
train: {steps: 1, optimizer: {kind: adam, lr: 1}}
# footer
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_keys_go_in_order_with_their_comments(newline):
    new = formatted(MIXED.replace("\n", newline), "a.yaml")

    assert new == (ORDERED.replace("\n", newline), ())
    assert formatted(new.text, "a.yaml") == new


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("train: &a {steps: 1}\nlosses: *a\n", "the spec is left as it is: *a would stand before its anchor"),
        ("train: {steps: 1,  # one\n  batch_size: 2, device: cpu, ema: 1}\n", None),
        ("train: {ema: 1,  # one\n  steps: 2}\n", "train is left as it is: there are comments between its braces"),
        ("name: a\n? apiVersion\n: 1\n", "the spec is left as it is: its keys do not begin their lines"),
        ("name: a\n&x apiVersion: 1\n", "the spec is left as it is: a key of it is no plain text"),
        ("seed: |+\n  1\n\nname: a\n", "the spec is left as it is: another order would change what it says"),
        ("seed: &a 1\nname: &a 2\ndata: *a\n", "the spec is left as it is: another order would change what it says"),
    ],
)
def test_what_cannot_be_moved_is_left_and_told(text, why):
    new = formatted(text, "a.yaml")

    assert new.notes == ((why,) if why else ())
    assert formatted(new.text, "a.yaml") == new
    if why:
        assert new.text == text


def test_comments_at_the_top_stay_there():
    head = "# of the file\n# in two lines\n"

    assert formatted(head + "seed: 1\nname: a\n", "").text == head + "name: a\nseed: 1\n"
    assert formatted("%YAML 1.2\n---\n" + head + "seed: 1\nname: a\n", "").text == (
        "%YAML 1.2\n---\n" + head + "name: a\nseed: 1\n"
    )


def test_what_is_merged_comes_first():
    text = "train:\n  steps: 1\n  <<: [{ema: 0.5}]\n  mine: 2\n"

    assert formatted(text, "").text == "train:\n  <<: [{ema: 0.5}]\n  steps: 1\n  mine: 2\n"


def test_values_of_several_lines_stay_as_they_are():
    text = "name: >\n  a  \n\n  b\nseed: 'x   \n\n  y'\napiVersion: |\n    # no comment   \n  \n\n"

    new = formatted(text, "").text

    assert new == "apiVersion: |\n    # no comment   \nname: >\n  a  \n\n  b\nseed: 'x   \n\n  y'\n"


def test_faults_of_the_text_are_told():
    with pytest.raises(SpecError, match="CVQ111"):
        formatted("a: 1\na: 2\n", "a.yaml")
    with pytest.raises(SpecError, match="CVQ110"):
        formatted("a: [\n", "a.yaml")


def test_keys_without_an_order_stay():
    assert order_of(["b", "a"], ()) == (0, 1)
    assert order_of(["x", "b", "y", "a", "<<"], ("a", "b")) == (4, 0, 3, 1, 2)
