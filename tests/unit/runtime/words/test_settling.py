import pytest

from causalvq.compiler import compile_spec
from causalvq.compiler.artifacts.workspace import Current
from causalvq.dsl import load
from causalvq.errors import RunError
from causalvq.runtime.words.settling import settled


@pytest.mark.parametrize("change", ["edited", "removed"])
def test_words_are_found_for_the_spec_that_was_compiled_alone(tiny, tmp_path, change):
    spec = tmp_path / "tiny.yaml"
    spec.write_text((tiny / "tiny.yaml").read_text().replace("tiny.npz", str(tiny / "tiny.npz")))
    plan = compile_spec(load(spec))
    current = Current(str(spec), "plan.json", plan.digest, "", None, ())
    if change == "edited":
        spec.write_text(spec.read_text().replace("steps: 120", "steps: 9"))
    else:
        spec.unlink()

    with pytest.raises(RunError, match=r"CVQ414 .*causalvq compile"):
        settled(current, plan)
