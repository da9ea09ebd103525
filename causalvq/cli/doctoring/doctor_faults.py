"""The codes of `causalvq doctor`, CVQ53x, with what `causalvq explain CODE` and the reference say of each."""

from __future__ import annotations

from causalvq.errors import Code

TORCH_BROKEN = Code(
    "CVQ530",
    "torch does not work",
    "torch is installed in part, for another processor or Python, or not at all: it cannot be imported, or the process "
    "that imports it dies. `pip install --force-reinstall 'torch>=2.6,<3'` in this environment brings it anew.",
)
CACHE_UNWRITABLE = Code(
    "CVQ531",
    "the cache folder cannot be written",
    "Decoded images and what was measured of the machine are kept in $CAUSALVQ_CACHE, or else in the user's cache "
    "folder. Where that cannot be written, images are decoded into a folder for temporary files, or not at all. Change "
    "its permissions, free some space, or set CAUSALVQ_CACHE to a folder that is yours.",
)
NO_ROOM_TO_TRY = Code(
    "CVQ532",
    "the self-test has no folder",
    "The self-test trains in a folder for temporary files, which cannot be made: the disk is full or is not yours. "
    "Free some space, set TMPDIR to another folder, or leave it out with `causalvq doctor --no-self-test`.",
)
STEP_FAILED = Code(
    "CVQ533",
    "a step of the self-test failed",
    "Images were made, a plan compiled, a few steps trained and a factor changed, in a process of its own; what went "
    "wrong is told as that step told it. The steps after it were not tried.",
)
PACKAGE_WRONG = Code(
    "CVQ534",
    "a package is not there, or does not work",
    "A package that causalvq needs is missing or cannot be imported. `pip install --force-reinstall causalvq` in this "
    "environment brings all of them. Packages of extras are not asked for: only what needs them does without.",
)
THREADS_ODD = Code(
    "CVQ535",
    "threads that this machine has not",
    "A variable such as OMP_NUM_THREADS is no number of threads, or says more threads than this process has cores: "
    "threads then wait for each other. Set it to the number of cores or less, or unset it.",
)
