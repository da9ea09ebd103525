import subprocess
import sys
from importlib import import_module

import pytest
from knowing import SMALL, known_of

from causalvq.lsp.capabilities import ANSWERERS, SERVER, answer
from causalvq.lsp.wire.refusal import PARAMS, Refusal


def test_every_request_has_its_function():
    for asked in ANSWERERS.values():
        assert callable(getattr(import_module(f"causalvq.lsp.features.{asked.module}"), asked.function))


def test_the_client_is_told_of_every_request():
    told = {name.removesuffix("Provider").removeprefix("document").lower() for name in SERVER}

    for method in ANSWERERS:
        name = method.split("/")[1].lower()
        assert (
            any(name.removeprefix("document").startswith(one) or one.startswith(name) for one in told)
            or name == "preparerename"
        ), method


@pytest.mark.parametrize("params", [{}, {"position": {}}, {"position": {"line": "x", "character": 0}}, {"position": 3}])
def test_parameters_that_are_none(params):
    with pytest.raises(Refusal) as error:
        answer("textDocument/hover", known_of(SMALL), params)
    assert error.value.code == PARAMS


def test_torch_is_never_loaded():
    modules = [f"causalvq.lsp.features.{asked.module}" for asked in ANSWERERS.values()]
    modules += ["causalvq.lsp.language_server", "causalvq.lsp.editor_session", "causalvq.lsp.analysis.plan_analysis"]
    program = f"import sys, {', '.join(modules)}; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
