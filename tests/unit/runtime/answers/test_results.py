import base64
import io
import json
import re
from dataclasses import replace

import pytest
import torch
from PIL import Image

from causalvq.errors import QueryError
from causalvq.runtime.answers.intervention_answer import named_rows
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.results import MOST_COLUMNS, Effect, Encoding, Pictures
from causalvq.runtime.feeding.feed import images_at


@pytest.fixture
def naming(plan):
    return Naming(plan(), ((), (), ()))


@pytest.fixture
def pictures(naming):
    return Pictures(naming, torch.zeros(2, 3, 16, 16), torch.tensor([[0, 1, 2], [5, 0, 0]]), ("one", "<two>"))


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


@pytest.fixture
def images(data):
    return images_at(data.images, data.split.test[:12], torch.device("cpu"))


def cells(answer):
    return [dict(zip(table.header, row, strict=True)) for table in answer.tables() for row in table.rows]


def test_an_intervention_shows_what_was_asked_and_what_each_image_took(trained, images):
    answer = trained.intervene(images, do={"shade": "1", "ground": "0"})
    rows = cells(answer)

    assert answer.title() == "shade=1, ground=0"
    assert [row["done"] for row in rows] == [", ".join(done) or "nothing: has it already" for done in answer.actions()]
    assert [row["became"] for row in rows] == list(answer.notes)
    assert "through the graph" not in rows[0]  # nothing came through it
    still = [note for note, changed in zip(answer.notes, answer.changed, strict=True) if not changed[2]]
    assert all("still 0" in note for note in still)


def test_a_retrieval_shows_what_was_found_and_what_was_not(trained, images):
    told = replace(trained.retrieve(images[:2], images[1:3]), explained=torch.tensor([0.9, 0.2]), reasons=("", "more"))
    found, other = cells(told)

    assert (found["done"], found["that any action explains it"]) == (trained.naming.name(int(told.action[0])), "0.900")
    assert float(found["probability"]) == pytest.approx(told.probability(0), abs=5e-4)
    assert (other["done"], other["probability"]) == ("no action: more", "")
    several = trained.retrieve(images[:1], images[1:2], max_actions=2)
    assert several.probability(0) == several.sequences[0][0].probability


def test_codes_are_shown_with_the_values_that_they_tell(trained, images):
    answer = trained.encode(images[:2])

    for row, values, codes in zip(cells(answer), answer.value_names(), answer.codes.tolist(), strict=True):
        assert (row["place"], row["shade"], row["ground"]) == values
        assert [row[f"code of {name}"] for name in ("place", "shade", "ground")] == [str(code) for code in codes]


def test_an_effect_shows_its_interval_and_the_shares(trained, images):
    answer = trained.effect(images, "shade", do={"shade": "2"})
    told = cells(answer)

    assert answer.title() == "do(shade=2) on shade, mean over 12 images"
    assert [row["effect"] for row in told if "effect" in row] == ["total", "direct"]
    assert [row["share after"] for row in told if row.get("shade") == "2"] == [f"{float(answer.after[2]):.3f}"]


def test_every_answer_shows_itself(trained, images):
    for answer in (
        trained.intervene(images, "place", step=1),
        trained.retrieve(images, images.flip(0)),
        trained.encode(images),
        trained.reconstruct(images),
        trained.sample(9),
        trained.traverse(images[0], "place"),
        trained.effect(images, "shade", "place", step=1),
        trained.graph(),
    ):
        shown = answer._repr_html_()
        assert shown.count("<table>") == len(answer.tables())
        assert ("<img" in shown) == (answer.picture() is not None)


def test_many_variables_share_a_column(grid_plan):
    plan = grid_plan("variables.count=32", "variables.books=2")
    count = len(plan.variables)
    values = torch.full((1, len(plan.data.factors)), -1)
    codes = torch.arange(count)[None] % 6
    answer = Encoding(Naming(plan, ((),) * count), codes, torch.zeros(1, count, 4), values, values.double())

    (row,) = cells(answer)
    assert count > MOST_COLUMNS
    assert row == {"image": "0", f"codes of {count} variables": " ".join(map(str, codes[0].tolist()))}
