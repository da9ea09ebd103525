import json

import pytest
from pydantic import ValidationError

from causalvq.dsl.spec import CelebA, Data, Npz, SmallNorb


def source(value):
    return Data.model_validate_json(json.dumps({"source": value})).source


def test_a_source_is_built_in_or_chosen_by_its_format():
    assert source("critters") == "critters"
    assert isinstance(source({"format": "npz", "path": "a.npz"}), Npz)
    assert isinstance(source({"format": "smallnorb", "path": "a", "part": "both"}), SmallNorb)
    assert source({"format": "celeba", "path": "a", "attributes": ["Male"]}) == CelebA(
        format="celeba", path="a", attributes=("Male",)
    )


@pytest.mark.parametrize(
    "value",
    [
        "criters",
        {"format": "npz"},
        {"format": "npy", "path": "a"},
        {"format": "npz", "path": ""},
        {"format": "smallnorb", "path": "a", "part": "half"},
        {"format": "npz", "path": "a", "pattern": "x"},
    ],
)
def test_what_is_no_source_is_refused(value):
    with pytest.raises(ValidationError):
        source(value)


@pytest.mark.parametrize(("images", "kept"), [("x", "x"), (["x", "y"], ("x", "y"))])
def test_one_array_or_several(images, kept):
    assert source({"format": "npz", "path": "a", "images": images}).images == kept
