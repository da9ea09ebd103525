from knowing import known_of

from causalvq.lsp.features.folding import folding


def test_blocks_and_comments_fold():
    text = "# one\n# two\na:\n  b: 1\n  c:\n    d: 2\n\ne: 3\n"
    found = {(one["startLine"], one["endLine"], one.get("kind")) for one in folding(known_of(text))}

    assert found == {(2, 5, None), (4, 5, None), (0, 1, "comment")}


def test_half_typed_text_folds_too():
    assert {"startLine": 0, "endLine": 1} in folding(known_of("a: [\n  {b"))
