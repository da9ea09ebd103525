import dataclasses

import torch

from causalvq.runtime.estimation.usage import UsageWatch
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.training.progress import Meter
from causalvq.runtime.training.train_state import TrainState
from causalvq.runtime.training.validation import Validated


def test_scores_that_fail_are_warned_of_once(plan):
    made = plan()
    meter = Meter(made, UsageWatch(made, CausalVQ(made)))
    meter.count()
    terms, now = {"swap": torch.tensor(1.0)}, TrainState(20)
    before = meter.report(now, "joint", terms).warnings
    meter.validated = Validated(0.5, {}, {}, unscored="IndexError: index 5 is out of range\nand more")
    reports = [meter.report(dataclasses.replace(now, step=step), "joint", terms) for step in (40, 60)]

    assert before == reports[1].warnings == ()
    (warning,) = reports[0].warnings
    assert (warning.code, warning.severity) == ("CVQ453", "warning")
    assert warning.got == "IndexError: index 5 is out of range"
