import torch

from causalvq.runtime.baselines.pixel_ridge import PixelRidge, solve_ridge


def test_a_line_is_found_and_the_penalty_is_that_which_holds_for_others():
    draws = torch.Generator().manual_seed(0)
    pixels = torch.randn(200, 3, generator=draws, dtype=torch.float64)
    action = (pixels[:, 0] > 0).long()

    found = solve_ridge((pixels[:150], action[:150]), (pixels[150:], action[150:]), 3)

    assert float((found.answers(pixels).argmax(1) == action).double().mean()) > 0.9
    torch.testing.assert_close(found.mean.sum(), torch.ones((), dtype=torch.float64))
    assert (found.answers(pixels)[:, 2].abs() < 1e-9).all(), "an action without pairs is never answered"


def test_a_penalty_worked_by_hand():
    # One pixel, -1 and 1 with actions 0 and 1: the products are 1, the aims 1/2 each way, the first penalty 1e-4.
    pixels, action = torch.tensor([[-1.0], [1.0]], dtype=torch.float64), torch.tensor([0, 1])

    found = solve_ridge((pixels, action), (pixels, action), 2)

    torch.testing.assert_close(found.weights, torch.tensor([[-0.5, 0.5]], dtype=torch.float64) / 1.0001)


def test_the_model_answers_with_the_weights_that_were_solved(plan):
    model = PixelRidge(plan("model.kind=pixel_ridge"))
    x, y = torch.rand(2, 4, 3, 16, 16).unbind()
    differences = model.encoder.differences(torch.cat([x, y])).double()
    torch.testing.assert_close(differences, (y - x).flatten(1).double())

    solved = solve_ridge((differences, torch.arange(4)), (differences, torch.arange(4)), 6)
    model.take(solved)

    assert model.read_actions(x, y).argmax(1).tolist() == [0, 1, 2, 3]
