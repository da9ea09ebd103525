from knowing import known_of, marked

from causalvq.lsp.texts.tree_places import parts, spot_at


def at(text):
    text, position = marked(text)
    known = known_of(text)
    return spot_at(known.read.own, known.text, position)


def test_the_smallest_thing_at_a_place():
    assert at("codebook: {si|ze: 8}").path == ("codebook", "size")
    assert at("codebook: {size: 1|6}").node.value == 16
    assert at("graph: {required: [[a, b|]]}").path == ("graph", "required", 0, 1)
    assert at("graph: {required: [[a,| b]]}").path == ("graph", "required", 0)
    assert at("🦊: {a: b|}").path == ("🦊", "a")
    assert at("a: 1\n\n|\n") is None


def test_what_aliases_repeat_comes_once():
    known = known_of("a: &x [1, 2]\nb: *x\n")

    assert [spot.path for spot in parts(known.read.own)] == [("a",), ("b",), ("a",), ("a", 0), ("a", 1)]
