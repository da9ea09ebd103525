"""Tables of labels and of pairs beside images."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
from fuzz.damage import TEXT, damaged, damaged_json
from fuzz.reader import Case, Reader, ending_of
from PIL import Image

from causalvq.data.labels.file_names import list_files
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.sources.folder import FolderSource
from causalvq.errors import CausalVQError
from causalvq.init.options import Options
from causalvq.init.reading.folder_reading import read_folder

ROWS = [("a.png", "red", 1), ("b.png", "blue", 2), ("c.png", "red", 2), ("d.png", "blue", 1)]
PAIRS = b"before,after,action\na.png,b.png,hue+1\nb.png,c.png,push_left\nc.png,d.png,\n"
STEPS = b"input,output,factor,from,to\na.png,b.png,hue,red,blue\nb.png,c.png,size,1,2\n"


def prepare(folder: Path) -> dict[str, Any]:
    for number, (name, *_) in enumerate(ROWS):
        Image.new("RGB", (8, 8), (number * 40, 9, 9)).save(folder / name)
    lines = ["file_name,hue,size", *(",".join(map(str, row)) for row in ROWS)]
    text = "\n".join(lines).encode()
    records = [dict(zip(("file_name", "hue", "size"), row, strict=True)) for row in ROWS]
    book, sheet = openpyxl.Workbook(), io.BytesIO()
    for row in [("file_name", "hue", "size"), *ROWS]:
        book.active.append(row)
    book.save(sheet)
    packed = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), packed)
    return {
        "folder": folder,
        "seeds": {
            ".labels.csv": [text, text.replace(b",", b";"), lines[0].encode() + b"\n" + b"a.png,1,\n" * 3],
            ".labels.tsv": [text.replace(b",", b"\t"), text.decode().encode("utf-16")],
            ".labels.txt": [text.replace(b",", b" ")],
            ".labels.json": [json.dumps(records).encode(), json.dumps({row[0]: row[1] for row in ROWS}).encode()],
            ".labels.jsonl": ["\n".join(map(json.dumps, records)).encode()],
            ".labels.xlsx": [sheet.getvalue()],
            ".labels.parquet": [packed.getvalue()],
            ".pairs.csv": [PAIRS, STEPS, b"# causalvq pairs 1 abc\n0,1,hue+1\n"],
        },
    }


def make(chance: Random, context: dict[str, Any]) -> Case:
    ending = chance.choice(sorted(context["seeds"]))
    whole = chance.choice(context["seeds"][ending])
    if ending == ".labels.json":
        return ending, damaged_json(whole, chance)
    return ending, damaged(whole, chance, TEXT) if ending.endswith(("csv", "tsv", "txt", "jsonl")) else damaged(
        whole, chance
    )


def read(path: Path, context: dict[str, Any]) -> None:
    folder: Path = context["folder"]
    name = ending_of(path)[1:]
    for left in [*folder.glob("labels.*"), *folder.glob("pairs.*")]:
        left.unlink()
    shutil.copyfile(path, folder / name)
    with suppress(CausalVQError):
        read_folder(list_files(folder), Options(missing="skip"))
    if name.startswith("pairs"):
        read_pair_table(folder / name).factors()
        return
    for missing in ("error", "skip"):
        with suppress(CausalVQError):
            FolderSource(folder, name, missing=missing)  # type: ignore[arg-type]


TABLES = Reader(prepare, make, read)
