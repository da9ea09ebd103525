"""Documents of the language, as `fuzz_spec` makes them; of one that is valid all that reads it goes on."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import fuzz_spec
from fuzz.reader import Case, Reader

from causalvq.dsl import load
from causalvq.dsl.describe.printing import print_spec


def prepare(folder: Path) -> dict[str, Any]:  # noqa: ARG001
    trees = [
        load(path).spec.model_dump(mode="json", by_alias=True)
        for path in sorted(fuzz_spec.ROOT.glob("examples/*.yaml"))
    ]
    return {"seeds": fuzz_spec.corpus(), "trees": [*trees, *map(fuzz_spec.smaller, trees)]}


def make(chance: Random, context: dict[str, Any]) -> Case:
    return ".yaml", fuzz_spec.document(context["seeds"], context["trees"], chance)


def read(path: Path, context: dict[str, Any]) -> None:  # noqa: ARG001
    spec = load(path).spec
    text = print_spec(spec, comments=True)
    again = path.with_suffix(".again.yaml")
    again.write_text(text, encoding="utf-8")
    assert load(again).spec == spec, "printing and reading again is not the identity"
    json.dumps(spec.model_dump(mode="json"))


SPECS = Reader(prepare, make, read)
