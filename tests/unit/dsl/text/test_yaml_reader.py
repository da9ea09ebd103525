import pytest
from refusals import refused

from causalvq.dsl.text import nodes, yaml_reader
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import SpecError

HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def test_files_over_a_mebibyte_are_refused_unread(tmp_path):
    diagnostics, _ = refused(tmp_path / "big.yaml", HEAD + "#" * (1 << 20))

    assert [d.code for d in diagnostics] == ["CVQ113"]


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 250_000, "- " * 500_000, "? " * 500_000, "[{" * 100_000])
def test_deep_nesting_is_refused_at_once(tmp_path, text):
    diagnostics, seconds = refused(tmp_path / "deep.yaml", text)

    assert diagnostics[0].code in ("CVQ114", "CVQ110")
    assert seconds < 2


def test_a_chain_of_aliases_cannot_nest_without_bound(tmp_path):
    text = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000))

    diagnostics, _ = refused(tmp_path / "chain.yaml", text)

    assert diagnostics[-1].code == "CVQ114"


def found(text):
    """The plain values of a text, and the codes of its faults."""
    faults = Faults()
    tree = yaml_reader.read(text, "x.yaml", faults)
    return (None if tree is None else nodes.plain(tree)), [fault.code for fault in faults.found]


@pytest.mark.parametrize(
    ("text", "values", "codes"),
    [
        ("", None, []),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}, []),
        ("a: {<<: {b: 1, c: 2}, c: 3}\n", {"a": {"b": 1, "c": 3}}, []),
        ("a: {<<: [{b: 1}, {b: 2, c: 2}]}\n", {"a": {"b": 1, "c": 2}}, []),
        ("a: {<<: 3}\n", {"a": {}}, ["CVQ118"]),
        ("a: 1\na: 2\n", {"a": 1}, ["CVQ111"]),
        ("1: x\n", {}, ["CVQ116"]),
        ("a: *x\n", {"a": None}, ["CVQ115"]),
        ("a: &x [*x]\n", {"a": (None,)}, ["CVQ115"]),
        ("a: !!python/object:os.system x\n", {"a": "x"}, ["CVQ117"]),
        ("a: !!int x\n", {"a": "x"}, ["CVQ117"]),
        ("a: !!str 3\n", {"a": "3"}, []),
        ("a: '3'\nb: on\n", {"a": "3", "b": "on"}, []),
    ],
)
def test_a_strict_subset_is_read_and_the_rest_is_noted(text, values, codes):
    assert found(text) == (values, codes)


def test_one_file_is_one_document():
    with pytest.raises(SpecError, match="CVQ120 a second document"):
        found("a: 1\n---\nb: 2\n")


def test_bytes_that_are_not_utf8_are_told_with_their_place():
    with pytest.raises(SpecError) as caught:
        yaml_reader.decode(b"a: 1\nb: \xff\n", "x.yaml")

    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.got, fault.place.line, fault.place.column) == ("CVQ112", "byte 0xff", 2, 4)
    assert yaml_reader.decode(b"\xef\xbb\xbfa", "x.yaml") == "a"
