import subprocess
import sys
from pathlib import Path

import pytest

from causalvq.dsl import load
from causalvq.errors import SpecError

EXAMPLE = Path(__file__).parents[3] / "examples" / "01_critters.yaml"

SMALL = """\
apiVersion: causalvq/v1
name: small
data: {source: critters}
variables: {count: 7}
codebook:
  size: 8
graph:
  required: [[a, b], [b, c]]
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


def codes(error):
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_the_first_example_is_valid():
    spec = load(EXAMPLE).spec

    assert spec.api_version == "causalvq/v1"
    assert spec.variables.count == 7
    assert spec.data.pairs.origin == "factors"


def test_values_know_their_places(small):
    document = load(small)

    place = document.place("codebook.size")
    assert (place.file, place.line, place.column, place.length) == (str(small), 6, 9, 1)
    assert place.excerpt == "  size: 8"
    assert str(document.place("graph.required[1][0]")) == f"{small}:8:23"


def test_a_default_has_the_place_of_the_nearest_key_that_was_written(small):
    document = load(small)

    assert document.place("codebook.dim").line == 5
    assert document.place("train.optimizer.lr").line == 1
    assert not document.given("codebook.dim")
    assert document.given("codebook.size")


def test_overrides_go_through_the_same_validation(small):
    document = load(small, ["codebook.size=16", "train.optimizer.lr=1e-4", "graph.required[1]=[b, d]"])

    assert document.spec.codebook.size == 16
    assert document.spec.train.optimizer.lr == 1e-4
    assert document.spec.graph.required == (("a", "b"), ("b", "d"))
    assert str(document.place("codebook.size")) == "--set codebook.size"

    with pytest.raises(SpecError) as error:
        load(small, ["codebook.size=1", "codebook.dim=x"])
    assert [str(d.place) for d in error.value.diagnostics] == ["--set codebook.size", "--set codebook.dim"]
    assert codes(error) == ["CVQ104", "CVQ103"]


@pytest.mark.parametrize("written", ["2000", "2e3", "2000.0", "2.0E+3", "0x7d0", "+2000."])
def test_a_whole_number_may_be_written_as_any_number(small, written):
    small.write_text(SMALL + f"train: {{steps: {written}, micro_batches: 2e0}}\n")
    steps = [
        load(path, overrides).spec.train for path, overrides in ((small, ()), (EXAMPLE, [f"train.steps={written}"]))
    ]

    assert [(train.steps, type(train.steps)) for train in steps] == [(2000, int)] * 2
    assert type(steps[0].micro_batches) is int


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("2_000", "CVQ103", "write 2000; YAML 1.2 numbers have no separators"),
        ("2.5", "CVQ103", "write 2 or 3"),
        ("-2.5", "CVQ103", "write -3 or -2"),
        ("true", "CVQ103", None),
        ("'2e3'", "CVQ103", "remove the quotes"),
        ("1e30", "CVQ104", None),
        ("1e400", "CVQ104", None),
        (".nan", "CVQ104", None),
        ("-2e3", "CVQ104", None),
    ],
)
def test_what_is_no_whole_number_is_a_fault_with_a_remedy(small, written, code, hint):
    with pytest.raises(SpecError) as error:
        load(small, [f"train.steps={written}"])

    assert [(fault.code, fault.hint) for fault in error.value.diagnostics] == [(code, hint)]


@pytest.mark.parametrize("override", ["codebook.size", "=3", "a..b=1", "codebook.size.x=1", "graph.required[9]=[a, b]"])
def test_an_override_that_leads_nowhere_is_a_fault(small, override):
    with pytest.raises(SpecError) as error:
        load(small, [override])

    assert codes(error) == ["CVQ123"]


@pytest.mark.parametrize("override", ["name=\udcff", "na\udcffme=a"])
def test_an_override_that_is_not_utf8_is_a_fault(small, override):
    with pytest.raises(SpecError) as error:
        load(small, [override])

    assert codes(error) == ["CVQ112"]


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


def test_extends_replaces_a_mapping_of_another_kind(tmp_path):
    base = tmp_path / "base.yaml"
    base.write_text(SMALL + "  prior: {kind: erdos_renyi, edge_probability: 0.1}\n")
    child = tmp_path / "child.yaml"
    child.write_text("extends: base.yaml\ngraph: {prior: {kind: fixed}}\n")

    assert load(child).spec.graph.prior.kind == "fixed"


def test_a_path_starts_at_the_folder_of_the_file_that_says_it(tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "mine").mkdir()
    base = tmp_path / "shared" / "base.yaml"
    base.write_text(SMALL.replace("critters", "{format: npz, path: data/a.npz}") + "  file: /knowledge.csv\n")
    child = tmp_path / "mine" / "child.yaml"
    child.write_text("extends: ../shared/base.yaml\ndata: {pairs: {file: pairs.csv}}\n")

    spec = load(child).spec

    assert spec.data.source.path == "../shared/data/a.npz"
    assert spec.data.pairs.file == "pairs.csv"
    assert spec.graph.file == "/knowledge.csv"
    assert load(base).spec.data.source.path == "data/a.npz"


def test_a_circle_of_extends_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")

    with pytest.raises(SpecError) as error:
        load(tmp_path / "a.yaml")
    assert codes(error) == ["CVQ121"]


def test_all_faults_are_told_together_in_the_order_of_the_text(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "apiVersion: causalvq/v1\nname: 3\ndata: {source: critters, split: {test: 0.5}}\n"
        "variables: {count: 2}\ncodebook: {size: 1, dmi: 4}\ninterventions: {sparsity: {max_targets: 5}}\n"
    )

    with pytest.raises(SpecError) as error:
        load(path)

    assert codes(error) == ["CVQ103", "CVQ130", "CVQ104", "CVQ101", "CVQ133"]
    assert [d.place.line for d in error.value.diagnostics] == [2, 3, 5, 5, 6]


def test_anchors_and_merges_keep_the_place_of_the_anchor(tmp_path):
    path = tmp_path / "merge.yaml"
    path.write_text(SMALL + "model:\n  transition: &net {hidden: 32}\ntrain: {optimizer: {lr: 1.0e-3}}\n")
    assert load(path).spec.model.transition.hidden == 32

    path.write_text(SMALL.replace("  size: 8", "  <<: &shared {size: 4, dim: 2}\n  dim: 3"))
    document = load(path)
    assert (document.spec.codebook.size, document.spec.codebook.dim) == (4, 3)
    assert document.place("codebook.size").line == 6


def test_the_language_imports_no_torch_and_no_numpy():
    program = (
        "import sys; from pathlib import Path; from causalvq.dsl import load; load(Path(sys.argv[1])); "
        "print(sorted({'torch', 'numpy', 'PIL', 'networkx'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program, str(EXAMPLE)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
