import pytest
from corruptions import Corruption, assert_found, put

CORRUPTIONS = {
    "a factor of another column": Corruption(put("data.factors.0.column", 1), "is not column"),
    "a column beyond the labels": Corruption(put("data.factors.0.column", 99), "is not column"),
    "a value without a name": Corruption(put("data.factors.0.values", ["blue"]), "does not name each"),
    "a factor twice": Corruption(put("data.factors.1.name", "background"), "same name"),
    "a split of more than all": Corruption(put("data.split.train", 0.9), "does not add to 1"),
    "a split without its test": Corruption(lambda raw: raw["data"]["split"].pop("test"), "not three shares"),
    "pairs of a file without name": Corruption(put("data.pairs", "file"), "disagree"),
    "imbalance over 1": Corruption(put("data.imbalance", {"mouth": [0.9, 0.9]}), "imbalance of mouth"),
    "a channel to show that is not there": Corruption(put("data.show", [0, 1, 3]), "names a channel"),
    "five channels of which none is shown": Corruption(put("data.channels", 5), "names no channel"),
    "more channels than there may be": Corruption(put("data.channels", 33), "images of 33 channels"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_verifier_finds(name, whole, tmp_path):
    assert_found(CORRUPTIONS[name], whole, tmp_path)
