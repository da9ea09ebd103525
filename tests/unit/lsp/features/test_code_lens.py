from dataclasses import replace

from knowing import known_of

from causalvq.compiler.capability.step_time import Estimate
from causalvq.lsp.features.code_lens import code_lens


def test_what_the_plan_costs(tiny):
    known = known_of((tiny / "tiny.yaml").read_text(), tiny, compiled=True)
    (lens,) = code_lens(known)

    assert lens["range"]["start"]["line"] == 1
    assert lens["command"]["title"].endswith("B to train")
    timed = replace(known, estimate=Estimate(0.01, 400_000_000, None, 1))
    assert code_lens(timed)[0]["command"]["title"].endswith(
        " parameters, 400 MB to train, about 1.2 s for 120 steps here"
    )


def test_there_is_none_without_a_plan_of_the_text_as_it_is(tiny):
    known = known_of((tiny / "tiny.yaml").read_text(), tiny, compiled=True)

    assert code_lens(replace(known, current=False)) == []
    assert code_lens(known_of("seed: 1\n")) == []
