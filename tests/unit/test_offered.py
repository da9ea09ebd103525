import ast
from pathlib import Path

import pytest

import causalvq
from causalvq import compiler, data, dsl, init
from causalvq.offered import offer


def test_a_name_is_that_of_its_module():
    from causalvq.compiler.plan import Plan

    assert compiler.Plan is Plan


def test_a_name_that_is_not_offered_is_no_attribute():
    find = offer("causalvq.compiler", {"plan": ("Plan",)})

    with pytest.raises(AttributeError, match=r"module 'causalvq\.compiler' has no attribute 'compile_spec'"):
        find("compile_spec")
    assert not hasattr(compiler, "PLAN")


@pytest.mark.parametrize("stage", [compiler, data, dsl, init], ids=lambda stage: stage.__name__)
def test_every_name_that_a_stage_offers_is_there(stage):
    (call,) = [node for node in ast.walk(ast.parse(Path(stage.__file__).read_text())) if isinstance(node, ast.Call)]
    homes = ast.literal_eval(call.args[1])
    names = [name for offered in homes.values() for name in offered]

    assert len(names) == len(set(names))
    assert all(getattr(stage, name).__name__ == name for name in names)


@pytest.mark.parametrize("name", ["from_arrays", "from_frame", "from_pairs"])
def test_what_the_package_itself_offers(name):
    assert getattr(causalvq, name).__module__ == "causalvq.init.in_memory"
