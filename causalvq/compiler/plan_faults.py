"""How this stage reports: its codes, CVQ2xx, and one short constructor."""

from __future__ import annotations

from collections.abc import Iterable

from causalvq.dsl.documents.document import Document
from causalvq.errors import Code, CompileError, Diagnostic, Related

UNKNOWN_NAME = Code(
    "CVQ201",
    "a name that the data does not have",
    "The spec speaks of a factor or variable that neither the data nor `variables` has. The names of the "
    "data are listed by `causalvq data info`.",
)
UNLABELLED = Code(
    "CVQ202",
    "unlabelled images, and pairs that need labels",
    "Pairs are made of images that differ in one factor, which needs labels. Give the images labels, list"
    " the pairs in a file (`pairs: {file: pairs.csv}`), or train without pairs (`pairs: none`). A file of pairs"
    " says of such images which step was taken (`size+1`), where actions are steps, or which value was set.",
)
TOO_FEW_VARIABLES = Code(
    "CVQ203",
    "a factor without a variable",
    "Every factor lives in at least one variable. Raise `variables.count`, or leave factors out with `data.factors`.",
)
TOO_MANY_TARGETS = Code(
    "CVQ204",
    "a factor of more variables than an action may set",
    "An action on a factor sets the variables that stand for it, and `interventions.sparsity.max_targets`"
    " is a hard budget. Raise it, or declare fewer variables of the factor.",
)
CODEBOOK_TOO_SMALL = Code(
    "CVQ205",
    "a codebook too small for a factor",
    "The states of a factor's variables, multiplied, are fewer than its values, so some values would "
    "share a state. Raise `codebook.size`, or the `states` of its variables.",
)
STRIDES = Code(
    "CVQ206",
    "an encoder that the image does not divide into",
    "Every width of the encoder halves the image. Give fewer widths, or an image size that can be halved as often.",
)
GRID_COUNT = Code(
    "CVQ207",
    "no grid of this count",
    "With `layout: grid` the number of variables is books x height x width of the feature map, which is the"
    " image divided by a whole number. The diagnostic lists the nearest counts that work.",
)
DECODER = Code(
    "CVQ208",
    "an encoder and a decoder that do not fit",
    "The decoder must bring the feature map of the encoder back to the size of the image.",
)
UNREACHABLE = Code(
    "CVQ209",
    "a statement about a factor that owns no variable",
    "The graph says something of a factor that no variable stands for, so nothing could follow from it.",
)
REQUIRED_AND_FORBIDDEN = Code(
    "CVQ210",
    "an edge that is required and forbidden",
    "As CVQ136, found once the names of the data and the statements of files are known.",
)
AGAINST_TIERS = Code(
    "CVQ211",
    "a required edge against the tiers",
    "As CVQ137, found once the names of the data and the statements of files are known.",
)
CYCLE = Code(
    "CVQ212",
    "required edges close a cycle",
    "As CVQ138, found once the names of the data and the statements of files are known.",
)
GRAPH_FILE = Code(
    "CVQ213",
    "a graph file that cannot be read",
    "`graph.file` is GraphML, GML or a CSV of edges; the file is missing, damaged or of another kind.",
)
TWO_TIERS = Code(
    "CVQ214",
    "a variable in two tiers",
    "As CVQ140, found once factors are expanded to their variables.",
)
SELF_EDGE = Code(
    "CVQ215",
    "an edge from a variable to itself",
    "As CVQ139, found once factors are expanded to their variables.",
)
EDGE_COUNT = Code(
    "CVQ216",
    "no graph with so many edges",
    "What is required, forbidden and ordered by tiers leaves no graph with the expected number of edges.",
)
SOFT_WITHOUT_PRIOR = Code(
    "CVQ217",
    "probabilities without a prior for them",
    "The graph file gives edges a probability, but the prior of the spec has none. Use `prior: {kind: "
    "edge_probabilities}`.",
)
TOO_LARGE = Code(
    "CVQ218",
    "more than any machine will hold",
    "The sizes of the spec multiply to a model that cannot be meant.",
)
IMBALANCE = Code(
    "CVQ219",
    "not a share for each value",
    "`data.imbalance` gives each value of a factor its share of the images, in the order of the values.",
)
PLAN_UNREADABLE = Code(
    "CVQ220",
    "a plan file that cannot be read",
    "The file is missing, may not be read, or is too large to be a plan.",
)
PLAN_FOREIGN = Code(
    "CVQ221",
    "a file that is not a plan",
    "The file is something else. `causalvq compile SPEC` writes plans.",
)
PLAN_VERSION_UNKNOWN = Code(
    "CVQ222",
    "a plan of another version",
    "The plan was written by a version whose plans this one does not read. Compile the spec again.",
)
PLAN_TRUNCATED = Code(
    "CVQ223",
    "half a plan",
    "The file ends before the plan does: it was cut short. Compile the spec again.",
)
PLAN_EDITED = Code(
    "CVQ224",
    "a plan that was edited",
    "The plan is not what was written. Plans are made from specs: edit the spec and compile it again.",
)
PLAN_OF_ANOTHER_SPEC = Code(
    "CVQ225",
    "a plan of another spec",
    "The plan was made from another spec, or from an older text of this one. Compile the spec again.",
)
PLAN_BROKEN = Code(
    "CVQ226",
    "a plan that breaks a rule",
    "The verifier found the plan to contradict itself. Compile the spec again; when a fresh plan does "
    "this, it is a fault of the compiler.",
)
DRIFT = Code(
    "CVQ227",
    "something is not as it was locked",
    "With `--locked`, the spec, the data, the plan and the versions must be those of the lock file; the "
    "diagnostic says what drifted.",
)
NO_LOCK = Code(
    "CVQ228",
    "nothing is locked",
    "`--locked` needs the lock file that `causalvq compile` writes.",
)
RANGE = Code(
    "CVQ268",
    "a range of pixels that is none",
    "`data.image.range` is the least and the greatest value of pixels of 16 bits or floats, which networks see as -1 "
    "and 1. Bytes range from 0 to 255 in any case; without the key the range is measured on the training images.",
    "data: {source: critters, image: {range: [0, 255]}}   # images of bytes",
)
WORKSPACE = Code(
    "CVQ230",
    "a damaged record of what was compiled last",
    "`.causalvq/current.json` says what `train` and `intervene` mean without a path. Compile or name a spec again.",
)
SPEC_CHANGED = Code(
    "CVQ231",
    "the spec was changed after it was compiled (a warning)",
    "`causalvq train` trains the plan, which is still that of the old text. To train the new one, compile it.",
)
NOT_DRAWN = Code(
    "CVQ232",
    "a graph that is too large for a picture",
    "With so many nodes or edges nothing could be read. `--format dot` writes it for programs that lay out large "
    "graphs, `--level factors` draws fewer nodes.",
)
METRIC = Code(
    "CVQ235",
    "a metric that the data cannot be measured by",
    "What holds codes against factors (`infomec`, `dci`, `mig`, ...) needs labels, `preserved` an image of every "
    "combination of the values of labelled factors, and all that judge actions or images need pairs. With "
    "`metrics: auto` such a metric is left out; asked for by name, it must be possible.",
)
SHOW = Code(
    "CVQ239",
    "a channel that the images do not have",
    "`data.image.show` names the channels that people are shown, as red, green and blue. They are counted from 0; "
    "`causalvq data info SPEC` says how many there are.",
    "data: {source: critters, image: {show: [0, 1, 3]}}   # RGB: 0, 1 and 2",
)
NO_EFFECT = Code(
    "CVQ240",
    "a probability without effect",
    "A warning: the edge is required, forbidden or ruled out by tiers, so its probability changes nothing.",
)
NOT_REACHED = Code(
    "CVQ241",
    "a required edge that no action can show",
    "A warning: no action reaches the cause, so nothing in the data can confirm or refute the edge.",
)
MEMORY = Code(
    "CVQ242",
    "more memory than the machine has",
    "A warning: training is estimated to take more memory than there is. Lower `train.batch_size`, the "
    "widths or the image size.",
)
NO_NETWORKS = Code(
    "CVQ243",
    "networks that the layout does not have",
    "A warning: `model.transition` sizes the networks of `layout: grid`. The mechanisms of slots are tables, whose "
    "sizes follow from the states, so it changes nothing.",
)
VECTOR_TOO_SHORT = Code(
    "CVQ244",
    "a vector too short for its code",
    "With `fsq`, `lfq` and `latent` a code is a few numbers, which the encoder's vector must say. Make "
    "`codebook.dim` at least one more than these, or use fewer states.",
)
OTHER_LAYOUT = Code(
    "CVQ250",
    "an option of another layout",
    "A warning: the option is given, but the layout or the scope of the graph that the spec chooses has no use for it.",
)
TOO_FEW_BOOKS = Code(
    "CVQ251",
    "fewer books than factors",
    "With `ownership: books` each factor owns one book of the grid.",
)
ABSENT_DATA = Code(
    "CVQ252",
    "a published set that is not there",
    "A warning: the facts of the set are known, so that the spec compiles; training needs the images.",
)
NO_PAIRS = Code(
    "CVQ260",
    "a factor without pairs",
    "A factor is learned from training pairs and scored on test pairs; a part has none of it, and a score over the "
    "other factors would not say so. Leave the factor out of `data.factors`, put values into fewer bins, let steps "
    "lead over holes (`pairs: {neighbours: present}`), or let the split keep pairs (`split: {by: pairs}`). "
    "`causalvq data pairs SPEC` counts the pairs of each factor and part.",
    "data: {source: critters, split: {train: 0.9, validation: 0.1, test: 0}}   # nothing to score with",
)
FEW_PAIRS = Code(
    "CVQ261",
    "a factor with few pairs",
    "A warning: of fewer than 50 pairs little is learned, and a score on fewer than 30 says little.",
)
UNKNOWN_ACTIONS = Code(
    "CVQ262",
    "pairs whose action is not known, or always known",
    "Pairs of unknown action are only trained on with `interventions.labels: partial`, which needs some of them: "
    "in a table of pairs, or by a `known_share` below 1.",
)
NO_VALIDATION_PAIRS = Code(
    "CVQ263",
    "a plateau without held-out pairs to see it on",
    "A plateau is seen on pairs of the validation part of the split, which has none. Use more images, or a larger "
    "`data.split.validation`, or leave `train.early_stop` out and give `train.steps` a number.",
)
SKIPPED = Code(
    "CVQ264",
    "what was left out of the data",
    "With `missing: skip`, rows whose image is not there or whose cells are empty, and images without a row, are "
    "left out. This note counts them, each time the spec is compiled.",
)
WORDS_IN_ORDER = Code(
    "CVQ265",
    "words in an order",
    "A warning: a factor is declared `ordered` whose values are no numbers. A step goes to the next of them in the "
    "order of the data, which is told; number the values, or their names, to have another one.",
    "data: {source: critters, factors: [{name: mouth, order: ordered}]}",
)
SPELLINGS = Code(
    "CVQ266",
    "what was taken for one value, or for none",
    "A warning: values are those that occur, each once. `1`, `01` and `1.0` are one value, as are `True` and "
    "`true`, `5 mm` and `5.0 mm`, and a word whose accents are written in two ways; `Red` and `red` are kept "
    "apart, and told. A name that a file declares for a value of no image is left out.",
    "file_name,size\na.png,1\nb.png,1.0\nc.png,2",
)
SHIFTED_AWAY = Code(
    "CVQ281",
    "a shift that loses what is to be seen",
    "`train.augment.shift` is more than a quarter of the shorter side of the images: what a factor changes might be "
    "moved out of them.",
    "data: {source: critters}\ntrain: {augment: {shift: 20}}",
)
NOTICED = Code(
    "CVQ267",
    "how the data were read",
    "A note: a table was read in one of several ways, such as one that is not UTF-8, or whose numbers have commas. "
    "It says which, so that you can write the table otherwise if that is not what it means.",
)
UNNAMEABLE = Code(
    "CVQ269",
    "names that cannot be told apart, or that are none",
    "A factor or a variable is called anything that can be read on a line, up to 256 signs: `size [cm]`, `mass, kg`, "
    "`a=b`. A name is not empty and has no control characters; white space is one space, and none around it. Two "
    "actions have two names: of factors `a` and `a=b` both could have an action `a=b=c`. Names that differ in capitals "
    "alone are kept apart, and told.",
    'data: {source: {format: npz, path: my.npz}}   # factor_names ["", "size"]',
)
UNSUPPORTED = Code(
    "CVQ290",
    "what this version cannot train",
    "The spec is valid and compiles, but this version has no runtime for the part that is named. At compile "
    "time it is a warning, at training time an error.",
)


def fault(
    document: Document,
    code: Code,
    message: str,
    path: str,
    *,
    expected: str | None = None,
    got: str | None = None,
    hint: str | None = None,
    related: tuple[tuple[str, str], ...] = (),
) -> Diagnostic:
    """A diagnostic at a path of the spec.

    `related` are (message, path) of other values that take part; those of sections that are not written are left out.
    """
    written = [(text, other) for text, other in related if document.given(other.split(".")[0])]
    others = tuple(Related(text, document.place(other)) for text, other in written)
    return Diagnostic(code, message, document.place(path), expected, got, hint, others)


def refuse(found: Iterable[Diagnostic]) -> None:
    """Raise what was found, if anything.

    Raises:
        CompileError: with all of it.
    """
    diagnostics = tuple(found)
    if diagnostics:
        raise CompileError(*diagnostics)
