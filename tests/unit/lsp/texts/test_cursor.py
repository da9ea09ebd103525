import pytest
from knowing import marked

from causalvq.lsp.texts.cursor import bare_of, cursor_at, plain_of

CASES = [
    # text, path, role, typed, keys before it
    ("|", (), "key", "", []),
    ("cod|", (), "key", "cod", []),
    ("name: x\ncod|", (), "key", "cod", ["name"]),
    ("co|debook: {size: 8}", (), "key", "co", []),
    ("codebook:\n  si|", ("codebook",), "key", "si", []),
    ("codebook:\n  dim: 4\n  si|", ("codebook",), "key", "si", ["dim"]),
    ("codebook: {si|", ("codebook",), "key", "si", []),
    ("codebook: {size: 8, d|im: 3}", ("codebook",), "key", "d", ["size"]),
    ("codebook: {size: au|", ("codebook", "size"), "value", "au", []),
    ("codebook:\n  size: |", ("codebook", "size"), "value", "", []),
    ("variables:\n  - |", ("variables", 0), "key", "", []),
    ("variables:\n  - name: x\n    fa|", ("variables", 0), "key", "fa", ["name"]),
    ("variables:\n  - name: x\n  |", ("variables", 1), "key", "", []),
    ("variables:\n- name: x\n- fac|", ("variables", 1), "key", "fac", []),
    ("variables:\n- name: x\n|", (), "key", "", ["variables"]),
    ("graph:\n  required: [[a, b], [c, |", ("graph", "required", 1, 1), "key", "", []),
    ("graph:\n  required:\n    - [a, b|", ("graph", "required", 0, 1), "key", "b", []),
    ("graph:\n  tiers:\n    - - a\n      - b|", ("graph", "tiers", 0, 1), "key", "b", []),
    ("graph: {prior: {kind: erdos_renyi, ex|", ("graph", "prior"), "key", "ex", ["kind"]),
    ("data:\n  source: critters\n  |", ("data",), "key", "", ["source"]),
    ("data:\n  |\n  source: critters", ("data",), "key", "", []),
    ("interventions:\n  actions: {hair: s|", ("interventions", "actions", "hair"), "value", "s", []),
    ("extends: [a.yaml, ../b|", ("extends", 1), "key", "../b", []),
    ("a: 'it is", ("a",), "value", "it is", []),
    ("a: |\nb: 2", ("a",), "value", "", []),
    ("a: {b: [1, 2], c|", ("a",), "key", "c", ["b"]),
    ("text: >\n  size: 8\ncod|", (), "key", "cod", ["text"]),
    ("a: &here {b|", ("a",), "key", "b", []),
]


@pytest.mark.parametrize(("text", "path", "role", "typed", "keys"), CASES)
def test_where_a_cursor_is(text, path, role, typed, keys):
    found, position = marked(text if "|" in text else f"{text}|")
    cursor = cursor_at(found.split("\n"), position.line, position.character)

    assert (cursor.path, cursor.role, cursor.typed) == (path, role, typed)
    assert [key for key in cursor.keys if key != typed] == keys


@pytest.mark.parametrize("text", ["a: 1 # com|", "# a|", "codebook: {size: 8}|", "t: >\n  wor|"])
def test_where_nothing_can_be_completed(text):
    found, position = marked(text)

    assert cursor_at(found.split("\n"), position.line, position.character).role == "none"


def test_a_bracket_that_is_open_swallows_no_keys():
    text, position = marked("data: {source: {format: npz, path: x\nvariables:\n  co|")

    assert cursor_at(text.split("\n"), position.line, position.character).path == ("variables",)


def test_the_rest_of_the_word_is_replaced_too():
    text, position = marked("codebook: {size: au|to, dim: 4}")
    cursor = cursor_at(text.split("\n"), position.line, position.character)

    assert text[cursor.start : cursor.end] == "auto"


def test_words():
    assert [bare_of(one) for one in ('"a b"', "'it''s'", "plain", '"\\""')] == ["a b", "it's", "plain", '"']
    assert [plain_of(one) for one in ("a # b", "'a # b' # c", "a#b")] == ["a", "a # b", "a#b"]
