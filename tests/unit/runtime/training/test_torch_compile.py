import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.training import torch_compile
from causalvq.runtime.training.torch_compile import can_compile

CPU = torch.device("cpu")


def test_without_a_compiler_compile_on_is_refused_and_auto_is_off(tune, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)

    with pytest.raises(RunError, match="CVQ430 torch"):
        tune("train.compile=on")
    assert tune("train.compile=auto")[1].compiled_because == "there is no C++ compiler"


@pytest.mark.parametrize(("wanted", "compiled"), [("on", True), ("off", False)])
def test_compiling_as_the_plan_says(tune, monkeypatch, wanted, compiled):
    monkeypatch.setattr(torch_compile, "can_compile", lambda _: True)

    assert tune(f"train.compile={wanted}")[1].compiled is compiled


def test_a_short_training_is_not_worth_a_trial(tune, monkeypatch):
    monkeypatch.setattr(torch_compile, "can_compile", lambda _: True)
    monkeypatch.setattr(torch, "compile", None)
    _, tuning = tune("train.compile=auto")

    assert not tuning.compiled
    assert "too short" in tuning.compiled_because


@pytest.mark.parametrize(("speed", "compiled"), [(2.0, True), (1.01, False), (0.5, False)])
def test_a_long_training_is_compiled_if_that_is_measured_to_be_faster(tune, monkeypatch, speed, compiled):
    monkeypatch.setattr(torch_compile, "can_compile", lambda _: True)
    monkeypatch.setattr(torch, "compile", lambda network: ("compiled", network))
    monkeypatch.setattr(
        torch_compile, "timed_pass", lambda network, _: 0.01 / speed if isinstance(network, tuple) else 0.01
    )
    _, tuning = tune("train.compile=auto", "train.steps=1000000")

    assert tuning.compiled is compiled
    assert f"compiled {10 / speed:.3g} ms" in tuning.compiled_because


def test_a_compiler_is_what_cxx_names_or_one_of_the_usual(tmp_path, monkeypatch):
    (tmp_path / "my-compiler").write_text("#!/bin/sh\n")
    (tmp_path / "my-compiler").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    assert not can_compile(torch.device("cpu"))

    monkeypatch.setenv("CXX", "my-compiler")
    assert can_compile(torch.device("cpu"))
    assert not can_compile(torch.device("mps"))
