"""Small image sets in the ways that people keep them: 4 places of a square, 3 lengths of a bar, four images of each."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

SIZES = (4, 3)
GRID = [(place, length, copy) for place in range(4) for length in range(3) for copy in range(4)]
LABELS = np.array([cell[:2] for cell in GRID])
NAMES = [f"{index:03}.png" for index in range(len(GRID))]
AT = {cell: index for index, cell in enumerate(GRID)}
STEPS = [
    (index, AT[after], word)
    for (place, length, copy), index in AT.items()
    for after, word in (((place + 1, length, copy), "shift"), ((place, length + 1, copy), "stretch"))
    if after in AT
]
"""Pairs of images of which the second has one value more, and what was done in somebody's own words."""


def _picture(place: int, length: int, copy: int) -> np.ndarray:
    image = np.full((12, 12, 3), 40 + copy, np.uint8)
    image[1:4, 3 * place : 3 * place + 3] = (220, 60, 40)
    image[7:10, 1 : 4 + 3 * length] = (50, 90, 210)
    return image


IMAGES = np.stack([_picture(*cell) for cell in GRID])


def save(path: Path, image: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path)


def table(path: Path, header: list[str], rows: list) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def pictures(folder: Path) -> None:
    for name, image in zip(NAMES, IMAGES, strict=True):
        save(folder / name, image)


def rows(*columns) -> list[tuple]:
    return [(name, *cells) for name, *cells in zip(NAMES, *columns, strict=True)]


PLACE, LENGTH = LABELS.T.tolist()


def npz(top: Path) -> Path:
    np.savez(top / "x.npz", images=IMAGES, labels=LABELS, factor_names=["place", "length"])
    return top / "x.npz"


def npz_without_names(top: Path) -> Path:
    np.savez(top / "x.npz", IMAGES, LABELS)
    return top / "x.npz"


def npz_of_columns(top: Path) -> Path:
    np.savez(top / "x.npz", images=IMAGES, place=LABELS[:, 0], length=np.array(["s", "m", "l"])[LABELS[:, 1]])
    return top / "x.npz"


def one_hot(top: Path) -> Path:
    hot = np.concatenate([np.eye(size)[column] for size, column in zip(SIZES, LABELS.T, strict=True)], axis=1)
    np.savez(top / "x.npz", images=IMAGES, labels=hot)
    return top / "x.npz"


def measured(top: Path) -> Path:
    noise = np.random.default_rng(0).normal(0, 0.01, len(LABELS))
    np.savez(top / "x.npz", images=IMAGES, labels=np.c_[PLACE, LABELS[:, 1] + noise], factor_names=["place", "angle"])
    return top / "x.npz"


def npy_files(top: Path) -> Path:
    np.save(top / "images.npy", IMAGES)
    np.save(top / "labels.npy", LABELS)
    return top


def npy_and_table(top: Path) -> Path:
    np.save(top / "imgs.npy", IMAGES)
    table(top / "labels.csv", ["place", "length"], LABELS.tolist())
    return top


def npz_before_and_after(top: Path) -> Path:
    x, y, words = zip(*STEPS, strict=True)
    np.savez(top / "x.npz", before=IMAGES[list(x)], after=IMAGES[list(y)], action=np.array(words))
    return top / "x.npz"


def five_channels(top: Path) -> Path:
    np.savez(top / "x.npz", images=np.concatenate([IMAGES, IMAGES[..., :2]], axis=-1), labels=LABELS)
    return top / "x.npz"


def metadata(top: Path) -> Path:
    pictures(top)
    table(top / "metadata.csv", ["file_name", "place", "length"], rows(PLACE, LENGTH))
    return top


def columns_of_all_kinds(top: Path) -> Path:
    pictures(top)
    count = len(NAMES)
    others = (
        [f"A{n}" for n in range(count)],
        ["kim"] * count,
        [f"2024-01-{n % 28 + 1:02}T10:00" for n in range(count)],
    )
    text = [
        f"a square that stands at {place}, beside a bar of some length, seen in image {n}"
        for n, place in enumerate(PLACE)
    ]
    header = ["file_name", "place", "length", "well", "operator", "taken", "note"]
    table(top / "metadata.csv", header, rows(PLACE, LENGTH, *others, text))
    return top


def one_hot_columns(top: Path) -> Path:
    pictures(top)
    words = ("short", "middling", "long")
    hot = np.eye(3, dtype=int)[LABELS[:, 1]].T.tolist()
    table(top / "labels.csv", ["file_name", "place", *(f"length_{word}" for word in words)], rows(PLACE, *hot))
    return top


def images_in_a_folder(top: Path) -> Path:
    pictures(top / "images")
    table(top / "all labels.tsv".replace(" ", "_"), ["image", "place", "length"], rows(PLACE, LENGTH))
    text = (top / "all_labels.tsv").read_text().replace(",", "\t")
    (top / "all_labels.tsv").write_text(text)
    return top


def numbers_for_names(top: Path) -> Path:
    pictures(top / "images")
    table(top / "labels.csv", ["id", "place", "length"], list(enumerate_labels()))
    return top


def enumerate_labels():
    return ((number, *labels) for number, labels in enumerate(LABELS.tolist()))


