"""How this stage reports: a code for each rule, and one short constructor."""

from __future__ import annotations

from causalvq.dsl import Document
from causalvq.errors import Diagnostic, Related

UNKNOWN_NAME = "CVQ201"  # a factor or variable that the data does not have
UNLABELLED = "CVQ202"  # pairs from factors, but the images have no labels
TOO_FEW_VARIABLES = "CVQ203"  # a factor has no variable to live in
TOO_MANY_TARGETS = "CVQ204"  # declared variables of a factor exceed the budget of an action
CODEBOOK_TOO_SMALL = "CVQ205"  # a factor has more values than its variables have states
STRIDES = "CVQ206"  # the encoder cannot halve this image so often
GRID_COUNT = "CVQ207"  # no books x height x width of this image size gives the count
DECODER = "CVQ208"  # encoder and decoder do not fit together
PLAN_DAMAGED = "CVQ220"  # a plan file that is missing, truncated or breaks a rule
PLAN_FOREIGN = "CVQ221"  # a file that is not a plan
PLAN_VERSION_UNKNOWN = "CVQ222"  # a plan of another version
WORKSPACE = "CVQ230"  # .causalvq/current.json is missing or damaged


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
    """A diagnostic at a path of the spec; `related` are (message, path) of other values that take part."""
    others = tuple(Related(text, document.place(other)) for text, other in related)
    return Diagnostic(code, message, document.place(path), expected, got, hint, others)
