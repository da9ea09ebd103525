import pytest
from pydantic import ValidationError

from causalvq.dsl.spec import Interventions


def test_actions_are_a_word_for_all_or_a_mapping_factor_by_factor():
    word, mapping = Interventions(actions="set"), Interventions(actions={"hair": "step"})

    assert (word.asked, dict(word.by_factor)) == ("set", {})
    assert (mapping.asked, dict(mapping.by_factor)) == ("auto", {"hair": "step"})
    assert Interventions().asked == "auto"


@pytest.mark.parametrize("actions", ["stpe", {}, {"hair": "auto"}, {"": "set"}, 3])
def test_other_actions_are_refused(actions):
    with pytest.raises(ValidationError):
        Interventions(actions=actions)


@pytest.mark.parametrize(("share", "valid"), [(1.0, True), (0.2, True), (0.0, False), (1.1, False)])
def test_some_actions_are_always_known(share, valid):
    if valid:
        assert Interventions(known_share=share).known_share == share
    else:
        with pytest.raises(ValidationError):
            Interventions(known_share=share)
