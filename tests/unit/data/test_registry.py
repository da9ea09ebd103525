"""Every format of the language is opened by its name, with what the spec says of it."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from causalvq.data import open_source, source_facts
from causalvq.data.registry import BUILTIN, FORMATS
from causalvq.dsl.spec import AnyFileSource, BuiltinName, Folder, Npz
from causalvq.errors import DataError


def test_every_source_of_the_language_can_be_opened():
    union, *_ = get_args(AnyFileSource)
    formats = {get_args(model.model_fields["format"].annotation)[0] for model in get_args(union)}

    assert set(FORMATS) == formats
    assert set(BUILTIN) == set(get_args(BuiltinName))


@pytest.mark.parametrize("model", get_args(get_args(AnyFileSource)[0]))
def test_a_path_that_is_not_there_is_named_by_every_format(tmp_path, model):
    fields = {"format": get_args(model.model_fields["format"].annotation)[0], "path": "none"}
    if "scene" in model.model_fields:
        fields["scene"] = "flow"

    with pytest.raises(DataError, match="CVQ301"):
        open_source(model(**fields), base=tmp_path)


def test_paths_start_at_the_folder_of_the_spec(tmp_path, arrays, write_npz):
    write_npz(arrays)

    assert source_facts(Npz(format="npz", path="images.npz"), base=tmp_path).images == 6


def test_a_size_resizes_what_is_stored(tmp_path, arrays, write_npz):
    write_npz(arrays)
    source = open_source(Npz(format="npz", path="images.npz"), base=tmp_path, size=4)

    assert source.facts.height == 4
    assert source.images(np.array([0])).shape == (1, 4, 4, 3)
    assert [chunk.shape for chunk in source.chunks(4)] == [(4, 4, 4, 3), (2, 4, 4, 3)]


def test_a_folder_takes_its_options_from_the_spec(tmp_path):
    for name in ("red_big.png", "blue_big.png", "red_small.png"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    spec = Folder(format="folder", path=".", pattern="{hue}_{size}.png", columns=("size", "hue"))

    facts = source_facts(spec, base=tmp_path, size=8)
    assert [factor.name for factor in facts.factors] == ["size", "hue"]
    assert not facts.grid_complete


def test_an_unknown_name_is_refused():
    with pytest.raises(DataError, match=r"CVQ307.*critters, pendulum"):
        open_source("critter", base=Path())
