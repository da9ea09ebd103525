"""The codes of the language, CVQ1xx, with what `causalvq explain CODE` and the reference say of each."""

from __future__ import annotations

from causalvq.errors import Code

# Reading the text

TOO_MANY_FAULTS = Code(
    "CVQ100",
    "too many faults to show",
    "The file has over a thousand faults of single values; the first thousand are shown. It is probably not a spec.",
)
NOT_YAML = Code(
    "CVQ110",
    "not YAML",
    "The text cannot be parsed, so nothing after this place was read. Common causes: a tab in the "
    "indentation, a quote or bracket that is not closed, text with a colon and a space that needs quotes,"
    " or lines that are not indented alike.",
    "name: critters: small",
)
REPEATED_KEY = Code(
    "CVQ111",
    "a key is written twice",
    "YAML readers differ on which of two equal keys counts, so neither is preferred here. Keep one.",
    "codebook:\n  size: 8\n  size: 16",
)
NOT_TEXT = Code(
    "CVQ112",
    "not readable as text",
    "A spec is UTF-8 without control characters. A byte order mark at its start is tolerated.",
)
FILE_TOO_LARGE = Code(
    "CVQ113",
    "the file is too large",
    "A spec has at most 1 MiB. Images, labels and pairs belong in files of their own.",
)
EXPANDS_TOO_FAR = Code(
    "CVQ114",
    "too large or too deep once aliases are expanded",
    "A spec has at most 60,000 values and 50 levels, counted after aliases are expanded and `extends` is"
    " merged. A few aliases of aliases can expand to billions of values; such a file is refused before it"
    " does.",
)
NO_ANCHOR = Code(
    "CVQ115",
    "an alias without its anchor",
    "An alias (*name) repeats a value that was marked earlier (&name). The anchor must come first and be "
    "finished: a value cannot contain itself.",
    "codebook: *shared",
)
KEY_NOT_TEXT = Code(
    "CVQ116",
    "a key is not text",
    "Keys are text. Put a key that reads as a number, null or true in quotes.",
    "1: a",
)
NO_SUCH_TAG = Code(
    "CVQ117",
    "a tag that has no meaning",
    "Only the tags of YAML's core schema (!!str, !!int, !!float, !!bool, !!null, !!map, !!seq) are read, "
    "and the value must fit. Specs hold data, never objects of a programming language.",
    "name: !!python/name:os.system x",
)
MERGE_WITHOUT_MAPPING = Code(
    "CVQ118",
    "<< without a mapping",
    "`<<` merges the keys of another mapping: an alias of one, or a list of such aliases.",
    "<<: 3",
)
UNREADABLE = Code(
    "CVQ119",
    "a file that cannot be read",
    "The file does not exist, is a folder, or may not be read.",
)
NOT_ONE_MAPPING = Code(
    "CVQ120",
    "not one mapping",
    "A spec is one YAML document whose root is a mapping of keys to values.",
    "- critters",
)
EXTENDS_IN_A_CIRCLE = Code(
    "CVQ121",
    "extends runs in a circle",
    "`extends` leads back to a file that is already being read, or through more than 16 files.",
)
EXTENDS_NO_FILE = Code(
    "CVQ122",
    "extends does not name a file",
    "`extends` is the path of a spec, or a list of them, relative to the file that says it. Of a list each is laid "
    "over those before it, and the file itself over all of them.",
    "extends: {base: a.yaml}",
)
NOT_AN_OVERRIDE = Code(
    "CVQ123",
    "not an override",
    "`--set` takes KEY=VALUE, where KEY is a path such as codebook.size or graph.required[0] and VALUE is"
    " YAML. Mappings on the way are made when they are missing; list items must exist. KEY+=VALUE appends to a list, "
    "or lays a mapping over one. What a spec extends stands in its file.",
)
UNKNOWN_VERSION = Code(
    "CVQ124",
    "an unknown version of the language",
    "`apiVersion` says which version of the language a spec is written in; this program reads "
    "causalvq/v1. `causalvq migrate` brings older specs up to date.",
    "apiVersion: causalvq/v9",
)
NO_VARIABLE = Code(
    "CVQ129",
    "a variable that the environment does not have",
    "`${env:NAME}` in a value, and `$NAME` or `${NAME}` in a path, take what the environment says where the spec is "
    "read. The variable is not set, or is no text of one line.",
    "name: run_${env:NOT_SET}",
)
# What a command asks for

