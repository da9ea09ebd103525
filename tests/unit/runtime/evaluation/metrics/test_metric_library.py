import dataclasses
from typing import get_args

import pytest

from causalvq.dsl.spec import Metric
from causalvq.errors import RunError
from causalvq.metrics.metric_selection import METRICS as OF_ARRAYS
from causalvq.runtime.evaluation.metrics import metric_library as module
from causalvq.runtime.evaluation.metrics.metric_library import chosen_metrics, require_library
from causalvq.runtime.evaluation.run_metrics import METRICS


def test_a_library_that_is_not_there_is_told_before_training(plan, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    require_library(plan().metrics)

    told = r"CVQ450 dci: measured with scikit-learn.*pip install 'causalvq\[metrics\]'"
    with pytest.raises(RunError, match=told):
        require_library(plan("evaluate.metrics=[dci]").metrics)
    with pytest.raises(RunError, match="CVQ450 explicitness, mcc: measured"):
        require_library(("mig", "explicitness", "mcc"))


def test_every_metric_of_arrays_and_none_but_those_of_the_language_can_be_asked_of_a_run():
    assert set(METRICS) == set(get_args(Metric))
    assert set(OF_ARRAYS) <= set(METRICS)


def test_metrics_by_name(plan, data):
    made = plan()

    assert chosen_metrics(["mig", "action_retrieval", "mig"], made, data.facts) == ("action_retrieval", "mig")
    assert chosen_metrics(["auto", "usage"], made, data.facts) == (*made.metrics, "usage")


def test_all_is_what_data_and_libraries_allow(plan, data, monkeypatch):
    made = plan()
    monkeypatch.setattr(module, "find_spec", lambda _: "there")
    unlabelled = dataclasses.replace(data.facts, labelled=False)
    able = chosen_metrics(["all"], made, data.facts)

    assert set(METRICS) - set(able) == {"preserved"}  # eight images have the same labels
    assert chosen_metrics(["all"], made, unlabelled) == ("action_retrieval", "intervention", "image_quality", "usage")
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    assert set(able) - set(chosen_metrics(["all"], made, data.facts)) == module.WITH_LIBRARY


def test_all_faults_of_names_are_told_together(plan, data):
    unlabelled = dataclasses.replace(data.facts, labelled=False)
    with pytest.raises(RunError) as told:
        chosen_metrics(["infomek", "", "mig"], plan(), unlabelled)

    assert [one.code for one in told.value.diagnostics] == ["CVQ462", "CVQ462", "CVQ463"]
    assert told.value.diagnostics[0].hint == "did you mean infomec?"
    assert told.value.diagnostics[2].expected == "labels"
