import dataclasses

import numpy as np
import pytest
import torch

from causalvq.errors import RunError
from causalvq.runtime.feeding.supervision import UPPER_BOUND, supervision, training_feed
from causalvq.runtime.training.session import load_data, require_pairs

CPU = torch.device("cpu")
PARTIAL = ("interventions.labels=partial", "interventions.known_share=0.25")


def test_what_was_told_stands_beside_the_scores(plan):
    assert supervision(plan()) == "all actions known"
    assert supervision(plan("interventions.known_share=0.2")) == "0.2 of the actions known"
    assert supervision(plan(*PARTIAL)) == "0.25 of the actions known, the others inferred"
    assert supervision(plan("interventions.labels=full")) == UPPER_BOUND
    assert "upper bound" in UPPER_BOUND


def test_only_the_share_of_the_training_pairs_is_known(plan, tiny, data):
    some, few = (load_data(plan(*overrides), tiny) for overrides in (PARTIAL, ("interventions.known_share=0.25",)))
    pairs = data.pairs["train"]

    assert len(some.pairs["train"]) == len(few.pairs["train"]) == round(len(pairs) / 4)
    assert len(some.unknown["train"]) == len(pairs) - round(len(pairs) / 4)
    assert not len(few.unknown["train"])  # the others are left out
    assert some.pairs["train"].x.tolist() == few.pairs["train"].x.tolist()
    assert (some.unknown["train"].factor == -1).all()
    assert (some.unknown["train"].value == -1).all()
    assert not some.unknown["train"].direction.any()
    for part in ("validation", "test"):
        assert len(some.pairs[part]) == len(data.pairs[part])


def test_a_quarter_of_a_batch_is_of_unknown_action(plan, tiny):
    made = plan(*PARTIAL, "train.batch_size=9")
    data = load_data(made, tiny)
    feed = training_feed(made, data, CPU)

    for step in range(3):
        batch = feed.batch(step)
        assert (batch.factor >= 0).tolist() == [True] * 7 + [False] * 2
        assert batch.labels is None
    known, unknown = data.pairs["train"], data.unknown["train"]
    x, y = np.concatenate([known.x, unknown.x]), np.concatenate([known.y, unknown.y])
    rows = feed._sampler.batch(0)
    assert (rows[:7] < len(known)).all()
    assert (rows[7:] >= len(known)).all()
    seen = torch.from_numpy(data.images[x[rows]]).permute(0, 3, 1, 2) / 127.5 - 1
    torch.testing.assert_close(feed.batch(0).x, seen)
    assert len(y) == len(known) + len(unknown)


def test_labels_are_in_a_batch_only_where_all_are_told(plan, data):
    assert training_feed(plan(), data, CPU).batch(0).labels is None
    feed = training_feed(plan("interventions.labels=full"), data, CPU)
    batch, rows = feed.batch(0), feed._sampler.batch(0)

    pairs = data.pairs["train"]
    expected = data.labels[np.concatenate([pairs.x[rows], pairs.y[rows]])]
    assert batch.labels.tolist() == expected.tolist()


def test_labels_that_are_not_there_are_refused(plan, data):
    bare = dataclasses.replace(data, labels=data.labels[:, :0])

    require_pairs(bare, plan())
    with pytest.raises(RunError, match="CVQ441 the images have no labels"):
        require_pairs(bare, plan("interventions.labels=full"))


def test_partial_labels_without_an_unknown_action_are_refused(plan, data):
    with pytest.raises(RunError, match="CVQ442 the action of every training pair is known"):
        require_pairs(data, plan(*PARTIAL))
