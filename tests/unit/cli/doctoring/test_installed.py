import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from causalvq.cli.doctoring import installed
from causalvq.cli.doctoring.installed import PURPOSES, extras, missing_packages, needed_versions

PROJECT = tomllib.loads((Path(__file__).parents[4] / "pyproject.toml").read_text())["project"]


def test_each_extra_of_the_project_has_a_purpose_and_no_other_has():
    assert set(PURPOSES) == set(PROJECT["optional-dependencies"])


@pytest.fixture
def metadata_of(monkeypatch):
    def name(*lines):
        monkeypatch.setattr(metadata, "requires", lambda _: list(lines))

    return name


def test_requirements_are_read_with_their_extras(metadata_of):
    metadata_of("numpy>=1.26", "no-such.package<3,>=2", "h5py>=3.10; extra == 'hdf5'", 'absent_one; extra == "hdf5"')

    assert needed_versions() == {"numpy": metadata.version("numpy"), "no-such.package": None}
    assert [(one.name, one.missing, one.install) for one in extras()] == [
        ("hdf5", ("absent_one",), "pip install 'causalvq[hdf5]'")
    ]


def test_missing_packages_are_faults_and_torch_has_its_own():
    (fault,) = missing_packages({"numpy": "2", "rich": None, "torch": None})

    assert (fault.code, fault.hint) == ("CVQ534", "pip install rich")


def test_without_metadata_nothing_is_known(monkeypatch):
    def absent(_name):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(installed.metadata, "requires", absent)

    assert (needed_versions(), extras()) == ({}, ())
