"""The command `causalvq`, which is also `python -m causalvq`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; an editor that starts the language server does not wait for what reads options,
    nor does a shell that asks what may come next."""
    if sys.argv[1:] == ["lsp"] and not sys.stdin.isatty():
        from causalvq.lsp.language_server import serve_standard_streams

        sys.exit(serve_standard_streams())
    if (asked := os.environ.get("_CAUSALVQ_COMPLETE", "")).startswith("complete_"):
        from causalvq.cli.completion.shell_completion import answer

        sys.exit(answer(asked))
    from causalvq.cli.main import main

    main()


if __name__ == "__main__":
    run()
