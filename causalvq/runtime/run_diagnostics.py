"""The codes of runs and queries, CVQ4xx and CVQ5xx, with what `causalvq explain CODE` and the reference say of each."""

from __future__ import annotations

from causalvq.errors import Code

# Runs

NO_RUN = Code(
    "CVQ401",
    "no run",
    "Nothing was trained here, or the path is not a run. `causalvq train` makes one; `--run DIR` names another.",
)
DAMAGED_RUN = Code(
    "CVQ402",
    "a damaged run",
    "A file of the run is missing or is not what was written.",
)
NO_NAME_LEFT = Code(
    "CVQ403",
    "no name left for a run or an answer",
    "The folder of runs, or that of a run's answers, has no free name. Remove old ones.",
)
DAMAGED_CHECKPOINT = Code(
    "CVQ404",
    "a damaged checkpoint",
    "A file of the checkpoint is missing, cut short or changed. An earlier checkpoint may be whole.",
)
FOREIGN_CHECKPOINT = Code(
    "CVQ405",
    "a checkpoint of another plan",
    "Training is only continued with the plan it began with. Start a new run, or compile the old spec.",
)
NOT_FINITE = Code(
    "CVQ406",
    "a loss that is not finite",
    "Training diverged. Lower `train.optimizer.lr` or the weight of the loss that is named; the last "
    "checkpoint is kept.",
)
NO_DEVICE = Code(
    "CVQ407",
    "a device that is not there",
    "`train.device` names a device that this machine or this build of PyTorch does not have.",
)
DATA_CHANGED = Code(
    "CVQ408",
    "data that changed since the plan was made",
    "The content of the source is not what the plan was compiled for; the message says what differs. Compile again, "
    "or name the data that it was compiled for with `--data PATH`.",
)
NOT_FINISHED = Code(
    "CVQ409",
    "a run that is not finished",
    "The run has no model yet. Continue it with `causalvq train`.",
)
NOTHING_COMPILED = Code(
    "CVQ410",
    "nothing compiled",
    "`causalvq train` without a plan trains what was compiled last in this folder. Compile a spec first.",
)
NO_PAIRS = Code(
    "CVQ411",
    "no held-out pairs",
    "A part of the split has no pair of images that differ by one action, so there is nothing to train on or to "
    "score with. Use more images, fewer factors, or a larger share.",
)
UNKNOWN_ACTIONS = Code(
    "CVQ412",
    "pairs whose action is unknown",
    "Training needs the action of every pair. Fill the empty cells of the table of pairs, or leave those rows out.",
)
UNWRITABLE = Code(
    "CVQ413",
    "a run that cannot be written",
    "A file or folder of the run cannot be written: the disk is full, or the folder belongs to somebody else. The "
    "last checkpoint is kept.",
)
ANOTHER_SPEC = Code(
    "CVQ414",
    "a spec that changed before its words were understood",
    "Actions in your own words are understood when training starts, and the spec is compiled again with what was "
    "found. The spec or its data are no longer those that were compiled.",
)
NO_CHANGE = Code(
    "CVQ415",
    "pairs that show no change",
    "The two images of every pair that was looked at are the same, pixel for pixel, so that no action can be "
    "learned. Check which images are before and which are after; or the images were made so small that the change "
    "is gone.",
)
NEWER_RUN = Code(
    "CVQ416",
    "a run of another version",
    "A later release of causalvq wrote the run, in a form that this one does not know. Update causalvq.",
)
FINISHED = Code(
    "CVQ417",
    "a run that is finished",
    "`causalvq train --run DIR` goes on with a run that was paused or interrupted. `--more N` makes a finished one "
    "longer by N steps; `--from DIR` starts a new one from its weights.",
)
NOT_LENGTHENED = Code(
    "CVQ418",
    "a run that cannot be made longer",
    "`--more N` goes on from the checkpoint at the end of a finished run. Let an unfinished one come to its end first; "
    "where the checkpoint is gone, `--from DIR` starts a new run from the weights.",
)
NOTHING_FITS = Code(
    "CVQ419",
    "weights that fit nowhere",
    "`--from DIR` takes over the weights that have the name and the size of one of the new model's, and none has. The "
    "two plans differ in all layers: compile a spec with the widths, sizes and variables of the other one.",
)
GONE = Code(
    "CVQ425",
    "a run whose folder was removed or replaced",
    "While it was trained, the folder of the run was removed, moved, or another one took its place. What was trained "
    "is not kept: train again.",
)
BUSY = Code(
    "CVQ420",
    "a run that another process trains",
    "Two processes on one run would overwrite each other's checkpoints. Wait for the other one or stop it, or "
    "train another run with `causalvq train --new`.",
)
NO_VALIDATION_PAIRS = Code(
    "CVQ421",
    "a plateau without validation pairs to see it on",
    "A plateau is seen on pairs of the validation part of the split, which has none. Use more images, or a larger "
    "`data.split.validation`, or leave `train.early_stop` out and give `train.steps` a number.",
)
TAKEN = Code(
    "CVQ422",
    "a place for a run that is taken",
    "`causalvq train --out DIR` makes a run of a folder that is new or empty, and there is something in it.",
)
OUTSIDE = Code(
    "CVQ423",
    "a link that leads out of its folder",
    "`causalvq runs rm` follows a link to a run beside it, such as `latest`, and no other. Name the run itself.",
)
NOT_REMOVED = Code(
    "CVQ424",
    "a run that cannot be removed",
    "The system refuses to remove a file or folder of the run. What is left of it can be removed later.",
)
NO_COMPILER = Code(
    "CVQ430",
    "no C++ compiler",
    "`train.compile: on` needs a C++ compiler, with which torch.compile builds its code. `auto` does without.",
)
UNEVEN = Code(
    "CVQ431",
    "a batch that processes cannot share",
    "`train.batch_size` must divide by the number of processes that torchrun starts: each takes an equal share.",
)
LOST = Code(
    "CVQ432",
    "a lost process",
    "One of the processes that trained together ended or did not answer for ten minutes. What it printed says why. "
    "Start torchrun again: training goes on from the last checkpoint.",
)
COLLAPSED = Code(
    "CVQ440",
    "a codebook that has collapsed",
    "A warning, told once for each variable after warm-up: nearly all images have the same state, so it says "
    "nothing of them. For the variable of a factor: train longer, raise `losses.changed_pixels`, or lower "
    "`losses.pull` or `train.optimizer.lr`; a variable that no factor owns may have nothing to hold: use fewer.",
)
NO_LABELS = Code(
    "CVQ441",
    "labels that are not there",
    "`interventions.labels: full` trains on the factor values of every image, and the images have none. A table of "
    "pairs names values of single pairs only: use `labels: known`.",
)
NO_UNKNOWN_ACTION = Code(
    "CVQ442",
    "no pair of unknown action",
    "`interventions.labels: partial` infers the actions of pairs that do not say theirs, and all do: leave cells "
    "of the table of pairs empty, give `interventions.known_share`, or write `labels: known`.",
)
NOTHING_DRAWN = Code(
    "CVQ443",
    "a seed where nothing is drawn",
    "The states after an action are drawn only with `interventions.noise: endogenous`; otherwise they are the most "
    "probable ones, whatever the seed.",
)
NO_LIBRARY = Code(
    "CVQ450",
    "a metric without its library",
    "Metrics that fit classifiers or match variables (`dci`, `explicitness`, `mcc`, ...) are measured with "
    "scikit-learn, which `pip install 'causalvq[metrics]'` brings. The other metrics need nothing more.",
)
NOT_MEASURED = Code(
    "CVQ451",
    "a score that could not be measured",
    "A warning: measuring one metric failed, for the reason that is told, and it is null in `metrics.json`. The "
    "model is written before it is scored, and the other metrics are measured all the same. `causalvq evaluate` "
    "measures again; `evaluate.metrics` says what is measured.",
)
FEWER_FACTORS = Code(
    "CVQ452",
    "a score over fewer factors than the spec has",
    "A warning: some factors have no held-out pair, or not two values among the images that a score of codes is "
    "made from, so that a mean says nothing of them. `by_factor` in `metrics.json` has the pairs of each factor. "
    "Use more images or a larger part of the split, or leave such factors out of `data.factors`.",
)
UNSCORED = Code(
    "CVQ453",
    "held-out scores that could not be computed while training",
    "A warning, told once: the scores that a validation shows failed, for the reason that is told. Training goes "
    "on: it goes by losses alone.",
)
NOT_LEARNED = Code(
    "CVQ454",
    "a factor that was not learned",
    "Fewer of its actions are found than should be, surely, or fewer than a ridge regression on pixels finds. The "
    "message says the likeliest cause: too few pairs, an effect below the noise, a collapsed codebook, pairs "
    "learned by heart, or images that were made smaller; and what to change.",
)
ONLY_BOTH = Code(
    "CVQ455",
    "codes say less than both images do",
    "Both images of a pair say which action it was, and their codes do not. The message says the likeliest cause: "
    "a collapsed codebook, codes that are right of images that were trained on alone, or a factor that shows in "
    "two images and not in one. `retrieve` is right; `intervene` follows the codes.",
)
NO_IMAGES = Code(
    "CVQ460",
    "a published set that is not there",
    "The plan was made from what is known of the set. Training needs the images: the hint says what to put where. "
    "Then compile the spec again.",
)
NO_DATA = Code(
    "CVQ461",
    "data that are not there",
    "The data that a run was made from are not where its plan says, seen from the folder of the spec. "
    "`--data PATH` says where they are now: the file or folder of the images, or a folder that holds all that the "
    "spec names. Images of your own (`--image FILE`) can be asked about without them.",
)
UNKNOWN_METRIC = Code(
    "CVQ462",
    "no such metric",
    "`causalvq evaluate --metrics` takes names of metrics with commas between them, as `evaluate.metrics` of a spec "
    "does; `all` is every one that the data and the installed libraries allow, `auto` those of the run's plan.",
)
CANNOT_MEASURE = Code(
    "CVQ463",
    "a metric that the data of a run cannot be measured by",
    "What holds codes against factors needs labels, `preserved` an image of every combination of the values of "
    "labelled factors, and all that judge actions or images need pairs. `--metrics all` leaves such a metric out; "
    "asked for by name, it must be possible.",
)
NOT_ALIKE = Code(
    "CVQ464",
    "runs that cannot be compared",
    "A warning: the runs were scored on other data, factors, splits or held-out pairs, so that a difference of their "
    "scores says nothing of their models. Means are told side by side. Compile the specs with the same data, split, "
    "actions and seeds.",
)
ONE_TRIAL = Code(
    "CVQ465",
    "two runs that are one trial",
    "A warning: runs of one spec and one seed train alike, so that they say nothing of how much results vary. Name one "
    "of them, or train with another seed.",
)

