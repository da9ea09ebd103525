"""The codes of runs and queries, CVQ4xx and CVQ5xx: what `causalvq explain CODE` and the reference say about each."""

from __future__ import annotations

from causalvq.errors import CodeDoc

CODES = (
    CodeDoc(
        "CVQ315",
        "an image of a query that cannot be read",
        "A file given to a query is missing or is not an image.",
    ),
    CodeDoc(
        "CVQ401",
        "no run",
        "Nothing was trained here, or the path is not a run. `causalvq train` makes one; `--run DIR` names another.",
    ),
    CodeDoc(
        "CVQ402",
        "a damaged run",
        "A file of the run is missing or is not what was written.",
    ),
    CodeDoc(
        "CVQ403",
        "no name left for a run or an answer",
        "The folder of runs, or that of a run's answers, has no free name. Remove old ones.",
    ),
    CodeDoc(
        "CVQ404",
        "a damaged checkpoint",
        "A file of the checkpoint is missing, cut short or changed. An earlier checkpoint may be whole.",
    ),
    CodeDoc(
        "CVQ405",
        "a checkpoint of another plan",
        "Training is only continued with the plan it began with. Start a new run, or compile the old spec.",
    ),
    CodeDoc(
        "CVQ406",
        "a loss that is not finite",
        "Training diverged. Lower `train.optimizer.lr` or the weight of the loss that is named; the last "
        "checkpoint is kept.",
    ),
    CodeDoc(
        "CVQ407",
        "a device that is not there",
        "`train.device` names a device that this machine or this build of PyTorch does not have.",
    ),
    CodeDoc(
        "CVQ408",
        "data that changed since the plan was made",
        "The content of the source is not what the plan was compiled for. Compile again.",
    ),
    CodeDoc(
        "CVQ409",
        "a run that is not finished",
        "The run has no model yet. Continue it with `causalvq train`.",
    ),
    CodeDoc(
        "CVQ410",
        "nothing compiled",
        "`causalvq train` without a plan trains what was compiled last in this folder. Compile a spec first.",
    ),
    CodeDoc(
        "CVQ411",
        "no held-out pairs",
        "A part of the split has no pair of images that differ by one action, so there is nothing to train on or to "
        "score with. Use more images, fewer factors, or a larger share.",
    ),
    CodeDoc(
        "CVQ412",
        "pairs whose action is unknown",
        "Training needs the action of every pair. Fill the empty cells of the table of pairs, or leave those rows out.",
    ),
    CodeDoc(
        "CVQ413",
        "a run that cannot be written",
        "A file or folder of the run cannot be written: the disk is full, or the folder belongs to somebody else. The "
        "last checkpoint is kept.",
    ),
    CodeDoc(
        "CVQ460",
        "a published set that is not there",
        "The plan was made from what is known of the set. Training needs the images: the hint says what to put where. "
        "Then compile the spec again.",
    ),
    CodeDoc(
        "CVQ501",
        "no such factor",
        "The run has no factor of this name or number.",
    ),
    CodeDoc(
        "CVQ502",
        "no such action",
        "The factor has no such value, or actions are steps where a value was named, or the other way round.",
    ),
    CodeDoc(
        "CVQ503",
        "images of the wrong size",
        "A run takes images of the size that it was trained on: [batch, channels, height, width].",
    ),
    CodeDoc(
        "CVQ504",
        "an answer that cannot be written",
        "The folder for the answer cannot be made or written to. Name another one with `--out DIR`.",
    ),
)
