import dataclasses

import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.compute import distributed
from causalvq.runtime.compute.distributed import ALONE, Ranks, alone, current, gathered, of_all, own_rows, weighed
from causalvq.runtime.runs.run import create_run


@pytest.fixture
def among(monkeypatch):
    """Lets this process be one of several, without the others."""
    return lambda rank, world: monkeypatch.setattr(distributed, "current", lambda: Ranks(rank, world))


def test_alone_there_is_nothing_to_share():
    rows = torch.arange(6)

    assert of_all(6) == 6
    assert torch.equal(own_rows(rows), rows)
    assert gathered(rows.float()) is not None
    assert ALONE.any(True) is True
    assert ALONE.any(False) is False
    assert ALONE.text("runs/a") == "runs/a"
    assert ALONE.average([], {"pull": torch.tensor(1.0)}) == {"pull": torch.tensor(1.0)}


def test_pair_i_belongs_to_rank_i_modulo_the_ranks(among):
    rows = torch.arange(12)  # x of six pairs, then y
    shares = []
    for rank in range(3):
        among(rank, 3)
        assert of_all(4) == 12
        shares.append(own_rows(rows).tolist())

    assert shares == [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]]


def test_gathering_puts_rows_back_in_the_order_of_the_batch(among, monkeypatch):
    whole = torch.randn(12, 2, 3)
    shares = []
    for rank in range(3):
        among(rank, 3)
        shares.append(own_rows(whole))

    def all_gather(rows, _):
        for row, share in zip(rows, shares, strict=True):
            row.copy_(share)

    monkeypatch.setattr(torch.distributed, "all_gather", all_gather)
    own = shares[2].clone().requires_grad_()
    found = gathered(own)

    assert torch.equal(found, whole)
    found.sum().backward()
    assert torch.equal(own.grad, torch.ones_like(own))


def test_a_mean_over_all_is_weighed_so_that_averaging_ranks_gives_its_gradient(among):
    among(0, 4)
    own = torch.tensor(2.0, requires_grad=True)
    loss = weighed(own / 4)
    loss.backward()

    assert loss.item() == pytest.approx(0.5)
    assert own.grad.item() == 1.0


def test_an_uneven_batch_is_refused(plan):
    with pytest.raises(RunError, match="CVQ431 3 processes cannot share a batch of 8 pairs equally"):
        Ranks(0, 3).require_even(plan())


def test_a_lost_process_is_told():
    def fails():
        raise RuntimeError("Connection closed by peer. Check the logs")

    with pytest.raises(RunError, match=r"CVQ432 a process of this training was lost; this is process 1 of 2") as caught:
        Ranks(1, 2).send(fails)
    assert caught.value.diagnostics[0].got == "Connection closed by peer"


def test_while_alone_a_process_of_several_computes_by_itself(monkeypatch):
    engine = torch.distributed
    monkeypatch.setattr(engine, "is_initialized", lambda: True)
    monkeypatch.setattr(engine, "get_rank", lambda: 1)
    monkeypatch.setattr(engine, "get_world_size", lambda: 2)

    with alone():
        assert current() == ALONE
    assert current() == Ranks(1, 2)


def test_gradients_and_terms_are_averaged_in_one_message(monkeypatch):
    sent = []

    def all_reduce(message):
        sent.append(message.clone())
        message += torch.tensor([1.0, 3.0, 5.0, 7.0, 9.0])  # of the other rank

    monkeypatch.setattr(torch.distributed, "all_reduce", all_reduce)
    weight, frozen = torch.nn.Parameter(torch.zeros(2, 2)), torch.nn.Parameter(torch.zeros(3))
    weight.grad = torch.tensor([[1.0, 1.0], [1.0, 1.0]])

    terms = Ranks(0, 2).average([weight, frozen], {"pull": torch.tensor(3.0)})

    assert len(sent) == 1
    assert torch.equal(weight.grad, torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert frozen.grad is None
    assert terms == {"pull": torch.tensor(6.0)}


def test_only_the_first_process_keeps_log_and_checkpoints(plan, tmp_path):
    run = create_run(plan(), "", tmp_path, tmp_path / "runs")
    dataclasses.replace(run, writes=False).log({"step": 1})

    assert not (run.path / "events.jsonl").exists()
