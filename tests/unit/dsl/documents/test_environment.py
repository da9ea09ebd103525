import pytest

from causalvq.dsl.loader import load
from causalvq.errors import SpecError

SPEC = """\
apiVersion: causalvq/v1
name: {name}
data: {{source: {source}}}
variables: {{count: 7}}
codebook: {{size: {size}}}
"""


@pytest.fixture
def spec(tmp_path):
    """Writes a spec and reads it."""

    def call(*overrides, name="small", source="critters", size="8"):
        (tmp_path / "spec.yaml").write_text(SPEC.format(name=name, source=source, size=size))
        return load(tmp_path / "spec.yaml", overrides).spec

    return call


def test_a_value_may_come_from_the_environment(spec, monkeypatch):
    monkeypatch.setenv("STATES", "16")
    monkeypatch.setenv("WHO", "anna")

    assert spec(size='"${env:STATES}"').codebook.size == 16
    assert spec("codebook.size=${env:STATES}").codebook.size == 16
    assert spec(name="run_${env:WHO}_${env:STATES}").name == "run_anna_16"
    monkeypatch.setenv("WHO", "5")
    assert spec(name='"${env:WHO}"').name == "5"  # text where text is wanted


def test_a_variable_that_is_not_set_is_told_with_its_place(spec, monkeypatch):
    monkeypatch.delenv("NOT_SET", raising=False)
    with pytest.raises(SpecError, match=r"spec\.yaml:2:7: CVQ129 the environment has no variable NOT_SET"):
        spec(name="${env:NOT_SET}")
    with pytest.raises(SpecError, match=r"CVQ129 the environment has no variable NOT_SET.*export NOT_SET="):
        spec(source='{format: folder, path: "$NOT_SET/images"}')


def test_paths_know_home_and_variables(spec, monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.setenv("DATA", "/mnt/data")

    def path(text):
        return spec(source=f'{{format: folder, path: "{text}"}}').data.source.path

    assert path("~/images") == "/home/anna/images"
    assert path("$DATA/images") == "/mnt/data/images"
    assert path("${DATA}/a") == "/mnt/data/a"
    assert path("images") == "images"
    assert spec("data.source={format: folder, path: ~/x}").data.source.path == "/home/anna/x"
    assert spec("data.pairs.file=~/pairs.csv").data.pairs.file == "/home/anna/pairs.csv"


def test_a_path_that_is_there_as_it_is_written_stays(spec, tmp_path):
    (tmp_path / "$5 only").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert spec(source='{format: folder, path: "$5 only"}').data.source.path == "$5 only"
    assert spec(source="{format: folder, path: 'a\\b'}").data.source.path == "a/b"  # as Windows writes it


def test_names_of_other_keys_are_left_alone(spec, monkeypatch):
    monkeypatch.setenv("DATA", "x")
    assert spec("data.factors=[$DATA, ~a]").data.chosen == ("$DATA", "~a")


@pytest.mark.parametrize("path", ["cost$5.npz", "a$.npz", "~\\0", "~nobody-has-this-name/x.npz", "$ö.npz"])
def test_what_names_no_variable_and_no_home_is_a_path_as_it_is(spec, path):
    read = spec(source=f'{{format: folder, path: "{path}"}}').data.source.path

    assert read == path.replace("\\0", "\0")
