import pytest

from causalvq.runtime.transition import Transition


@pytest.mark.parametrize("overrides", [(), ("variables={count: 16, layout: grid}",)])
def test_every_layout_has_a_transition_that_queries_can_ask(model, overrides):
    made = model(*overrides)

    assert isinstance(made.transition, Transition)
    assert made.transition.targets.shape == (len(made.actions.factor), made.quantizer.active.shape[0])
    assert (
        made.transition.adjacency.shape
        == made.transition.edge_probability.shape
        == (made.quantizer.active.shape[0],) * 2
    )
