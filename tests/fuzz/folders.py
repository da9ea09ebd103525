"""Folders of images among which lies what is no image, no file or no name: a case says what to put there."""

from __future__ import annotations

import json
import os
import shutil
import socket
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from fuzz.reader import Case, Reader
from PIL import Image

from causalvq.data.checking import check_source
from causalvq.data.labels.name_patterns import name_pattern
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import CausalVQError
from causalvq.init.options import Options
from causalvq.init.reading.inventory import take_inventory

KINDS = [
    "pipe",
    "socket",
    "folder",
    "empty",
    "noise",
    "image",
    "table",
    "to nothing",
    "to itself",
    "to the top",
    "to a device",
]
PLACES = [
    "z.png", "metadata.csv", "pairs.csv", "labels.json", "x.npz", "x.h5", "before/1.png", "after/1.png",
    "sub/h9_s9_0.png",
    ".hidden.png", "._h0_s0_0.png", "Thumbs.db", ".DS_Store", "desktop.ini", ".ipynb_checkpoints/a.png",
    "__MACOSX/._a.png",
    "caf\udce9.png", "d\udce9/a.png", "a\nb.png", "a\x1b[31m.png", "a\u202eb.png", "[red].png", "%s.png",
    "-rf.png", "~.png", "x" * 250 + ".png",
    "a'b\".png", "{a}.png", "a,b.png", "é.png", "e\u0301.png", ".png", "png", "a.PNG", "a.png.png", "list.txt",
    "run.json", "plan.json",
    "img_align_celeba", "list_attr_celeba.txt", "h0_s0_0.png", "images.npy", "labels.npy", "test/h0_s1_0.png",
    "a/b/c/d/e/f.png",
]  # fmt: skip
PATTERNS = [
    "h{h}_s{s}_{_}.png", "{a}", "{a}{b}{c}{d}{e}{f}", "{*}{a}{*}{b}{*}", "{a}_" * 3, "(a+)+{b}", "[{a}]",
    "{a}/{b}", "{}{a}", "{a b}", "{",
    "{*}", "".join(f"{{f{index}}}_" for index in range(30)), "{a}.{b}" * 2, "\\{a}", "{a}\x00",
]  # fmt: skip


def prepare(folder: Path) -> Path:
    whole = folder / "whole"
    whole.mkdir()
    for number in range(18):
        pixels = np.full((8, 8, 3), 10 * number, np.uint8)
        Image.fromarray(pixels).save(whole / f"h{number // 6}_s{number // 2 % 3}_{number % 2}.png")
    return folder


def make(chance: Random, context: Path) -> Case:  # noqa: ARG001
    added = [(chance.choice(PLACES), chance.choice(KINDS)) for _ in range(chance.randint(1, 4))]
    pattern = chance.choice([None, None, *PATTERNS])
    return ".json", json.dumps(
        {"added": added, "pattern": pattern, "missing": chance.choice(["error", "skip"])}
    ).encode()


def put(top: Path, name: str, kind: str) -> None:
    place = top / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and kind != "folder":
        place.unlink()
    targets = {"to nothing": "gone", "to itself": place.name, "to the top": str(top), "to a device": "/dev/zero"}
    if kind in targets:
        place.symlink_to(targets[kind])
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(place))
    elif kind == "folder":
        place.mkdir()
    elif kind == "image":
        Image.new("RGB", (8, 8)).save(place, format="PNG")
    else:
        place.write_bytes({"empty": b"", "noise": b"\x00\xff" * 99, "table": b"file_name,hue\nz.png,red\n"}[kind])


def read(path: Path, context: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text())
    top = context / "data"
    shutil.rmtree(top, ignore_errors=True)
    shutil.copytree(context / "whole", top)
    for name, kind in case["added"]:
        with suppress(OSError, ValueError):  # what the system itself does not make
            put(top, name, kind)
    pattern = case["pattern"]
    for question in (
        lambda: take_inventory(top, Options(pattern=pattern, missing=case["missing"])),
        lambda: check_source(FolderSource(top, missing=case["missing"])),
        lambda: check_source(FolderSource(top, pattern=pattern or "{a}", missing=case["missing"])),
        lambda: name_pattern(pattern or "{a}", top).read("a" * 200 + "/" + "_" * 200),
    ):
        with suppress(CausalVQError):
            question()


FOLDERS = Reader(prepare, make, read)
