import pytest
import torch

from causalvq.runtime.feeding.schedule import learning_rate, phase_at, pull_ramp, seeded

CPU = torch.device("cpu")
SHORT = ("train.steps=12",)  # 4 of warm-up, 5 joint, 3 of anneal


def test_phases_follow_each_other(plan):
    names = [phase_at(plan(*SHORT), step) for step in range(13)]

    assert names == ["warm-up"] * 4 + ["joint"] * 5 + ["anneal"] * 4


def test_the_learning_rate_rises_then_falls_to_almost_nothing(plan):
    made = plan("train.steps=100", "train.optimizer={lr: 0.01, warmup: 0.1}")
    rates = [learning_rate(made, step) for step in range(100)]

    assert rates[0] == pytest.approx(0.001)
    assert max(rates) == pytest.approx(0.01, rel=0.05)
    assert rates.index(max(rates)) == 9
    assert rates[:10] == sorted(rates[:10])
    assert rates[9:] == sorted(rates[9:], reverse=True)
    assert rates[99] == pytest.approx(0.0002, rel=0.05)


def test_without_warm_up_the_learning_rate_starts_at_its_peak(plan):
    assert learning_rate(plan("train.optimizer={lr: 0.01, warmup: 0}"), 0) == pytest.approx(0.01)


def test_where_the_end_is_open_the_rate_falls_in_the_last_phase_alone(open_ended):
    made = open_ended(10, "train.optimizer={lr: 0.01, warmup: 0.2}")  # of the floor
    rates = [learning_rate(made, step) for step in range(12)]

    assert rates[:9] == pytest.approx([0.005, *[0.01] * 8])
    assert rates[9:] == pytest.approx([0.01, 0.01 * (0.02 + 0.98 * 0.75), 0.01 * (0.02 + 0.98 * 0.25)])


def test_the_pull_starts_half_way_through_warm_up(plan):
    made = plan("train.steps=100")  # 30 of warm-up

    assert [pull_ramp(made, step) for step in (0, 15, 30, 45, 99)] == [0, 0, 0.5, 1, 1]


def test_chance_depends_on_seed_and_step_alone():
    draws = {
        (seed, step): torch.rand(3, generator=seeded(seed, step, CPU)).tolist()
        for seed in range(3)
        for step in range(9)
    }

    assert len({tuple(draw) for draw in draws.values()}) == 27
    assert torch.rand(3, generator=seeded(1, 5, CPU)).tolist() == draws[1, 5]
