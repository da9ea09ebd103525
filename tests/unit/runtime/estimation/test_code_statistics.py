import pytest
import torch

from causalvq.runtime.estimation.code_statistics import CodeStatistics, code_statistics
from causalvq.runtime.estimation.codes import encode_rows
from causalvq.runtime.runs.model_files import read_statistics
from causalvq.runtime.runs.run import open_run


@pytest.fixture(scope="module")
def counted(trained, data):
    return code_statistics(trained.model, data, trained.plan, torch.device("cpu"))


def test_what_is_saved_comes_back(counted, trained):
    saved = counted.to_tensors()
    again = CodeStatistics.from_tensors(trained.plan, saved).to_tensors()

    assert saved.keys() == again.keys()
    assert all(torch.equal(saved[name], again[name]) for name in saved)


def test_a_missing_tensor_is_told(counted, trained):
    saved = counted.to_tensors()
    del saved["prior.parent"]

    with pytest.raises(ValueError, match=r"prior\.parent is missing"):
        CodeStatistics.from_tensors(trained.plan, saved)


def test_values_are_known_for_each_labelled_factor(counted, trained, data):
    rows = data.split.train
    codes = encode_rows(trained.model, data.images, rows, torch.device("cpu"))[rows]
    shares = [
        float((table.values(codes) == torch.from_numpy(data.labels[rows][:, factor])).float().mean())
        for factor, table in enumerate(counted.values)
    ]
    assert min(shares) > 0.9


@pytest.fixture(scope="module")
def kept(trained_home):
    """The tables of the tiny run, whose digest may be written anew beside whatever they become, and its plan."""
    run = open_run(trained_home / "runs/tiny/latest")
    tables = read_statistics(run)
    assert tables is not None
    return run.plan, tables


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("prior.order", None, "is missing"),
        ("prior.order", lambda one: one[:-1], r"has the shape \(2,\)"),
        ("prior.order", torch.zeros_like, "does not name each variable once"),
        ("prior.parent", lambda one: one + 9, "names a variable that there is not"),
        ("prior.states", lambda one: one + 1, "is not the numbers of states of the plan's variables"),
        ("prior.1.pairs", lambda one: one + 99, "has states that there are not"),
        ("prior.1.pairs", lambda one: one.double(), r"has numbers of the type torch.float64"),
        ("prior.2.counts", lambda one: one - one, "has counts below one"),
        ("values.0.counts", None, "is missing"),
        ("values.0.codes", lambda one: one[:-1], None),
        ("explained.bias", lambda one: one * torch.nan, "has numbers that are not finite"),
        ("explained.scale", None, "is missing"),
    ],
)
def test_tables_that_are_not_those_of_the_plan_are_told_in_words(name, change, words, kept):
    plan, tables = kept
    CodeStatistics.from_tensors(plan, tables)
    changed = {key: tensor for key, tensor in tables.items() if key != name}
    if change is not None:
        changed[name] = change(tables[name])
    with pytest.raises(
        ValueError, match=f"in the file of counts of codes, {name if words else ''}.*{words or 'shape'}"
    ):
        CodeStatistics.from_tensors(plan, changed)