NOTHING_TO_EXPLAIN = Code(
    "CVQ125",
    "nothing to explain",
    "`causalvq explain` takes a key of the language, such as codebook.size, or a code, such as CVQ101.",
)
NOT_WRITTEN = Code(
    "CVQ126",
    "a file that cannot be written",
    "The folder does not exist or may not be written, or the file exists already and was not to be replaced.",
)
SYSTEM_REFUSED = Code(
    "CVQ127",
    "the system does not let a file be used",
    "No permission, a full disk, a folder where a file should be, a name that is too long: the message says what "
    "the system said, of which file, and what would help. Standard output counts as a file too.",
)
NO_MEMORY = Code(
    "CVQ128",
    "not enough memory",
    "The command needed more memory than the system gave it. Fewer or smaller images need less, and so does a "
    "smaller train.batch_size.",
)
CHANGED_MEANWHILE = Code(
    "CVQ157",
    "a file that changed while it was worked on",
    "`causalvq fix` and `causalvq fmt` replace only the text that they have read. Something else, perhaps an editor,"
    " wrote the file in between, and what it wrote is kept.",
)
# Single values

UNKNOWN_KEY = Code(
    "CVQ101",
    "an unknown key",
    "No key of that name exists at this place. `causalvq explain KEY` lists what a section has.",
    "codebok: {size: 8}",
)
MISSING_KEY = Code(
    "CVQ102",
    "a missing key",
    "`apiVersion`, `name`, `data.source`, `variables` and `codebook.size` have no default, and neither "
    "have the keys that choose a form (`kind`, `format`) and those that a form needs.",
    "codebook: {dim: 16}",
)
WRONG_TYPE = Code(
    "CVQ103",
    "a value of the wrong type",
    'Values are never converted: the text "8" is not a number and `yes` is not true. Under YAML 1.2 '
    "`yes`, `no`, `on`, `off` are text, 1e-3 is a number, and numbers have no separators.",
    'codebook: {size: "8"}',
)
OUT_OF_RANGE = Code(
    "CVQ104",
    "a number out of range",
    "The number is below or above what the key allows, or not finite.",
    "codebook: {size: 1}",
)
NO_SUCH_CHOICE = Code(
    "CVQ105",
    "not one of the choices",
    "The key takes one of a few words.",
    "interventions: {actions: stpe}",
)
ILL_FORMED = Code(
    "CVQ106",
    "text that is not well formed",
    "Names and paths leave out the signs that the language itself uses.",
    "name: my model",
)
WRONG_LENGTH = Code(
    "CVQ107",
    "a list of the wrong length",
    "The list has too few or too many items.",
    "graph: {required: [[light]]}",
)
# Rules about several values

