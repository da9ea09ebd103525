from knowing import SMALL, applied, known_of

from causalvq.lsp.features.formatting import formatting


def test_keys_are_put_in_order_with_their_comments():
    known = known_of("name: small\n# first\napiVersion: causalvq/v1  # v\n" + SMALL.partition("small\n")[2])

    assert applied(known, formatting(known)) == SMALL.replace("v1\n", "v1  # v\n").replace("apiV", "# first\napiV", 1)


def test_what_is_in_order_is_left_and_what_cannot_be_read_too():
    assert formatting(known_of(SMALL)) == []
    assert formatting(known_of(SMALL + "graph: [")) is None
    assert formatting(known_of("b: 1\na: 2\n")) is None


def test_characters_of_two_units():
    known = known_of(SMALL.replace("name: small\n", "") + "name: x  # 🦊  \n")

    assert applied(known, formatting(known)) == SMALL.replace("small", "x  # 🦊")
