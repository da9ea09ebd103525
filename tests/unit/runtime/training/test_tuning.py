import json

import jaxtyping
import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.compute import precision
from causalvq.runtime.compute.distributed import ALONE
from causalvq.runtime.training import torch_compile
from causalvq.runtime.training.tuning import FILE, Computing, Tuning
from causalvq.runtime.training.tuning import tune as tuned

CPU = torch.device("cpu")


def timed(monkeypatch, **seconds):
    monkeypatch.setattr(precision, "pass_seconds", lambda *_: seconds)


@pytest.mark.parametrize(
    ("bfloat16", "chosen"), [(0.4, "bfloat16"), (0.8, "bfloat16"), (0.9, "float32"), (1.5, "float32")]
)
def test_auto_takes_bfloat16_where_it_is_clearly_faster(tune, monkeypatch, bfloat16, chosen):
    timed(monkeypatch, float32=1.0, bfloat16=bfloat16)
    _, tuning = tune("train.precision=auto")

    assert tuning.precision == chosen
    assert f"bfloat16 {1e3 * bfloat16:.3g} ms" in tuning.precision_because


@pytest.mark.parametrize("wanted", ["float32", "bfloat16"])
def test_a_precision_that_is_named_is_used_without_measuring(tune, monkeypatch, wanted):
    monkeypatch.setattr(precision, "pass_seconds", None)

    assert tune(f"train.precision={wanted}")[1].precision == wanted


def test_the_decision_is_kept_logged_and_used_again(tune, model, monkeypatch):
    timed(monkeypatch, float32=1.0, bfloat16=0.1)
    run, first = tune("train.precision=auto")
    timed(monkeypatch, float32=0.1, bfloat16=1.0)

    assert tuned(run, model(), CPU, ALONE) == first
    events = [json.loads(line) for line in (run.path / "events.jsonl").read_text().splitlines()]
    assert [event["tuning"]["precision"] for event in events] == ["bfloat16"]


@pytest.mark.parametrize("content", ["{", "{}", "[]"])
def test_a_damaged_decision_is_told(tune, model, content):
    run, _ = tune()
    (run.path / FILE).write_text(content)

    with pytest.raises(RunError, match=r"CVQ402 tuning.json is damaged"):
        tuned(run, model(), CPU, ALONE)


def test_compiled_functions_stand_for_the_networks_only_inside(model, monkeypatch):
    built, seen = model(), []
    monkeypatch.setattr(torch, "compile", lambda forward: lambda x: seen.append(1) or forward(x))
    images = torch.zeros(2, 3, 16, 16)
    names = set(built.state_dict())
    computing = Computing.of(Tuning("float32", "", True, ""), built, CPU)

    with computing.around():
        inside = built.decoder(built.encoder(images))
        assert set(built.state_dict()) == names
    outside = built.decoder(built.encoder(images))

    assert len(seen) == 2
    assert torch.equal(inside, outside)


@pytest.mark.slow
@pytest.mark.skipif(not torch_compile.can_compile(CPU), reason="needs a C++ compiler")
@pytest.mark.filterwarnings("default")
def test_a_compiled_encoder_computes_the_same(model, monkeypatch):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)  # tests check shapes; what is traced cannot
    built = model()
    images = torch.linspace(-1, 1, 8 * 3 * 16 * 16).view(8, 3, 16, 16)
    with Computing.of(Tuning("float32", "", True, ""), built, CPU).around():
        compiled = built.encoder(images)

    assert torch.allclose(compiled, built.encoder(images), atol=1e-5)
