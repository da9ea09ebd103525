from knowing import known_of

from causalvq.lsp.features.inlay_hints import inlay_hints


def labels(text, folder):
    known = known_of(text, folder, compiled=True)
    return [hint["label"] for hint in inlay_hints(known, known.text.whole)]


def test_what_the_compiler_makes_of_what_is_left_to_it(tiny):
    text = (tiny / "tiny.yaml").read_text()

    assert "= place, shade, ground" in labels(text, tiny)
    assert any(label.endswith(" states") for label in labels(text.replace("size: 6", "size: auto"), tiny))
    declared = text.replace("{count: 3}", "[{name: place}, {name: b, states: 9}, {name: c, factor: shade}]")
    assert labels(declared, tiny) == ["6 states, factor place", "factor ground", "6 states"]
    listed = text.replace("data: {", "data: {factors: [place, shade, ground], ")
    assert "4 values, ordered" in labels(listed, tiny)


def test_only_those_in_sight(tiny):
    known = known_of((tiny / "tiny.yaml").read_text(), tiny, compiled=True)

    assert inlay_hints(known, known.text.line_range(0)) == []
    assert inlay_hints(known_of("seed: 1\n"), known.text.whole) == []
