"""A stranger's images, by the three commands: what `init` accepts, `train` does not refuse."""

import layouts
import pytest
import torch

QUICK = (layouts.metadata, layouts.before_and_after_with_table, layouts.tables_in_parts)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    return tmp_path


@pytest.mark.parametrize(
    "made",
    [pytest.param(made, marks=() if made in QUICK else pytest.mark.slow, id=made.__name__) for made in layouts.TRAINED],
)
def test_a_layout_becomes_a_model(made, here, command, capsys):
    data = here / "data"
    data.mkdir()
    path = made(data).relative_to(here)

    assert command("init", "spec.yaml", "--data", str(path)) == 0
    out = capsys.readouterr().out
    assert "  images    " in out
    assert "  actions   " in out
    changes = ("train.steps=2", "model.encoder.widths=[8, 8]", "train.precision=float32")
    assert command("compile", "spec.yaml", *(word for change in changes for word in ("--set", change))) == 0
    assert "pairs of" in capsys.readouterr().out
    assert command("train") == 0
    assert "model written to" in capsys.readouterr().out


def test_what_is_left_out_is_told_by_init_and_by_compile(here, command, capsys):
    (here / "data").mkdir()
    layouts.metadata(here / "data")
    (here / "data" / layouts.NAMES[0]).unlink()
    assert command("init", "spec.yaml", "--data", "data") == 1
    assert "CVQ323" in capsys.readouterr().err
    assert not (here / "spec.yaml").exists()

    assert command("init", "spec.yaml", "--data", "data", "--missing", "skip") == 0
    assert "skipped   1 row whose image is not there" in capsys.readouterr().out
    assert command("compile", "spec.yaml") == 0
    assert (
        "CVQ264 note: left out, as data.source.missing says: 1 row whose image is not there" in capsys.readouterr().err
    )


def test_a_table_that_an_option_names_may_lie_elsewhere(here, command, capsys):
    (here / "data").mkdir()
    layouts.pictures(here / "data")
    layouts.table(here / "tables" / "l.csv", ["image", "place", "length"], layouts.rows(layouts.PLACE, layouts.LENGTH))

    assert command("init", "spec.yaml", "--data", "data", "--labels", "tables/l.csv") == 0
    assert command("compile", "spec.yaml") == 0
    assert command("init", "s.yaml", "--data", "data", "--labels", "none.csv") == 1
    assert "CVQ301" in capsys.readouterr().err
    assert command("init", "s.yaml", "--labels", "tables/l.csv") == 2
