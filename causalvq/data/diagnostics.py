"""The codes of data, CVQ3xx: what `causalvq explain CODE` and the reference say about each."""

from __future__ import annotations

from causalvq.errors import CodeDoc

CODES = (
    CodeDoc(
        "CVQ301",
        "a file or folder that is not there",
        "The path does not exist or may not be read. Paths in a spec start at the folder of the spec.",
    ),
    CodeDoc(
        "CVQ302",
        "a damaged file",
        "The file is cut short, or is not what its name or format says.",
    ),
    CodeDoc(
        "CVQ303",
        "an array of the wrong shape or type",
        "The file holds an array that its format does not have; the diagnostic says which, what was expected "
        "and what was found.",
    ),
    CodeDoc(
        "CVQ304",
        "an array that would have to be unpickled",
        "Object arrays can run code when they are read, so they are refused. Save the array again with plain "
        "numbers or text.",
    ),
    CodeDoc(
        "CVQ305",
        "labels that contradict the file",
        "A label is out of the range that the file declares, or labels and images do not match in number.",
    ),
    CodeDoc(
        "CVQ306",
        "a factor with one value",
        "A factor that never changes is not one. Leave it out.",
    ),
    CodeDoc(
        "CVQ307",
        "a source or factor that does not exist",
        "No built-in source, format or factor has this name.",
    ),
    CodeDoc(
        "CVQ308",
        "a file that is not an image",
        "A file that should be an image cannot be read as one.",
    ),
    CodeDoc(
        "CVQ309",
        "more than is reasonable",
        "The file would unpack to far more than it says or than a data set has: a decompression bomb, or a "
        "wrong header.",
    ),
    CodeDoc(
        "CVQ310",
        "a row of a table that says nothing usable",
        "A row names a missing file, an unknown factor or value, or has too few columns; the diagnostic gives"
        " the line.",
    ),
    CodeDoc(
        "CVQ311",
        "a cache that cannot be used",
        "The cache of decoded images cannot be written, or does not hold what it should. `causalvq data "
        "cache` shows where it is.",
    ),
    CodeDoc(
        "CVQ312",
        "an optional package that is not installed",
        "This format needs a package that is not always installed; the hint says which.",
    ),
    CodeDoc(
        "CVQ313",
        "nothing to train on",
        "After factors, split and imbalance no image or no pair is left.",
    ),
    CodeDoc(
        "CVQ314",
        "a split that leaves a part empty",
        "The fractions and the number of images make no split.",
    ),
)