SPLIT_NOT_WHOLE = Code(
    "CVQ130",
    "splits that do not add to 1",
    "The three shares of `data.split` divide all the images. When you change one, change another; a share"
    " may be 0, but not the share to train on.",
    "data: {split: {train: 0.8, validation: 0.2, test: 0.2}}",
)
BOOKS_WITHOUT_GRID = Code(
    "CVQ131",
    "books without a grid",
    "`books` splits the feature map of `layout: grid` in groups of channels, each with its own codebook. "
    "In `layout: slots` every variable has its own codebook already.",
    "variables: {count: 8, books: 2}",
)
PAIRS_AND_FILE_DISAGREE = Code(
    "CVQ132",
    "pairs and their file disagree",
    "`data.pairs.file` names the table that `from: file` reads; each needs the other.",
    "data: {pairs: {from: file}}",
)
MORE_TARGETS_THAN_VARIABLES = Code(
    "CVQ133",
    "more targets than variables",
    "`interventions.sparsity.max_targets` is the most variables that an action sets directly; there are "
    "fewer variables.",
    "variables: {count: 2}\ninterventions: {sparsity: {max_targets: 3}}",
)
SAME_NAME_TWICE = Code(
    "CVQ134",
    "two variables of one name",
    "The graph, queries and reports speak of variables by name.",
    "variables: [{name: a}, {name: a}]",
)
UNKNOWN_GRAPH_NAME = Code(
    "CVQ135",
    "the graph speaks of what does not exist",
    "Statements of the graph name variables or factors. Where `data.factors` is a list the text alone "
    "tells all names; otherwise the compiler checks them against the data.",
)
REQUIRED_AND_FORBIDDEN = Code(
    "CVQ136",
    "an edge that is required and forbidden",
    "Both statements are hard, so no graph satisfies them. A statement about factors is one about all of "
    "their variables.",
    "graph: {required: [[a, b]], forbidden: [[a, b]]}",
)
AGAINST_TIERS = Code(
    "CVQ137",
    "a required edge against the tiers",
    "Earlier tiers may cause later ones only; within a tier every edge may be. Move a name to another "
    "tier, or drop the edge.",
    "graph: {tiers: [[a], [b]], required: [[b, a]]}",
)
CYCLE = Code(
    "CVQ138",
    "required edges close a cycle",
    "With `graph.acyclic: true` no graph contains all these edges. The message names one shortest cycle for each knot.",
    "graph: {required: [[a, b], [b, a]]}",
)
SELF_EDGE = Code(
    "CVQ139",
    "an edge from a variable to itself",
    "A variable's own state is part of its mechanism anyway; an edge to itself would be a cycle.",
    "graph: {required: [[a, a]]}",
)
TWO_TIERS = Code(
    "CVQ140",
    "a name in two tiers",
    "The tiers order the variables, so each is in one of them at most.",
    "graph: {tiers: [[a], [a, b]]}",
)
REPEATED_STATEMENT = Code(
    "CVQ141",
    "a statement made twice",
    "A warning: the second edge was probably meant to be another.",
    "graph: {required: [[a, b], [a, b]]}",
)
DENSITY_NOT_SAID_ONCE = Code(
    "CVQ142",
    "no density, or two",
    "`erdos_renyi` takes either the probability of each edge or the expected number of all edges.",
    "graph: {prior: {kind: erdos_renyi}}",
)
NO_EFFECT = Code(
    "CVQ143",
    "a probability without effect",
    "A warning: the edge is required or forbidden, which is hard knowledge, so its probability changes nothing.",
)
FEWER_VARIABLES_THAN_FACTORS = Code(
    "CVQ144",
    "fewer variables than factors",
    "Every factor needs a variable of its own to live in.",
    "data: {factors: [a, b, c]}\nvariables: {count: 2}",
)
UNKNOWN_FACTOR = Code(
    "CVQ145",
    "a factor that is not of this spec",
    "Where `data.factors` is a list, variables stand for factors of that list, and cyclic factors are among them.",
    "data: {factors: [a]}\nvariables: [{name: x, factor: b}]",
)
AMBIGUOUS_NAME = Code(
    "CVQ146",
    "a name with two meanings",
    "In the graph a name may be a variable or a factor. When a variable has the name of another "
    "variable's factor, a statement could mean either.",
    "variables: [{name: a, factor: b}, {name: b, factor: c}]",
)
REPEATED_ITEM = Code(
    "CVQ147",
    "a name listed twice",
    "The list is a set: an item listed twice was probably meant to be another.",
    "data: {factors: [a, a]}",
)
IMBALANCE_NOT_WHOLE = Code(
    "CVQ148",
    "shares of values that do not add to 1",
    "`data.imbalance` gives each value of a factor its share of the images.",
    "data: {imbalance: {hair: [0.9, 0.2]}}",
)
NO_LOSS = Code(
    "CVQ149",
    "no loss at all",
    "With every weight at 0 there is nothing to train.",
)
FIXED_FOR_EACH_SAMPLE = Code(
    "CVQ150",
    "a fixed graph for each sample",
    "`prior: {kind: fixed}` gives the graph; `scope: sample` computes one for every image and action. "
    "Only one can be meant.",
    "graph: {prior: {kind: fixed}, scope: sample}",
)
TOO_MANY_EDGES = Code(
    "CVQ151",
    "more edges than a graph has",
    "A graph of n variables has at most n (n - 1) edges, an acyclic one half as many.",
    "variables: {count: 3}\ngraph: {prior: {kind: erdos_renyi, expected_edges: 4}}",
)
LOOKUP_FREE_SIZE = Code(
    "CVQ152",
    "a lookup-free codebook of another size",
    "A lookup-free code is a row of signs, so the number of states is a power of two.",
    "codebook: {size: 6, quantizer: lfq}",
)
LABELS_CONTRADICT = Code(
    "CVQ155",
    "labels that contradict each other",
    "`labels: partial` infers actions that are unknown: some must be, in a table of pairs or by `known_share`. "
    "`labels: full` tells every value, so that no share of actions can be hidden.",
    "interventions: {labels: full, known_share: 0.2}",
)
TWO_ORDERS = Code(
    "CVQ156",
    "two orders for one factor",
    "`data.cyclic` is the short form of `order: cyclic` in the list of factors; a factor has one order.",
    "data: {source: critters, factors: [{name: hue, order: ordered}], cyclic: [hue]}",
)
