"""Specs that commands change in place; `-` is standard input, which goes to standard output."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from causalvq.cli.human import print_human
from causalvq.cli.status import INPUT_AT_FAULT
from causalvq.cli.terminal import pass_on, say, say_text
from causalvq.cli.written_files import write_file
from causalvq.dsl.documents.extends import read_bytes
from causalvq.dsl.language_diagnostics import CHANGED_MEANWHILE, NOT_WRITTEN
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import MAX_BYTES, decode
from causalvq.errors import Diagnostic, Place, SpecError
from causalvq.regular_files import real_path

STDIN: Final = Path("-")
MARK: Final = b"\xef\xbb\xbf"

Targets = Annotated[list[Path], typer.Argument(metavar="SPEC", help="Specs (YAML); - is standard input.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; print what would change as a unified diff.")]


@dataclass(frozen=True)
class Rewritten:
    """What became of a text.

    Args:
        text: the new text.
        told: what was done, for people.
        left: what is still wrong.
    """

    text: str
    told: tuple[str, ...] = ()
    left: tuple[Diagnostic, ...] = ()


def rewrite(targets: Sequence[Path], change: Callable[[Path, str], Rewritten], *, check: bool, diff: bool) -> None:
    """Change each spec, or show how it would be; then exit with 1 if one is at fault, or with `check` if one differs.

    Args:
        targets: the files.
        change: a text to another one, and what is wrong with that.
        check: whether nothing is written, and a difference is a fault.
        diff: whether nothing is written, and a difference is printed.
    """
    found: list[Diagnostic] = []
    differs = False
    for path in dict.fromkeys(targets):
        try:
            data = given(path)
            text = decode(data, str(path))
            new = change(path, text)
            changes = new.text != text
            if changes and not (check or diff) and path != STDIN:
                replace(path, data, new.text)
        except SpecError as error:
            found += error.diagnostics
            continue
        found += new.left
        differs |= changes
        show(path, text, new, check=check, diff=diff)
    print_human(found)
    if (check and differs) or any(one.severity == "error" for one in found):
        raise typer.Exit(INPUT_AT_FAULT)


def given(path: Path) -> bytes:
    """What a file or standard input holds.

    Raises:
        SpecError: it cannot be read (CVQ119).
    """
    return sys.stdin.buffer.read(MAX_BYTES + 1) if path == STDIN else read_bytes(path, Faults())


def replace(path: Path, before: bytes, text: str) -> None:
    """Put a new text where a file is, its byte order mark and its permissions kept, through links.

    Raises:
        SpecError: the file may not be written (CVQ126), or changed since it was read (CVQ157).
    """
    target = real_path(path)
    if not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222:
        hint = "make it writable: chmod u+w"
        raise SpecError(Diagnostic(NOT_WRITTEN, "the file is read-only", Place(str(path)), hint=hint))
    if read_bytes(target, Faults()) != before:
        message, hint = "the file changed while it was worked on", "run the command again"
        raise SpecError(Diagnostic(CHANGED_MEANWHILE, message, Place(str(path)), hint=hint))
    write_file(target, (MARK if before.startswith(MARK) else b"") + text.encode(), replace=True)


def show(path: Path, text: str, new: Rewritten, *, check: bool, diff: bool) -> None:
    """Print what became of a text."""
    changes = new.text != text
    if diff:
        say_text("".join(difference(str(path), text, new.text))) if changes else None
    elif path == STDIN and not check:
        pass_on(new.text)
    for line in new.told:
        say(f"{path}: {line}", err=diff or path == STDIN)
    if not diff and path != STDIN:
        say(f"{path}: {('would change' if check else 'changed') if changes else 'unchanged'}")


def difference(file: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff; a last line that does not end is said to be one."""
    old, new = (text.replace("\r\n", "\n").split("\n") for text in (before, after))
    old, new = ([f"{line}\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1]) for lines in (old, new))
    for line in difflib.unified_diff(old, new, file, file):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
