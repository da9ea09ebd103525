"""`causalvq watch SPEC`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import typer

from causalvq.cli import plans
from causalvq.cli.commands.editing.watched_files import files_of, stamps, wait_for_change
from causalvq.cli.hardware import estimate_here
from causalvq.cli.human import print_human
from causalvq.cli.options import Overrides, SpecPath
from causalvq.cli.terminal import clear, say
from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl.documents.extends import read_bytes
from causalvq.dsl.language_diagnostics import SYSTEM_REFUSED
from causalvq.dsl.loader import load
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import CausalVQError
from causalvq.system_faults import refused

app = typer.Typer(rich_markup_mode=None)


@app.command()
def watch(spec: SpecPath, overrides: Overrides = []) -> None:  # noqa: B006
    """Compile a spec whenever it, a base or a file of its data is saved; nothing is written. Ctrl-C ends it."""
    read_bytes(spec, Faults())  # a name that was mistyped is told once, and not waited for
    known: tuple[Path, ...] = (spec,)
    changed: list[Path] = []
    while True:
        seen = dict(stamps(known))  # before anything is read, so that what is written meanwhile is a change
        known = files_of(spec)
        seen = {file: seen.get(file, found) for file, found in stamps(known).items()}
        clear()
        if changed:
            say(f"{time.strftime('%H:%M:%S')} changed: {', '.join(map(str, changed))}")
        show(spec, overrides)
        say(f"watching {len(known)} file{'s' * (len(known) != 1)}; Ctrl-C ends it")
        changed = wait_for_change(seen)


def show(spec: Path, overrides: Sequence[str]) -> None:
    """Print the plan of a spec, or what is wrong with it."""
    try:
        made = compile_document(load(spec, overrides))
    except CausalVQError as error:
        print_human(error.diagnostics)
        return
    except OSError as error:  # a file that went while it was read
        print_human([refused(SYSTEM_REFUSED, "a file cannot be used", error)])
        return
    for line in plans.summary(made.plan, estimate_here(made.plan), made.counts):
        say(line)
    print_human(made.warnings)
    say(f"{made.plan.name}: compiles")
