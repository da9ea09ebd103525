"""The command line's frame: find the command, run it, and turn what goes wrong into an exit status.

0: fine; 1: the input is at fault; 2: the command was called wrongly; 130: interrupted.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from causalvq.cli.commands import COMMANDS
from causalvq.cli.completion.command_examples import told_example
from causalvq.cli.human import print_human
from causalvq.cli.status import INPUT_AT_FAULT, INTERRUPTED
from causalvq.cli.terminal import one_line, say
from causalvq.dsl.language_diagnostics import NO_MEMORY, SYSTEM_REFUSED
from causalvq.errors import CausalVQError, Diagnostic, Notice
from causalvq.system_faults import refused
from causalvq.version import __version__

COMPLETION = ("install_completion", "show_completion")
"""Options that typer gives to every app; here the whole program has them, not every command again."""


UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""Of the click that typer brings; status 2."""


@contextmanager
def usage_visible() -> Iterator[None]:
    """While inside, what a usage error repeats of the arguments moves no cursor."""
    try:
        yield
    except UsageError as error:
        for name in ("message", "option_name", "command_name"):
            if isinstance(text := getattr(error, name, None), str):
                setattr(error, name, one_line(text))
        raise


def show_examples(command: Any, name: str) -> None:
    """Let the help of a command, and of those below it, end with an example."""
    command.epilog = told_example(name)
    for below, one in getattr(command, "commands", {}).items():
        show_examples(one, f"{name} {below}")


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are asked for, not before."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names, in the order of the table."""
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Import one command."""
        for command in COMMANDS:
            if command.name == cmd_name:
                found = typer.main.get_command(import_module(command.module).app)
                found.name = command.name
                found.params = [option for option in found.params if option.name not in COMPLETION]
                show_examples(found, command.name)
                gc.enable()
                return found
        return None

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the options of the program itself."""
        with usage_visible():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; an interruption becomes its own status rather than typer's."""
        try:
            with usage_visible():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The list of commands from the table, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.summary) for command in COMMANDS])


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=told_example(""),
)


def print_version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        typer.echo(f"causalvq {__version__}")
        raise typer.Exit


@app.callback()
def causalvq(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Declare, check, train and question causal vector-quantised models."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Args:
        arguments: what follows the program's name; None takes the process's own.
    """
    gc.disable()  # imports leave no garbage; looking for it is a tenth of `validate`; on again with the command
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file name or a terminal may not be UTF-8
    try:
        with notices_in_a_line():
            status = command_status(arguments)
        sys.stdout.flush()  # a full disk under a redirected output shows here, while it can still be told
    except OSError as error:
        status = INPUT_AT_FAULT
        tell_system_fault(error)
    sys.exit(status)


@contextmanager
def notices_in_a_line() -> Iterator[None]:
    """While inside, notices are printed in one line each, and other warnings as before."""
    before = warnings.showwarning

    def tell(message: Warning | str, category: type[Warning], *place: Any, **rest: Any) -> None:
        if issubclass(category, Notice):
            say(f"note: {message}", err=True)
        else:
            before(message, category, *place, **rest)

    with warnings.catch_warnings():
        warnings.simplefilter("always", Notice)
        warnings.showwarning = tell
        yield


def command_status(arguments: Sequence[str] | None) -> int:
    """Run a command; its exit status, once what went wrong was told.

    Raises:
        OSError: when the system refused something that no stage has words for.
    """
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="causalvq")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except CausalVQError as error:
        print_human(error.diagnostics)
        return INPUT_AT_FAULT
    except MemoryError as error:
        hint = "close other programs, or use fewer or smaller images (data.image.size)"
        print_human([Diagnostic(NO_MEMORY, f"there is not enough memory: {error}".rstrip(": "), hint=hint)])
        return INPUT_AT_FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def tell_system_fault(error: OSError) -> None:
    """Print why the system refused; nothing to a reader that has gone, as `head` does."""
    if error.filename is None:  # only what is printed has no name; the rest of it goes nowhere
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno != errno.EPIPE:
        what = "what is printed cannot be written" if error.filename is None else "a file cannot be used"
        with suppress(OSError):
            print_human([refused(SYSTEM_REFUSED, what, error)])
