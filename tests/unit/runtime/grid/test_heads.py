import torch

from causalvq.runtime.grid.heads import ActionHeads


def made():
    torch.manual_seed(0)
    heads = ActionHeads(3, 4, 5)
    with torch.no_grad():
        heads.bias.normal_()
    return heads


def test_a_variable_that_is_set_has_the_head_of_its_action_and_others_that_of_observation():
    heads, nodes = made(), torch.randn(2, 1, 6, 4)
    action = torch.tensor([[2], [0]])
    mask = (torch.arange(12).view(2, 1, 6) % 2).float()

    logits = heads(nodes, action, mask)

    for image in range(2):
        for variable in range(6):
            number = int(action[image, 0]) + 1 if mask[image, 0, variable] else 0
            expected = nodes[image, 0, variable] @ heads.weight[number] + heads.bias[number]
            torch.testing.assert_close(logits[image, 0, variable], expected)


def test_a_mask_in_between_mixes_the_two():
    heads, nodes, action = made(), torch.randn(1, 1, 1, 4), torch.tensor([[1]])
    none, half, all_ = (heads(nodes, action, torch.full((1, 1, 1), share)) for share in (0.0, 0.5, 1.0))

    torch.testing.assert_close(half, (none + all_) / 2)
    torch.testing.assert_close(none, heads.observed(nodes))


def test_rows_are_computed_as_in_a_batch():
    heads, nodes = made(), torch.randn(5, 4)
    alternative, is_set = torch.tensor([1, 2, 3, 1, 0]), torch.tensor([True, False, True, True, False])

    rows = heads.of_rows(nodes, alternative, is_set)

    action = (alternative - 1).clamp_min(0)[:, None]
    together = heads(nodes[:, None, None], action, is_set.float()[:, None, None])
    torch.testing.assert_close(rows, together[:, 0, 0])
