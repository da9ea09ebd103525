import math

import pytest
import torch

from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.explained import (
    EVIDENCE,
    FARTHEST,
    LOWEST,
    QUIET_AND_FIT,
    REASONS,
    SMALLEST,
    SPREAD,
    Explained,
    fit_explained,
    gather_evidence,
    hinges,
)
from causalvq.runtime.feeding.feed import images_at

KINDS = len(EVIDENCE)
TOWARDS = torch.tensor([float(direction) for _, _, direction in EVIDENCE]).double()
NAMES = [name for name, _, _ in EVIDENCE]


def plain(bias=0.0, weights=1.0):
    """Evidence is told in deviations from 0."""
    return Explained(
        torch.zeros(KINDS).double(),
        torch.ones(KINDS).double(),
        torch.full((KINDS, 2), weights).double(),
        torch.tensor(bias).double(),
    )


def out(**kinds):
    """The evidence of one pair, so many deviations out in the direction that speaks against an action."""
    evidence = torch.zeros(1, KINDS).double()
    for name, deviations in kinds.items():
        place = NAMES.index(name.replace("_", " ").replace(" peak", ", peak").replace(" mean", ", mean"))
        evidence[0, place] = deviations * TOWARDS[place]
    return evidence


def test_only_one_direction_counts_and_far_out_counts_more():
    zero, one = torch.zeros(KINDS).double(), torch.ones(KINDS).double()
    evidence = TOWARDS * torch.tensor([[-3.0], [2.0], [SPREAD + 1], [1e9]]).double()

    assert hinges(evidence, zero, one)[:, 0].tolist() == [
        [0, 0],
        [2, 0],
        [SPREAD + 1, 1],
        [FARTHEST, FARTHEST - SPREAD],
    ]
    assert hinges(evidence / 2, zero, one / 2)[1, 0].tolist() == [2, 0]


def test_probability_by_hand():
    assert float(plain(bias=2.0).probability(out())) == pytest.approx(1 / (1 + math.exp(-2)))
    # 3 out of one kind; 5 out of another, one of them beyond the spread: 3 + 5 + 1 log-odds less.
    far = out(left_over_mean=3, change_peak=5)
    assert float(plain(bias=2.0).probability(far)) == pytest.approx(1 / (1 + math.exp(7)))


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (out(change_mean=9), "nothing"),
        (out(unlike_its_codes_peak=9), "strange"),
        (out(change_mean=9, unlike_its_codes_mean=9), "nothing"),
        (out(left_over_mean=9), "more"),
        (out(change_mean=3), "more"),  # within what pairs of an action have
        (out(), "more"),
    ],
)
def test_what_speaks_most_against_an_action(evidence, reason):
    assert plain().reasons(evidence) == [REASONS[reason]]


def test_codes_that_changed_are_no_sign_that_nothing_was_done():
    evidence = out(change_mean=9)
    quiet, fit = (NAMES.index(name) for name in QUIET_AND_FIT)
    evidence[0, quiet], evidence[0, fit] = -30.0, -1.0

    assert plain().reasons(evidence) == [REASONS["more"]]


def test_pairs_of_an_action_are_learned_from_others():
    chance = torch.Generator().manual_seed(0)
    made = torch.randn(400, KINDS, generator=chance)
    others = torch.randn(300, KINDS, generator=chance)
    others[:150, 3] += 12 * TOWARDS[3].float()
    others[150:, 0] += 12 * TOWARDS[0].float()
    learned = fit_explained(made, others)

    assert (learned.weights >= 0).all()
    assert float((learned.probability(made) > 0.5).float().mean()) > 0.95
    assert float((learned.probability(others) < 0.5).float().mean()) > 0.99
    # The mean probability is right: each of the two classes counts as much.
    both = torch.stack([learned.probability(made).mean(), learned.probability(others).mean()]).mean()
    assert float(both) == pytest.approx(0.5, abs=0.02)
    # Evidence on the good side, however far, never speaks against an action.
    assert float(learned.probability(-50 * TOWARDS[None])) == pytest.approx(float(learned.bias.sigmoid()))


def test_evidence_that_is_mostly_the_same_has_the_spread_of_its_exceptions():
    made = torch.zeros(100, KINDS)
    made[:10] = 5.0
    learned = fit_explained(made, torch.full((50, KINDS), 20.0) * TOWARDS.float(), steps=5)

    assert learned.scale.tolist() == pytest.approx([0.5] * KINDS)
    assert learned.centre.tolist() == [0] * KINDS


@torch.inference_mode()
def test_evidence_of_a_pair_by_hand(trained, data):
    model = trained.model
    x, y = (images_at(data.images, data.split.test[part], torch.device("cpu")) for part in (slice(0, 4), slice(4, 8)))
    codes = (model.encode(x), model.encode(y), model.encode(y))
    fit, sure = torch.tensor([-1.0, -2.0, -1000.0, 0.0]), torch.tensor([-0.5, 0.0, -torch.inf, -3.0])
    evidence = dict(zip(NAMES, gather_evidence(model, x, y, codes, fit, sure).T, strict=True))

    was, is_ = model.decode(codes[0]), model.decode(codes[1])
    torch.testing.assert_close(evidence["change, mean"], (y - x).square().mean((1, 2, 3)).log())
    left = (y - with_detail(x, was, is_)).square().mean((1, 2, 3)).clamp_min(SMALLEST)
    torch.testing.assert_close(evidence["left over, mean"], left.log())
    unlike = torch.maximum((x - was).square().mean((1, 2, 3)), (y - is_).square().mean((1, 2, 3)))
    torch.testing.assert_close(evidence["unlike its codes, mean"], unlike.log())
    assert evidence["codes after the action"].tolist() == [-1, -2, LOWEST, 0]
    assert evidence["sureness of the action"].tolist() == [-0.5, 0, LOWEST, -3]
    same = dict(zip(NAMES, gather_evidence(model, x, x, (codes[0],) * 3, fit, sure).T, strict=True))
    torch.testing.assert_close(same["change, peak"], torch.full((4,), math.log(SMALLEST)))
