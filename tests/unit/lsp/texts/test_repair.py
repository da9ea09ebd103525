from pathlib import Path

import pytest

from causalvq.dsl.text.nodes import find
from causalvq.lsp.texts.repair import readable

ROOT = Path(__file__).parents[4]


def test_text_that_is_whole_is_left_as_it_is():
    text = (ROOT / "examples" / "01_critters.yaml").read_text()

    assert readable(text, "x.yaml")[1] == text


@pytest.mark.parametrize(
    "broken",
    [
        "codebook: {si",
        "codebook:\n  si",
        "cod",
        "name: 'x",
        "data: [a, {b",
        "a: b: c",
        "\tx: 1",
        "name: @x",
        "*a",
        "- x",
    ],
)
def test_other_lines_keep_their_places(broken):
    text = f"seed: 1\n{broken}\ntrain:\n  steps: 5\n"
    tree, kept = readable(text, "x.yaml")

    assert find(tree, ("train", "steps")).span.line == 3 + broken.count("\n")
    assert kept.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text", ["", "\x00", "- a", "[" * 200, "a: " * 500, "?", "a: *b", "--- x\n--- y", "%", "\ufffd"]
)
def test_anything_is_a_tree(text):
    tree, _ = readable(text, "x.yaml")

    assert tree.entries is not None
