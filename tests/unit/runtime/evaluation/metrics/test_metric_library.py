import pytest

from causalvq.errors import RunError
from causalvq.runtime.evaluation.metrics import metric_library as module
from causalvq.runtime.evaluation.metrics.metric_library import require_library


def test_a_library_that_is_not_there_is_told_before_training(plan, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    require_library(plan())

    with pytest.raises(RunError, match=r"CVQ450 dci is measured with scikit-learn.*pip install 'causalvq\[metrics\]'"):
        require_library(plan("evaluate.metrics=[dci]"))
