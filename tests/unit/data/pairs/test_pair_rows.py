import pytest

from causalvq.data.pairs.pair_rows import Row, action_row, own_actions


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ({"action": "hair+1"}, Row(2, "a", "b", "hair", None, None, 1)),
        ({"action": "hair -1"}, Row(2, "a", "b", "hair", None, None, -1)),
        ({"action": "hair = red"}, Row(2, "a", "b", "hair", None, "red", 0)),
        ({"action": "push_left"}, Row(2, "a", "b", word="push_left")),
        ({"action": "hair+2"}, Row(2, "a", "b", word="hair+2")),  # no step: a name as good as any
        ({"action": ""}, Row(2, "a", "b")),
        ({"factor": "hair", "from": "red", "to": "black"}, Row(2, "a", "b", "hair", "red", "black")),
        ({"factor": "hair", "value": "black"}, Row(2, "a", "b", "hair", None, "black")),
        ({"factor": "hair", "value": "nan"}, Row(2, "a", "b", "hair")),
    ],
)
def test_what_cells_say_was_done(cells, row):
    assert action_row(2, "a", "b", cells) == row


def test_where_one_action_is_a_name_of_the_users_own_all_are():
    known = (Row(1, "a", "b", "turn", None, None, -1), Row(2, "a", "b", "turn", None, "left"))

    assert own_actions(known) == known
    told = own_actions((*known, Row(3, "a", "b", word="push"), Row(4, "a", "b")))
    assert [row.word for row in told] == ["turn-1", "turn=left", "push", None]
    assert {row.factor for row in told} == {None}
