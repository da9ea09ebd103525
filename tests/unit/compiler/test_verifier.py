from dataclasses import replace

import pytest

from causalvq.compiler.verifier import violations


@pytest.mark.parametrize("base", ["slots", "grid"])
def test_a_whole_plan_breaks_no_rule(whole, base):
    assert list(violations(whole(base))) == []


def test_a_pass_that_breaks_a_rule_is_caught_at_once(document, monkeypatch):
    from causalvq.compiler import pipeline

    right = pipeline.actions

    def greedy(draft):
        made = right(draft)
        return replace(made, actions=(*made.actions, *made.actions))

    monkeypatch.setattr(pipeline, "actions", greedy)
    with pytest.raises(AssertionError, match="after the pass greedy: the actions are not those of the factors"):
        pipeline.compile_spec(document())