NO_REPORT = Code(
    "CVQ470",
    "a report that could not be made",
    "A warning: training has ended, the model and its scores are written, and the page that shows them could not be. "
    "`causalvq report` makes it again.",
)
NO_SECTION = Code(
    "CVQ471",
    "a section of a report that could not be made",
    "A warning: the page is there and says in the place of the section why it is missing. The other sections are "
    "whole. `causalvq report` makes it again.",
)
NO_BROWSER = Code(
    "CVQ472",
    "no browser for `report --open`",
    "A note: the report is written, and this machine has no browser that can be started from here, as over ssh. Open "
    "the file yourself, or copy it to where a browser is: it is whole by itself.",
)

# Queries

NO_FACTOR = Code(
    "CVQ501",
    "no such factor",
    "The run has no factor of this name or number.",
)
NO_ACTION = Code(
    "CVQ502",
    "no such action",
    "The factor has no such value, or actions are steps where a value was named, or the other way round.",
)
WRONG_IMAGES = Code(
    "CVQ503",
    "images of the wrong size or scale",
    "A run takes images of the size that it was trained on, [batch, channels, height, width], as floats in "
    "[-1, 1]: grey levels of 0 to 255 divided by 127.5, less 1; of other types and in general, "
    "`run.normalise(pixels)` of pixels [batch, height, width, channels] as the data have them.",
)
NOT_WRITTEN = Code(
    "CVQ504",
    "an answer that cannot be written",
    "The folder for the answer cannot be made or written to. Name another one with `--out DIR`.",
)
ELSEWHERE = Code(
    "CVQ505",
    "an answer that is not kept with its run",
    "A note: the run cannot be written to, or it is a model folder by itself, so the answer goes to `queries/` of the "
    "current folder. `--out DIR` names another place.",
)
NO_NODE = Code(
    "CVQ506",
    "a true graph of other names",
    "The file of `causalvq graph --truth` names a node that is neither a factor nor a variable of the run. Rename it, "
    "or leave it out: what a run does not have it cannot have found.",
)
NOT_COMPARED = Code(
    "CVQ507",
    "a true graph that cannot be compared",
    "The file of `causalvq graph --truth` speaks of factors, and the variables of the run belong to none, as in a grid "
    "without owners. Write it between variables.",
)
NOT_ASKED = Code(
    "CVQ510",
    "a change that contradicts itself",
    "One factor is to become two things at once. Say once what it shall become.",
)
NOT_READ = Code(
    "CVQ511",
    "a value that cannot be read or reached",
    "The model does not know which codes stand for the value, or no number of steps leads there. A factor whose images "
    "have no labels has actions, but no values.",
)
NO_STATISTICS = Code(
    "CVQ512",
    "a model of an earlier version",
    "Models keep counts of their codes since this version. `causalvq evaluate` writes them for an earlier one, from "
    "the data.",
)
WRONG_CODES = Code(
    "CVQ513",
    "codes that the model does not have",
    "Codes are whole numbers, one for each variable of each image, from 0 to less than the variable's states.",
)
NO_SUCH_IMAGE = Code(
    "CVQ514",
    "no such images",
    "A folder or table that a query is given names no images, or the test split has none of that number.",
)
MADE_TO_FIT = Code(
    "CVQ515",
    "images of another size that were made to fit",
    "A note: images that a query was given have another size or other colours than those of the run. Of each, the "
    "square in the middle was resized as the images of the data are; grey was taken as colours, or colours as grey.",
)
NOT_OF_BASELINES = Code(
    "CVQ340",
    "a query that a baseline has no answer to",
    "The run is of a baseline (`model.kind`), which has no codes, and no model of what follows from what: it can be "
    "asked what its images say, not what their codes do. A baseline that makes images answers `intervene` by the mean "
    "displacement of an action, `retrieve`, `reconstruct` and `encode`; one that only reads pairs answers `retrieve` "
    "alone. Train the causal model (`model.kind: causal`) to ask it more.",
)
