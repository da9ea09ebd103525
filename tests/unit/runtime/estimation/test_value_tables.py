import torch

from causalvq.runtime.estimation.value_tables import ValueTable, count_values, state_names


def test_the_values_of_codes_are_counted(plan):
    codes = torch.tensor([[5, 0, 1], [5, 1, 1], [0, 0, 1], [0, 1, 1], [0, 1, 0]])
    labels = torch.tensor([[0, 0, 2], [0, 1, 2], [3, 0, 2], [1, 1, 2], [1, 1, 0]])
    place, shade, _ = count_values(plan(), codes, labels)

    assert place.codes.tolist() == [[0], [5]]
    assert place.counts.tolist() == [[0, 2, 0, 1], [2, 0, 0, 0]]
    assert place.values(torch.tensor([[0, 9, 9], [5, 9, 9], [3, 9, 9]])).tolist() == [1, 0, -1]
    assert place.probabilities(torch.tensor([[0, 0, 0], [3, 0, 0]])).tolist() == [
        [0, 2 / 3, 0, 1 / 3],
        [2 / 5, 2 / 5, 0, 1 / 5],
    ]
    assert shade.values(codes).tolist() == [0, 1, 0, 1, 1]


def test_a_factor_of_several_variables_has_groups_of_codes():
    table = ValueTable((0, 2), torch.tensor([[1, 4], [2, 4]]), torch.tensor([[3, 0], [0, 3]]))

    assert table.values(torch.tensor([[1, 9, 4], [2, 9, 4], [1, 9, 5]])).tolist() == [0, 1, -1]
    assert table.met(torch.tensor([[1, 9, 4], [1, 9, 5]])).tolist() == [True, False]


def test_images_without_labels_have_no_values(plan):
    assert (
        count_values(plan(), torch.zeros(4, 3, dtype=torch.int64), torch.zeros(4, 0, dtype=torch.int64)) == (None,) * 3
    )


def test_states_are_named_after_the_most_frequent_value(plan):
    codes = torch.tensor([[5, 0, 0], [0, 1, 0], [1, 2, 0], [2, 0, 0], [2, 0, 0]])
    labels = torch.tensor([[0, 0, 0], [1, 1, 0], [2, 2, 0], [3, 0, 0], [3, 0, 0]])
    names = state_names(plan(), count_values(plan(), codes, labels))

    assert names[0] == ("left", "right", "far right", "", "", "far left")
    assert names[1] == ("0", "1", "2", "", "", "")


def test_variables_that_share_a_factor_have_no_named_states(plan):
    made = plan("variables.count=6", "interventions.sparsity.max_targets=2")
    codes = torch.randint(0, 6, (50, 6), generator=torch.Generator().manual_seed(0))
    labels = torch.zeros(50, 3, dtype=torch.int64)

    assert set(state_names(made, count_values(made, codes, labels))) == {("",) * 6}
