import pytest

from causalvq.compiler.capability import step_time
from causalvq.compiler.capability.step_time import Machine, estimate, measured, micro_batches, process_bytes


def test_measured_once(tmp_path):
    told = []
    first = measured(tmp_path, tell=told.append)
    second = measured(tmp_path, tell=told.append)

    assert first == second
    assert len(told) == 1
    assert first.multiply_adds > 1e6
    assert first.bytes > 1e6


def test_measured_again_when_threads_change(tmp_path, monkeypatch):
    told = []
    measured(tmp_path, tell=told.append)
    monkeypatch.setenv("OMP_NUM_THREADS", "77")
    measured(tmp_path, tell=told.append)

    assert len(told) == 2


@pytest.mark.parametrize("text", ["", "[]", '{"of": "x"}', "{"])
def test_a_damaged_cache_is_measured_over(tmp_path, text):
    measured(tmp_path, tell=lambda _: None)
    (file,) = tmp_path.iterdir()
    file.write_text(text)

    assert measured(tmp_path, tell=lambda _: None).bytes > 0


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path):
    (tmp_path / "file").write_text("")

    assert measured(tmp_path / "file", tell=lambda _: None).bytes > 0


def test_an_estimate_follows_batch_and_speed(plan):
    slow, fast = Machine(1e9, 1e9), Machine(1e12, 1e12)
    small, large = plan("train.batch_size=8"), plan("train.batch_size=64")

    assert estimate(small, slow).step_seconds < estimate(large, slow).step_seconds / 4
    assert estimate(large, fast).step_seconds < estimate(large, slow).step_seconds / 10
    assert estimate(large, slow).memory_bytes > estimate(small, slow).memory_bytes


def test_a_batch_goes_in_as_many_pieces_as_memory_asks_for(plan):
    made = plan("train.batch_size=256")
    whole, halved = (process_bytes(made, pieces) for pieces in (1, 2))

    assert micro_batches(made, whole) == micro_batches(made, None) == 1
    assert micro_batches(made, whole - 1) == micro_batches(made, halved) == 2
    assert micro_batches(made, halved - 1) == 4
    assert micro_batches(made, 0) == 512
    assert process_bytes(made, 512) < halved < whole
    assert micro_batches(plan("train.micro_batches=3"), 0) == 3
    assert micro_batches(plan("variables={count: 16, layout: grid}"), 0) == 1


def test_pieces_cost_time_and_save_memory(plan):
    one, four = (estimate(plan(f"train.micro_batches={pieces}"), Machine(1e9, 1e9)) for pieces in (1, 4))

    assert four.step_seconds == pytest.approx(4 / 3 * one.step_seconds)
    assert four.memory_bytes < one.memory_bytes
    assert plan("train.micro_batches=4").cost.training_bytes < plan().cost.training_bytes


def test_over_the_machine(plan, monkeypatch):
    monkeypatch.setattr(step_time, "memory", lambda: 10**6)
    assert estimate(plan(), Machine(1e9, 1e9)).over

    monkeypatch.setattr(step_time, "memory", lambda: None)
    assert not estimate(plan(), Machine(1e9, 1e9)).over
