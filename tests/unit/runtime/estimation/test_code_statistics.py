import pytest
import torch

from causalvq.runtime.estimation.code_statistics import CodeStatistics, code_statistics
from causalvq.runtime.estimation.codes import encode_rows


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

    with pytest.raises(KeyError, match=r"prior\.parent"):
        CodeStatistics.from_tensors(trained.plan, saved)


def test_values_are_known_for_each_labelled_factor(counted, trained, data):
    rows = data.split.train
    codes = encode_rows(trained.model, data.images, rows, torch.device("cpu"))[rows]
    shares = [
        float((table.values(codes) == torch.from_numpy(data.labels[rows][:, factor])).float().mean())
        for factor, table in enumerate(counted.values)
    ]
    assert min(shares) > 0.9
