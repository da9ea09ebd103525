import pytest

from causalvq.dsl import load
from causalvq.dsl.documents.extends import MAX_CHAIN, merge, read_chain
from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all
from causalvq.errors import SpecError
from causalvq.regular_files import real_path


def codes(error):
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_extends_merges_deeply_and_keeps_places(small, tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text("extends: small.yaml\nname: child\ncodebook: {dim: 4}\ngraph: {required: [[c, d]]}\n")

    document = load(child)

    assert document.spec.name == "child"
    assert (document.spec.codebook.size, document.spec.codebook.dim) == (8, 4)
    assert document.spec.graph.required == (("c", "d"),)
    assert str(document.place("codebook.size")) == f"{small}:6:9"
    assert str(document.place("codebook.dim")) == f"{child}:3:17"
    assert document.files == (child, small)


def test_extends_replaces_a_mapping_of_another_kind(small_text, tmp_path):
    base = tmp_path / "base.yaml"
    base.write_text(small_text + "  prior: {kind: erdos_renyi, edge_probability: 0.1}\n")
    child = tmp_path / "child.yaml"
    child.write_text("extends: base.yaml\ngraph: {prior: {kind: fixed}}\n")

    assert load(child).spec.graph.prior.kind == "fixed"


def test_a_path_starts_at_the_folder_of_the_file_that_says_it(small_text, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "mine").mkdir()
    base = tmp_path / "shared" / "base.yaml"
    base.write_text(small_text.replace("critters", "{format: npz, path: data/a.npz}") + "  file: /knowledge.csv\n")
    child = tmp_path / "mine" / "child.yaml"
    child.write_text("extends: ../shared/base.yaml\ndata: {pairs: {file: pairs.csv}}\n")

    spec = load(child).spec

    assert spec.data.source.path == "../shared/data/a.npz"
    assert spec.data.pairs.file == "pairs.csv"
    assert spec.graph.file == "/knowledge.csv"
    assert load(base).spec.data.source.path == "data/a.npz"


def test_a_table_of_actions_starts_at_its_folder_and_an_array_of_them_has_a_name(small_text, tmp_path):
    (tmp_path / "shared").mkdir()
    child = tmp_path / "child.yaml"
    child.write_text("extends: shared/base.yaml\n")
    pairs = "{before: before, after: after, actions: done.csv}"
    base = small_text.replace("critters", "{format: npz, path: a.npz}, pairs: " + pairs)
    (tmp_path / "shared" / "base.yaml").write_text(base)

    assert load(child).spec.data.pairs.actions == "done.csv"
    (tmp_path / "shared" / "done.csv").touch()
    assert load(child).spec.data.pairs.actions == "shared/done.csv"


def test_a_circle_of_extends_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")

    with pytest.raises(SpecError) as error:
        load(tmp_path / "a.yaml")
    assert codes(error) == ["CVQ121"]


def tree(text):
    return read_all(text, "x.yaml", Faults())


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ("{a: 1, b: {c: 2, d: 3}}", "{b: {d: 4}, e: 5}", {"a": 1, "b": {"c": 2, "d": 4}, "e": 5}),
        ("{a: [1, 2]}", "{a: [3]}", {"a": (3,)}),
        ("{a: {b: 1}}", "{a: 2}", {"a": 2}),
        ("{p: {kind: x, a: 1}}", "{p: {kind: y, b: 2}}", {"p": {"kind": "y", "b": 2}}),
        ("{p: {kind: x, a: 1}}", "{p: {kind: x, b: 2}}", {"p": {"kind": "x", "a": 1, "b": 2}}),
        ("{p: {kind: x, a: 1}}", "{p: {b: 2}}", {"p": {"kind": "x", "a": 1, "b": 2}}),
    ],
)
def test_mappings_merge_and_all_else_replaces(base, over, merged):
    assert nodes.plain(merge(tree(base), tree(over))) == merged


def test_a_chain_has_an_end(tmp_path):
    for number in range(MAX_CHAIN + 2):
        (tmp_path / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n")

    with pytest.raises(SpecError, match=f"CVQ121 extends runs through over {MAX_CHAIN} files"):
        load(tmp_path / "0.yaml")


def test_a_list_of_bases_is_laid_one_over_the_other(small, tmp_path):
    (tmp_path / "wide.yaml").write_text("codebook: {dim: 4, size: 16}\nmodel: {transition: {hidden: 64}}\n")
    (tmp_path / "last.yaml").write_text("codebook: {dim: 5}\n")
    child = tmp_path / "child.yaml"
    child.write_text("extends: [small.yaml, wide.yaml, last.yaml]\nname: child\nmodel: {transition: {hidden: 32}}\n")

    document = load(child)
    assert (document.spec.codebook.size, document.spec.codebook.dim) == (16, 5)
    assert document.spec.model.transition.hidden == 32
    assert str(document.place("codebook.size")) == f"{tmp_path / 'wide.yaml'}:1:26"
    assert document.files == (child, small, tmp_path / "wide.yaml", tmp_path / "last.yaml")


def test_two_bases_may_have_one_base_and_a_circle_is_a_circle(small_text, small, tmp_path):
    (tmp_path / "a.yaml").write_text("extends: small.yaml\ncodebook: {dim: 4}\n")
    (tmp_path / "b.yaml").write_text("extends: small.yaml\nmodel: {transition: {hidden: 64}}\n")
    child = tmp_path / "child.yaml"
    child.write_text("extends: [a.yaml, b.yaml]\n")

    spec = load(child).spec
    assert (spec.codebook.dim, spec.model.transition.hidden) == (4, 64)
    small.write_text(small_text + "extends: [child.yaml]\n")
    with pytest.raises(SpecError) as error:
        load(child)
    assert codes(error) == ["CVQ121"]


@pytest.mark.parametrize("written", ["[]", "[5]", "{a: b}", "[[small.yaml]]", "5"])
def test_extends_of_anything_else_is_told(small_text, small, written):
    small.write_text(small_text + f"extends: {written}\n")
    with pytest.raises(SpecError) as error:
        load(small)
    assert codes(error) == ["CVQ122"]


def test_unsaved_texts_count_whether_or_not_their_files_are_there(small, tmp_path):
    child, base = tmp_path / "child.yaml", tmp_path / "new.yaml"
    unsaved = {real_path(child): "extends: [small.yaml, new.yaml]\n", real_path(base): "codebook: {dim: 3}\n"}

    tree, files = read_chain(child, Faults(), unsaved)

    assert nodes.find(tree, ("codebook", "dim")).value == 3
    assert files == (child, small, base)
    unsaved[real_path(base)] = "extends: child.yaml\n"
    with pytest.raises(SpecError) as error:
        read_chain(child, Faults(), unsaved)
    assert codes(error) == ["CVQ121"]
