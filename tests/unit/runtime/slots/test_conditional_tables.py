import torch

from causalvq.runtime.slots.conditional_tables import ConditionalTable, ContextCounts


def test_counts_of_contexts_seen_and_unseen():
    table = ContextCounts(states=3)
    table.fit(torch.tensor([7, 7, 2]), torch.tensor([0, 2, 1]))

    assert table(torch.tensor([2, 7, 5])).tolist() == [[0, 1, 0], [1, 0, 1], [0, 0, 0]]


def test_an_empty_table_knows_nothing():
    assert ContextCounts(states=3)(torch.tensor([1])).tolist() == [[0, 0, 0]]


def test_a_variable_follows_its_parents_and_stays_where_they_were_never_seen():
    table = ConditionalTable(variable=1, parents=[0], states=4)
    x = torch.tensor([[0, 3], [1, 3], [0, 2]])
    y = torch.tensor([[1, 0], [2, 1], [1, 0]])
    table.fit(x, y)

    likely = table.log_probabilities(torch.tensor([[0, 2], [0, 2]]), torch.tensor([[1, 0], [3, 0]])).argmax(1)
    assert likely.tolist() == [0, 2]
    assert table.disturbed(x, y).tolist() == [True, True, True]
    assert table.disturbed(x, x).tolist() == [False, False, False]


def test_probabilities_add_to_one():
    table = ConditionalTable(variable=1, parents=[0], states=4, keeps_noise=True)
    table.fit(torch.tensor([[0, 3], [1, 3]]), torch.tensor([[1, 0], [2, 1]]))

    chances = table.log_probabilities(torch.tensor([[1, 0], [3, 3]]), torch.tensor([[2, 0], [0, 3]])).exp()
    torch.testing.assert_close(chances.sum(1), torch.ones(2))
