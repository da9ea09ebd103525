"""Disks that are full, folders that may not be written, links where a file goes: what was there before stays whole."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from fuzz.reader import Case, Reader
from PIL import Image

from causalvq.atomic_files import ENDING, append_line, open_own, write_atomically
from causalvq.cli.written_files import write_file
from causalvq.compiler.artifacts.compilation import compile_document, save
from causalvq.data.cache import cached_images
from causalvq.data.formats.npz import NpzSource
from causalvq.data.formats.picture import write_picture
from causalvq.data.formats.tiff_stack import write_stack
from causalvq.dsl import load
from causalvq.errors import CausalVQError
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.runs.run_files import write_json, write_text
from causalvq.runtime.runs.run_lock import only_trainer

SPEC = (
    "apiVersion: causalvq/v1\nname: tiny\ndata: {source: critters, image: {size: 16}}\n"
    "variables: {count: 7}\ncodebook: {size: 8}\n"
)
NOBODY = 65534
STANDING = ["nothing", "old", "link", "folder", "pipe"]
LIMITS = [0, 1, 10, 100, 1000, 5000, 50_000, None]


def prepare(folder: Path) -> dict[str, Any]:
    (folder / "spec.yaml").write_text(SPEC)
    np.savez(folder / "tiny.npz", images=np.zeros((64, 8, 8, 3), np.uint8), labels=np.arange(64) % 2)
    folder.chmod(0o755)
    return {
        "folder": folder,
        "made": compile_document(load(folder / "spec.yaml")),
        "source": NpzSource(folder / "tiny.npz"),
    }


def make(chance: Random, context: dict[str, Any]) -> Case:  # noqa: ARG001
    case = {
        "writes": chance.choice(sorted(WRITERS)),
        "standing": chance.choice(STANDING),
        "limit": chance.choice(LIMITS),
        "read only": chance.random() < 0.3,
    }
    return ".json", json.dumps(case).encode()


def _run(place: Path, context: dict[str, Any]) -> None:
    run = create_run(context["made"].plan, SPEC, place, place)
    run.log({"step": 1})
    with only_trainer(run):
        pass


WRITERS: dict[str, Callable[[Path, dict[str, Any]], object]] = {
    "text": lambda place, _: write_text(place / "file", "new" * 1000),
    "json": lambda place, _: write_json(place / "file", {"new": [0] * 1000}),
    "bytes": lambda place, _: write_atomically(place / "file", b"new" * 10_000),
    "line": lambda place, _: append_line(place / "file", "new" * 100),
    "lock": lambda place, _: os.close(open_own(place / "file", os.O_RDWR)),
    "file of a command": lambda place, _: write_file(place / "file", "new" * 1000, replace=True),
    "picture": lambda place, _: write_picture(place / "file", Image.new("RGB", (64, 64))),
    "stack": lambda place, _: write_stack(place / "file", np.zeros((32, 32, 5), np.uint16)),
    "plan": lambda place, context: save(context["made"], Path("spec.yaml"), place / "file", place),
    "run": _run,
    "cache": lambda place, context: cached_images(context["source"], place),
}


@contextmanager
def limited(limit: int | None, *, nobody: bool) -> Iterator[None]:
    """While inside, files have at most so many bytes, and this process is perhaps nobody in particular."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    if nobody and os.geteuid() == 0:
        os.seteuid(NOBODY)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if nobody and os.geteuid() == NOBODY:
            os.seteuid(0)


def read(path: Path, context: dict[str, Any]) -> None:
    case: dict[str, Any] = json.loads(path.read_text())
    place, precious = context["folder"] / "place", context["folder"] / "precious"
    if place.exists():
        place.chmod(0o755)
        shutil.rmtree(place)
    place.mkdir()
    place.chmod(0o777)
    precious.write_text("precious")
    file = place / "file"
    {
        "nothing": lambda: None,
        "old": lambda: file.write_text("old"),
        "link": lambda: file.symlink_to(precious),
        "folder": file.mkdir,
        "pipe": lambda: os.mkfifo(file),
    }[case["standing"]]()
    if case["standing"] == "old":
        file.chmod(0o666)
    if case["read only"]:
        place.chmod(0o555)
    try:
        with limited(case["limit"], nobody=case["read only"]), suppress(CausalVQError, OSError):
            WRITERS[case["writes"]](place, context)
    finally:
        place.chmod(0o755)
    assert precious.read_text() == "precious", "a link was followed"
    assert not [left for left in place.rglob("*") if left.name.endswith(ENDING)], "something is left half written"
    if case["standing"] == "old" and file.is_file():
        content = file.read_bytes()
        ended = content.endswith(b"IEND\xaeB`\x82") or len(content) > 100
        whole = content == b"old" or case["writes"] in ("line", "lock") or ended
        assert whole, f"the old file is {content[:20]!r}"
        assert case["writes"] != "line" or content == b"old" or content.endswith(b"new\n"), "half of a line is left"
    for left in place.rglob("*.json"):
        if left.is_file():
            json.loads(left.read_text())


DISKS = Reader(prepare, make, read)
