"""The command `causalvq`, which is also `python -m causalvq`."""

from __future__ import annotations

import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; an editor that starts the language server does not wait for what reads options."""
    if sys.argv[1:] == ["lsp"] and not sys.stdin.isatty():
        from causalvq.lsp.language_server import serve_standard_streams

        sys.exit(serve_standard_streams())
    from causalvq.cli.main import main

    main()


if __name__ == "__main__":
    run()
