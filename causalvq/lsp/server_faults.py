"""The codes of the language server, CVQ18x, with what `causalvq explain CODE` and the reference say of each."""

from __future__ import annotations

from causalvq.errors import Code

NO_EDITOR = Code(
    "CVQ180",
    "a language server without an editor",
    "`causalvq lsp` speaks the Language Server Protocol over its standard input and output, and an editor starts it. "
    "At a terminal there is nobody to speak to; `causalvq validate` tells the same faults there.",
)
