"""The codes of the language server, CVQ18x, with what `causalvq explain CODE` and the reference say of each."""

from __future__ import annotations

from causalvq.errors import Code

NO_EDITOR = Code(
    "CVQ180",
    "a language server without an editor",
    "`causalvq lsp` speaks the Language Server Protocol over its standard input and output, and an editor starts it. "
    "At a terminal there is nobody to speak to; `causalvq validate` tells the same faults there.",
)
NAME_TAKEN = Code(
    "CVQ181",
    "a new name that something else has",
    "A variable cannot be renamed to the name of another variable or of a factor: statements of the graph could then "
    "mean either. Choose another name, or rename the other one first.",
)
NO_NAME = Code(
    "CVQ182",
    "a new name that cannot be one",
    "Names are text on one line, of at most 256 signs, and not empty.",
)
NOT_RENAMED = Code(
    "CVQ183",
    "something that cannot be renamed here",
    "Variables are renamed, wherever specs name them. Factors and values are named by the data, variables that are "
    "only counted by the compiler, and what a graph file or the environment says is not part of a spec: rename it "
    "where it is written.",
)
