import json

import numpy as np
import pytest
from PIL import Image

from causalvq.errors import QueryError
from causalvq.runtime.queries.answer_files import require_free, write_intervention
from causalvq.runtime.queries.image_files import held_out_images


def test_an_answer_is_written(run, tmp_path):
    result = run.apply(held_out_images(run, 3), 0)
    answer = write_intervention(run, result, tmp_path / "new" / "answer", film=True)

    written = (tmp_path / "new" / "answer" / "answer.json").read_text()
    assert json.loads(written) == json.loads(json.dumps(answer))
    assert (answer["factor"], answer["factor_index"], answer["action"]) == ("place", 0, run.plan.actions[0].name)
    moved = result.changed[:, 0].tolist()
    assert answer["changed_variables"] == [["place"] if changed else [] for changed in moved]
    for path, expected in zip(answer["images"], result.images, strict=True):
        with Image.open(path) as image:
            pixels = np.asarray(image)
        np.testing.assert_array_equal(pixels, ((expected + 1) * 127.5).round().byte().permute(1, 2, 0).numpy())
    with Image.open(answer["sheet"]) as sheet:
        assert sheet.width > 3 * 96
    with Image.open(answer["film"]) as film:
        assert film.n_frames == 2
    before = [code for code, *_ in result.codes_before.tolist()]
    names = ["a", "b", "c", "d", "e", "state 5"]
    assert answer["notes"] == [
        f"{names[code]} -> {names[code + 1]}" if code < 5 else "still state 5" for code in before
    ]


def test_an_answer_that_cannot_be_written(run, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(QueryError, match=r"file: CVQ504 the answer cannot be written"):
        write_intervention(run, run.apply(held_out_images(run, 1), 0), tmp_path / "file")


def test_a_folder_with_something_in_it_is_not_written_over(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("")

    require_free(tmp_path / "empty", replace=False)
    require_free(tmp_path / "absent", replace=False)
    require_free(tmp_path / "full", replace=True)
    for place in ("full", "full/mine.txt"):
        with pytest.raises(QueryError, match="CVQ504"):
            require_free(tmp_path / place, replace=False)
