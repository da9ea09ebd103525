import json
from pathlib import Path

import pytest

from causalvq.data import data_facts
from causalvq.data.published.known_sets import ABSENT, published_facts, what_to_put
from causalvq.dsl.spec import Data, Npz
from causalvq.errors import DataError

SETS = {
    "cars3d": ({}, 17_568, (128, 128, 3), (4, 24, 183)),
    "3dshapes": ({}, 480_000, (64, 64, 3), (10, 10, 10, 8, 4, 15)),
    "dsprites": ({}, 737_280, (64, 64, 1), (3, 6, 40, 32, 32)),
    "smallnorb": ({"part": "training"}, 24_300, (96, 96, 1), (5, 5, 9, 18, 6)),
    "sprites": ({}, 93_312, (64, 64, 3), (6, 6, 6, 6, 3, 3, 8)),
    "celeba": ({"attributes": ["Smiling", "Male"], "part": "test"}, 19_962, (218, 178, 3), (2, 2)),
}


def section(name, size=None, path="not/there", **more):
    source = {"format": name, "path": path, **more}
    return Data.model_validate_json(json.dumps({"source": source, "image": {"size": size}}))


@pytest.mark.parametrize("name", SETS)
def test_the_facts_of_a_set_that_is_not_there(name, tmp_path):
    more, images, shape, sizes = SETS[name]
    facts = data_facts(section(name, **more), base=tmp_path)

    assert (facts.images, (facts.height, facts.width, facts.channels), facts.sizes) == (images, shape, sizes)
    assert facts.fingerprint == ABSENT
    assert all(len(set(factor.values)) == factor.size for factor in facts.factors)
    assert data_facts(section(name, 32, **more), base=tmp_path).height == 32


def test_what_is_there_is_read_and_not_guessed(tmp_path):
    (tmp_path / "cars").mkdir()

    with pytest.raises(DataError, match=r"CVQ301 list\.txt"):
        data_facts(section("cars3d", path="cars"), base=tmp_path)


def test_nothing_is_known_of_other_files(tmp_path):
    for data in (section("npz"), section("sprites", path="my.npz"), section("celeba", attributes=["Smile"])):
        assert published_facts(data, tmp_path) is None
    assert published_facts(Data.model_validate({"source": "critters"}), Path()) is None


def test_cyclic_factors_are_those_that_the_spec_declares(tmp_path):
    data = section("3dshapes").model_copy(update={"cyclic": ("floor_hue",)})

    assert [factor.name for factor in data_facts(data, base=tmp_path).factors if factor.cyclic] == ["floor_hue"]


def test_values_are_named_as_the_readers_name_them(tmp_path):
    facts = data_facts(section("3dshapes"), base=tmp_path)

    assert facts.factors[0].values == ("0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9")
    assert facts.factors[5].values[:2] == ("-30", "-25.7")
    assert data_facts(section("cars3d"), base=tmp_path).factors[1].values[:3] == ("0", "15", "30")


def test_what_to_put_where_is_said_of_published_sets_alone():
    assert what_to_put(section("3dshapes").source) == "put the published file 3dshapes.h5 at not/there"
    assert what_to_put(Npz(format="npz", path="x.npz")) == ""
    assert what_to_put("critters") == ""
