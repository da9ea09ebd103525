import base64
import io
import json
import re

import pytest
import torch
from PIL import Image

from causalvq.errors import QueryError
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.results import Effect, Encoding, Pictures, Retrieval, named_rows
from causalvq.runtime.answers.sequence_search import ActionSequence


@pytest.fixture
def naming(plan):
    return Naming(plan(), ((), (), ()))


@pytest.fixture
def pictures(naming):
    return Pictures(naming, torch.zeros(2, 3, 16, 16), torch.tensor([[0, 1, 2], [5, 0, 0]]), ("one", "<two>"))


def retrieval(naming, explained, sequences=()):
    probabilities = torch.tensor([[0.1, 0.5, 0.1, 0.1, 0.1, 0.1], [0.05, 0.05, 0.05, 0.05, 0.05, 0.75]])
    images = torch.zeros(2, 3, 16, 16)
    return Retrieval(
        naming=naming,
        action=torch.tensor([1, 5]),
        factor=torch.tensor([1, 2]),
        probabilities=probabilities,
        same=torch.tensor([False, False]),
        explained=None if explained is None else torch.tensor(explained),
        reasons=("why", "because"),
        sequences=sequences,
        x=images,
        y=images,
    )


def test_an_answer_for_each_pair(naming):
    one, other = retrieval(naming, [0.75, 0.25]).to_dict()["pairs"]

    assert (one["actions"], one["found"], one["explained"], one["reason"]) == (["shade+1"], True, 0.75, None)
    assert list(one["probabilities"])[:2] == ["shade+1", "place+1"]
    assert one["probabilities"]["shade+1"] == 0.5
    assert (other["actions"], other["found"], other["reason"]) == ([], False, "because")
    assert next(iter(other["probabilities"])) == "ground-1"


def test_half_is_found_and_what_cannot_be_told_is_taken_as_found(naming):
    assert retrieval(naming, [0.5, 0.499]).found(0)
    assert not retrieval(naming, [0.5, 0.499]).found(1)
    assert retrieval(naming, None).actions(1) == ("ground-1",)


def test_sequences_in_words_without_those_that_hardly_are(naming):
    sought = (
        ActionSequence((0, 4), 0.9, -1.0),
        ActionSequence((0,), 0.0999, -2.0),
        ActionSequence((2,), 0.00005, -9.0),
    )
    one = retrieval(naming, [1.0, 0.0], (sought, sought)).pair_to_dict(0)

    assert one["actions"] == ["place+1", "shade-1"]
    assert one["sequences"] == [
        {"actions": ["place+1", "shade-1"], "probability": 0.9},
        {"actions": ["place+1"], "probability": 0.0999},
    ]


def test_values_of_images_by_name(naming):
    found = Encoding(
        naming,
        torch.tensor([[0, 5, 1]]),
        torch.zeros(1, 3, 4),
        torch.tensor([[2, -1, 1]]),
        torch.tensor([[0.9, torch.nan, 1.0]], dtype=torch.float64),
    )

    assert found.value_names() == (("right", "", "1"),)
    assert found.to_dict() == {
        "variables": ["place", "shade", "ground"],
        "codes": [[0, 5, 1]],
        "factors": ["place", "shade", "ground"],
        "values": [["right", "", "1"]],
    }
    assert found.arrays()["vectors"].shape == (1, 3, 4)
    assert found.picture() is None


def test_an_effect_in_words(naming):
    shares = torch.tensor([0.25, 0.5, 0.25]), torch.tensor([0.0, 0.0, 1.0])
    told = Effect(naming, "place=left", 1, 8, 2, 0.5, (0.25, 0.75), 0.0, None, *shares, "value").to_dict()

    assert told == {
        "do": "place=left",
        "on": "shade",
        "images": 8,
        "left_out": 2,
        "unit": "value",
        "total": 0.5,
        "total_interval": (0.25, 0.75),
        "direct": 0.0,
        "direct_interval": None,
        "before": {"0": 0.25, "1": 0.5, "2": 0.25},
        "after": {"0": 0.0, "1": 0.0, "2": 1.0},
    }


def test_an_answer_is_saved(pictures, tmp_path):
    folder = pictures.save(tmp_path / "a" / "b")

    assert json.loads((folder / "answer.json").read_text()) == {
        "codes": [[0, 1, 2], [5, 0, 0]],
        "notes": ["one", "<two>"],
    }
    with Image.open(folder / "sheet.png") as sheet:
        assert sheet.size == pictures.picture().size
    assert {path.name for path in folder.iterdir()} == {"answer.json", "sheet.png"}


def test_an_answer_that_cannot_be_saved(pictures, tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(QueryError, match="CVQ504"):
        pictures.save(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_an_answer_shows_itself_in_a_notebook(pictures):
    shown = pictures._repr_html_()

    picture = Image.open(io.BytesIO(base64.b64decode(re.search(r'base64,([^"]+)"', shown)[1])))
    assert picture.size == pictures.picture().size
    assert "&lt;two&gt;" in shown
    assert "<two>" not in shown


def test_pixels_are_bytes_with_channels_last(naming):
    images = torch.tensor([-1.0, 0.0, 1.0])[None, :, None, None].expand(1, 3, 16, 16)

    pixels = Pictures(naming, images, torch.zeros(1, 3, dtype=torch.int64)).pixels
    assert (pixels.shape, pixels.dtype, pixels[0, 0, 0].tolist()) == ((1, 16, 16, 3), "uint8", [0, 128, 255])


def test_names_of_what_is_marked():
    assert named_rows(torch.tensor([[True, False], [False, False]]), ["a", "b"]) == [["a"], []]
