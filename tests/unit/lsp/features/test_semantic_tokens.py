from knowing import SMALL, known_of

from causalvq.lsp.features.semantic_tokens import semantic_tokens
from causalvq.lsp.texts.legend import TYPES


def words(text):
    """Each word of a text with its kind, and a mark on those that declare."""
    known = known_of(text)
    data, line, character, found = semantic_tokens(known)["data"], 0, 0, []
    for down, right, length, kind, mark in zip(*(data[at::5] for at in range(5)), strict=True):
        line, character = line + down, right + (0 if down else character)
        word = known.text.lines[line].encode("utf-16-le")[2 * character : 2 * (character + length)].decode("utf-16-le")
        found.append((word, TYPES[kind] + "!" * mark))
    return found


def test_what_each_word_is():
    text = SMALL.replace("{count: 7}", "[{name: 🦊, factor: hair}]") + "graph: {acyclic: true, required: [[🦊, x]]}\n"
    found = words(text)

    assert found[:2] == [("apiVersion", "namespace"), ("causalvq/v1", "enumMember")]
    assert ("🦊", "variable!") in found
    assert ("🦊", "variable") in found
    assert ("hair", "type") in found
    assert ("8", "number") in found
    assert ("true", "keyword") in found
    assert ("critters", "enumMember") in found
    assert ("size", "property") in found
