"""The codes of runs and queries, CVQ4xx and CVQ5xx: what `causalvq explain CODE` and the reference say about each."""

from __future__ import annotations

from causalvq.errors import CodeDoc

CODES = (
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
        "no name left for a run",
        "The folder of runs has no free name. Remove old runs.",
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
        "CVQ501",
        "no such factor",
        "The run has no factor of this name or number.",
    ),
    CodeDoc(
        "CVQ502",
        "no such action",
        "The factor has no such value, or cannot move further in this direction.",
    ),
)