def json_by_name(top: Path) -> Path:
    pictures(top)
    found = {name: {"place": place, "length": length} for name, place, length in rows(PLACE, LENGTH)}
    (top / "labels.json").write_text(json.dumps(found))
    return top


def tables_in_parts(top: Path) -> Path:
    for part in ("train", "test"):
        chosen = [row for n, row in enumerate(rows(PLACE, LENGTH)) if (n % 4 == 0) == (part == "test")]
        for name, *_ in chosen:
            save(top / part / name, IMAGES[NAMES.index(name)])
        table(top / part / "metadata.csv", ["file_name", "place", "length"], chosen)
    return top


def a_column_of_parts(top: Path) -> Path:
    pictures(top)
    parts = [("train", "train", "val", "test")[n % 4] for n in range(len(NAMES))]
    table(top / "labels.csv", ["file_name", "place", "length", "subset"], rows(PLACE, LENGTH, parts))
    return top


def class_folders(top: Path) -> Path:
    for (place, length, copy), image in zip(GRID, IMAGES, strict=True):
        save(top / f"place{place}-length{length}" / f"{copy}.png", image)
    return top


def folders_of_folders(top: Path) -> Path:
    for (place, length, copy), image in zip(GRID, IMAGES, strict=True):
        save(top / "nesw"[place] / ("short", "middling", "long")[length] / f"img_{copy}.PNG", image)
    return top


def names_that_say(top: Path) -> Path:
    for (place, length, copy), image in zip(GRID, IMAGES, strict=True):
        save(top / f"place-{place}_length-{length}_{copy}.png", image)
    return top


def pairs_of_own_words(top: Path) -> Path:
    pictures(top)
    table(top / "pairs.csv", ["before", "after", "action"], [(NAMES[x], NAMES[y], word) for x, y, word in STEPS])
    return top


def pairs_of_steps(top: Path) -> Path:
    pictures(top / "images")
    told = [(NAMES[x], NAMES[y], {"shift": "place+1", "stretch": "length+1"}[word]) for x, y, word in STEPS]
    table(top / "changes.csv", ["source", "target", "perturbation"], told)
    return top


def pairs_with_labels(top: Path) -> Path:
    table(
        metadata(top) / "pairs.csv",
        ["x", "y", "action"],
        [(NAMES[x], NAMES[y], {"shift": "place+1", "stretch": "length+1"}[word]) for x, y, word in STEPS],
    )
    return top


def pairs_partly_known(top: Path) -> Path:
    pictures(top)
    told = [(NAMES[x], NAMES[y], word if n % 3 else "") for n, (x, y, word) in enumerate(STEPS)]
    table(top / "pairs.csv", ["before", "after", "action"], told)
    return top


def pairs_of_odd_words(top: Path) -> Path:
    pictures(top)
    told = [(NAMES[x], NAMES[y], word, "kim") for x, y, word in STEPS]
    table(top / "list.csv", ["img1", "img2", "op", "who"], told)
    return top


def before_and_after(top: Path) -> Path:
    for number, (x, y, _) in enumerate(STEPS):
        save(top / f"before/{number:03}.png", IMAGES[x])
        save(top / f"after/{number:03}.png", IMAGES[y])
    return top


def before_and_after_with_table(top: Path) -> Path:
    before_and_after(top)
    table(top / "actions.csv", ["name", "what"], [(f"{n:03}.png", word) for n, (_, _, word) in enumerate(STEPS)])
    return top


def a_folder_for_each_action(top: Path) -> Path:
    for number, (x, y, word) in enumerate(STEPS):
        save(top / word / f"{number:03}_pre.png", IMAGES[x])
        save(top / word / f"{number:03}_post.png", IMAGES[y])
    return top


def checkerboard(top: Path) -> Path:
    kept = [n for n, (place, length) in enumerate(LABELS) if (place + length) % 2 == 0]
    np.savez(top / "x.npz", images=IMAGES[kept], labels=LABELS[kept], factor_names=["place", "length"])
    return top / "x.npz"


def sizes_and_kinds(top: Path) -> Path:
    for number, (name, image) in enumerate(zip(NAMES, IMAGES, strict=True)):
        one = Image.fromarray(image).convert(("L", "RGB", "RGBA", "P")[number % 4])
        (one.resize((18, 12)) if number % 3 else one).save(top / name)
    table(top / "metadata.csv", ["file_name", "place", "length"], rows(PLACE, LENGTH))
    return top


TRAINED: tuple[Callable[[Path], Path], ...] = (
    npz,
    npz_without_names,
    npz_of_columns,
    one_hot,
    measured,
    npy_files,
    npy_and_table,
    npz_before_and_after,
    five_channels,
    metadata,
    columns_of_all_kinds,
    images_in_a_folder,
    one_hot_columns,
    numbers_for_names,
    json_by_name,
    tables_in_parts,
    a_column_of_parts,
    class_folders,
    folders_of_folders,
    names_that_say,
    pairs_of_own_words,
    pairs_of_steps,
    pairs_with_labels,
    pairs_partly_known,
    pairs_of_odd_words,
    before_and_after_with_table,
    a_folder_for_each_action,
    checkerboard,
    sizes_and_kinds,
)
"""Layouts that become a spec without a word from the user."""
