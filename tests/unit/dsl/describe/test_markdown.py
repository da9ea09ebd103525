from causalvq.dsl.describe.markdown import cell, codes_markdown, section_of, spec_markdown, table
from causalvq.dsl.describe.reference import KeyDoc, key_docs
from causalvq.errors import Code


def test_a_path_lies_below_a_root_key():
    assert [section_of(path) for path in ("name", "codebook.size", "variables[].name", "graph.prior.kind")] == [
        "", "codebook", "variables", "graph",
    ]  # fmt: skip


def test_text_stays_in_its_cell():
    assert cell("a | b\nc") == "a \\| b c"


def test_every_key_is_a_row_of_its_section():
    text = spec_markdown()

    for doc in key_docs():
        assert f"| `{doc.path}` |" in text
    assert (
        text.index("## codebook")
        < text.index("| `codebook.size` |")
        < text.index("\n## ", text.index("## codebook") + 3)
    )


def test_a_row_says_value_unit_default_and_meaning():
    size = next(doc for doc in key_docs() if doc.path == "codebook.size")

    assert isinstance(size, KeyDoc)
    *_, row = table([size])
    assert row.startswith("| `codebook.size` | auto, or whole number, 2 to 65,536")
    assert "| required |" in row


def test_codes_are_sorted_under_their_stage():
    one, other = Code("CVQ201", "a", "What a is.", "name: x"), Code("CVQ101", "b", "What b is.")

    text = codes_markdown([one, other])

    parts = [
        "## CVQ1xx: the text of a spec",
        "### CVQ101: b",
        "## CVQ2xx: the compiler",
        "### CVQ201: a",
        "```yaml\nname: x\n```",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
