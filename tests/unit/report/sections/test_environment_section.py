from causalvq.compiler.artifacts.lock_file import versions
from causalvq.report.run_subject import Subject
from causalvq.report.sections.environment_section import environment_section


def test_digests_and_versions_are_those_of_the_run(trained_home, monkeypatch):
    subject = Subject(trained_home / "runs" / "tiny" / "latest")
    elsewhere = environment_section(subject).content
    monkeypatch.chdir(trained_home)
    at_home = environment_section(subject).content

    assert dict(at_home.digests)["plan"] == subject.plan.digest
    assert {"spec", "content of the images", "weights of the model"} <= set(dict(at_home.digests))
    assert dict(at_home.locked)["torch"] == versions()["torch"]
    assert "torch" not in dict(elsewhere.locked)
    assert dict(at_home.computing)["precision"] == "float32"
