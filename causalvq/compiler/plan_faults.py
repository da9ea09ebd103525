"""How this stage reports: a code for each rule, and one short constructor."""

from __future__ import annotations

from collections.abc import Iterable

from causalvq.dsl import Document
from causalvq.errors import CompileError, Diagnostic, Related

UNKNOWN_NAME = "CVQ201"  # a factor or variable that the data does not have
UNLABELLED = "CVQ202"  # pairs from factors, but the images have no labels
TOO_FEW_VARIABLES = "CVQ203"  # a factor has no variable to live in
TOO_MANY_TARGETS = "CVQ204"  # declared variables of a factor exceed the budget of an action
CODEBOOK_TOO_SMALL = "CVQ205"  # a factor has more values than its variables have states
STRIDES = "CVQ206"  # the encoder cannot halve this image so often
GRID_COUNT = "CVQ207"  # no books x height x width of this image size gives the count
DECODER = "CVQ208"  # encoder and decoder do not fit together
UNREACHABLE = "CVQ209"  # a statement about a factor that owns no variable
REQUIRED_AND_FORBIDDEN = "CVQ210"  # an edge is both
AGAINST_TIERS = "CVQ211"  # a required edge from a later tier to an earlier one
CYCLE = "CVQ212"  # required edges close a cycle
GRAPH_FILE = "CVQ213"  # a graph file that cannot be read
TWO_TIERS = "CVQ214"  # a variable in two tiers
SELF_EDGE = "CVQ215"  # an edge from a variable to itself
EDGE_COUNT = "CVQ216"  # no graph with the expected number of edges
SOFT_WITHOUT_PRIOR = "CVQ217"  # probabilities of a file, but a prior without any
IMBALANCE = "CVQ219"  # not a share for each value of a factor
TOO_LARGE = "CVQ218"  # more than any machine will hold
PLAN_UNREADABLE = "CVQ220"  # a plan file that is not there, may not be read, or is too large
PLAN_FOREIGN = "CVQ221"  # a file that is not a plan
PLAN_VERSION_UNKNOWN = "CVQ222"  # a plan of another version
PLAN_TRUNCATED = "CVQ223"  # half a plan
PLAN_EDITED = "CVQ224"  # a plan that was changed after it was written
PLAN_OF_ANOTHER_SPEC = "CVQ225"  # a plan of another spec, or of an older text of this one
PLAN_BROKEN = "CVQ226"  # a plan that breaks a rule of the verifier
DRIFT = "CVQ227"  # --locked, and something is not as it was
NO_LOCK = "CVQ228"  # --locked without a lock file, or with one that cannot be read
OTHER_LAYOUT = "CVQ250"  # warning: an option that the chosen layout has no use for
TOO_FEW_BOOKS = "CVQ251"  # factors own books of a grid, and there are fewer of these
ABSENT_DATA = "CVQ252"  # warning: a published set that is not there
NO_EFFECT = "CVQ240"  # warning: a probability of an edge that is decided
NOT_REACHED = "CVQ241"  # warning: no action can show a required edge
MEMORY = "CVQ242"  # warning: training takes more memory than the machine has
NO_NETWORKS = "CVQ243"  # warning: sizes of networks that the layout does not have
METRIC = "CVQ235"  # a metric that needs what the data do not have
VECTOR_TOO_SHORT = "CVQ244"  # codes of more numbers than their vectors have room for
SHOW = "CVQ239"  # a channel to be shown that the images do not have
NO_PAIRS = "CVQ260"  # nothing to learn a factor from, or nothing to score it on
FEW_PAIRS = "CVQ261"  # warning: a factor with few pairs
UNKNOWN_ACTIONS = "CVQ262"  # pairs of unknown action, or none where some are to be inferred
NO_VALIDATION_PAIRS = "CVQ263"  # early stopping, and nothing to go by
SKIPPED = "CVQ264"  # a note: rows or images that are not complete, left out as the spec says
WORDS_IN_ORDER = "CVQ265"  # warning: values that are words, declared to be ordered
SPELLINGS = "CVQ266"  # warning: a value that is written in several ways, or declared and never met
NOTICED = "CVQ267"  # a note: how tables were read, where a person should know
WORKSPACE = "CVQ230"  # .causalvq/current.json is missing or damaged
SPEC_CHANGED = "CVQ231"  # the text of the spec is no longer the one that was compiled (a warning)


def fault(
    document: Document,
    code: str,
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
