"""What is published is what the source says. `make golden` rewrites the files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from causalvq.cli.catalogue import all_codes
from causalvq.dsl.describe.json_schema import schema_text, suite_schema_text
from causalvq.dsl.describe.markdown import codes_markdown, spec_markdown, suite_markdown

ROOT = Path(__file__).parents[2]


def words_text():
    """In a process of its own, which loads all commands sooner than one that checks their types."""
    program = "from causalvq.cli.completion.command_table import words_text; print(words_text(), end='')"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


PUBLISHED = {
    "schemas/causalvq.v1.json": schema_text,
    "schemas/causalvq.suite.v1.json": suite_schema_text,
    "docs/reference/spec.md": spec_markdown,
    "docs/reference/suite.md": suite_markdown,
    "causalvq/cli/completion/words.json": words_text,
    "docs/reference/diagnostics.md": lambda: codes_markdown(all_codes()),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_in_sync(name):
    path, text = ROOT / name, PUBLISHED[name]()

    if os.environ.get("CAUSALVQ_GOLDEN") == "rewrite":
        path.write_text(text)
    assert path.read_text() == text
