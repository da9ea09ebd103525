"""The codes of `causalvq init`, CVQ320 to CVQ323: what `causalvq explain CODE` and the reference say about each."""

from __future__ import annotations

from causalvq.errors import CodeDoc

CODES = (
    CodeDoc(
        "CVQ320",
        "nothing says what was done to what",
        "There are images, but no table, folder or name says what differs between them, or what was done between "
        "images before and after. The message shows the shortest table that would do, with the names of two of your "
        "files. docs/your-images.md shows every layout that is read.",
        "before/001.png, after/001.png, and no actions.csv",
    ),
    CodeDoc(
        "CVQ321",
        "an option of init names what cannot be used",
        "The table of --labels has no column that names images, that of --pairs has no two of them, or no name fits "
        "the pattern of --pattern.",
    ),
    CodeDoc(
        "CVQ322",
        "no images",
        "The folder holds no images or arrays, or the file is of a kind that is not read: a table alone, one image, an "
        "archive that is to be unpacked first.",
    ),
    CodeDoc(
        "CVQ323",
        "labels and images that do not match",
        "Rows name images that are not there, or images have no row. Complete them, or say --missing skip: what is "
        "not complete is then left out and counted.",
    ),
)
