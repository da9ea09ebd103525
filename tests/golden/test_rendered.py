"""What `causalvq render` prints for each template. `make golden` rewrites the texts."""

import os
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from causalvq.cli.commands.init import Template
from causalvq.dsl import load
from causalvq.dsl.describe.printing import print_spec

FOLDER = Path(__file__).parent / "rendered"


@pytest.mark.parametrize("template", list(Template))
def test_the_text_is_exact(template):
    golden = FOLDER / f"{template.value}.yaml"
    with as_file(files("causalvq.cli.templates") / f"{template.value}.yaml") as path:
        spec = load(path).spec

    text = print_spec(spec, comments=True)

    if os.environ.get("CAUSALVQ_GOLDEN") == "rewrite":
        golden.write_text(text)
    assert text == golden.read_text()
    assert load(golden).spec == spec
