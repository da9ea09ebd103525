from knowing import SMALL, marked
from lsprotocol import types


def test_diagnostics_come_as_one_types_and_go_when_the_fault_is_mended(editor):
    editor.open("a.yaml", SMALL.replace("codebook: {size", "codebook: {sise"))
    assert [found.code for found in editor.diagnostics("a.yaml")] == ["CVQ102", "CVQ101"]

    editor.change("a.yaml", SMALL)
    assert editor.diagnostics("a.yaml") == ()


def test_the_compilers_checks_on_the_data_follow(editor):
    editor.open("b.yaml", SMALL + "interventions: {actions: {moth: set}}\n")

    (found,) = editor.diagnostics("b.yaml", tellings=2)
    assert found.code == "CVQ201"
    assert "did you mean mouth?" in found.message
    assert found.range.start == types.Position(line=5, character=32)


def test_two_texts_that_are_not_saved_and_extend_each_other(editor):
    editor.open("base.yaml", SMALL.replace("size: 8", "size: 1"))
    editor.open("child.yaml", "extends: base.yaml\nseed: 3\n")
    (found,) = editor.diagnostics("child.yaml")
    assert (found.code, found.range.start.line) == ("CVQ104", 0)
    assert found.related_information[0].location.uri == editor.uri("base.yaml")

    editor.change("base.yaml", SMALL)
    editor.wait_for("base.yaml")
    editor.wait_for("child.yaml")
    editor.change("base.yaml", "extends: child.yaml\n" + SMALL)
    editor.wait_for("base.yaml", "CVQ121")
    editor.wait_for("child.yaml", "CVQ121")
    editor.close("base.yaml")


def test_hover_says_what_a_key_means_and_where_its_value_comes_from(editor):
    text, position = marked(SMALL.replace("size", "si|ze"))
    editor.open("c.yaml", text)

    told = editor.ask("text_document_hover", types.HoverParams(**editor.at("c.yaml", position))).contents.value
    assert "States of each variable" in told
    assert "Here it is `8`, written in line 5." in told


def test_completion_offers_keys_and_names_of_the_data(editor):
    text, position = marked(SMALL + "graph: {required: [[|")
    editor.open("d.yaml", text.replace("graph: {required: [[", ""))
    editor.diagnostics("d.yaml", tellings=2)
    editor.change("d.yaml", text)

    found = editor.ask("text_document_completion", types.CompletionParams(**editor.at("d.yaml", position)))
    assert {"eyes", "mouth"} <= {item.label for item in found.items}
