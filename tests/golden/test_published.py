"""What is published is what the source says. `make golden` rewrites the files."""

import os
from pathlib import Path

import pytest

from causalvq.cli.catalogue import all_codes
from causalvq.dsl.describe.json_schema import schema_text, suite_schema_text
from causalvq.dsl.describe.markdown import codes_markdown, spec_markdown, suite_markdown

ROOT = Path(__file__).parents[2]

PUBLISHED = {
    "schemas/causalvq.v1.json": schema_text,
    "schemas/causalvq.suite.v1.json": suite_schema_text,
    "docs/reference/spec.md": spec_markdown,
    "docs/reference/suite.md": suite_markdown,
    "docs/reference/diagnostics.md": lambda: codes_markdown(all_codes()),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_in_sync(name):
    path, text = ROOT / name, PUBLISHED[name]()

    if os.environ.get("CAUSALVQ_GOLDEN") == "rewrite":
        path.write_text(text)
    assert path.read_text() == text
