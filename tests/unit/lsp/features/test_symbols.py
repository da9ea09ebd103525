from knowing import SMALL, known_of

from causalvq.lsp.features.symbols import symbols


def test_keys_and_variables_in_their_order():
    found = symbols(known_of(SMALL.replace("{count: 7}", "\n  - name: a\n  - name: b")))

    assert [one["name"] for one in found] == ["apiVersion", "name", "data", "variables", "codebook"]
    assert [one["name"] for one in found[3]["children"]] == ["a", "b"]
    assert found[2]["children"][0]["detail"] == "critters"


def test_a_range_holds_what_is_below_it():
    def check(one):
        start, end = (tuple(one["range"][side].values()) for side in ("start", "end"))
        for inner in (one["selectionRange"], *(below["range"] for below in one.get("children", ()))):
            assert start <= tuple(inner["start"].values())
            assert tuple(inner["end"].values()) <= end
        for below in one.get("children", ()):
            check(below)

    for one in symbols(known_of(SMALL + "graph:\n  required:\n    - [a, b]\n    - - c\n      - d\n")):
        check(one)
