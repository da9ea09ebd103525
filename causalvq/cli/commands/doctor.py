"""`causalvq doctor`: what is installed, what the machine has, and whether a model trains here."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from causalvq.bench.machine_facts import machine
from causalvq.cli.doctoring.installed import Extra, extras, missing_packages, needed_versions
from causalvq.cli.doctoring.self_test import ALL_STEPS, Step, try_steps
from causalvq.cli.doctoring.surroundings import CacheFolder, cache_folder, odd_threads, thread_settings
from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson
from causalvq.cli.status import INPUT_AT_FAULT
from causalvq.cli.terminal import Heading, say, say_json
from causalvq.errors import Diagnostic
from causalvq.version import __version__

app = typer.Typer(rich_markup_mode=None)

WIDE = 24
"""Signs of the first column."""


@dataclass(frozen=True, slots=True)
class Examined:
    """All that was found.

    Args:
        versions: of causalvq, Python and the packages that are needed; None: not installed.
        machine: system, processor, cores.
        threads: settings of threads that the environment has.
        cache: the cache folder.
        extras: with what of each is missing.
        steps: of the self-test, or torch alone.
        faults: what is broken, and what is odd.
    """

    versions: dict[str, str | None]
    machine: dict[str, str | int]
    threads: dict[str, str]
    cache: CacheFolder
    extras: tuple[Extra, ...]
    steps: tuple[Step, ...]
    faults: tuple[Diagnostic, ...]

    @property
    def torch(self) -> dict[str, Any]:
        """What torch said of itself; nothing where it does not work."""
        return next((step.facts for step in self.steps if step.name == "torch"), {})

    @property
    def precision(self) -> dict[str, Any]:
        """The precision that the self-test's training chose, and why; nothing where it did not train."""
        facts = next((step.facts for step in self.steps if step.name == "train"), {})
        return {name: facts[name] for name in ("precision", "because") if name in facts}


@app.command()
def doctor(
    self_test: Annotated[
        bool, typer.Option("--self-test/--no-self-test", help="Train a tiny model for a few steps, in some seconds.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Say what is installed, what the machine has and whether a model trains here; status 1 if something is broken."""
    found = examine(ALL_STEPS if self_test else ALL_STEPS[:1])
    broken = any(fault.severity == "error" for fault in found.faults)
    if as_json:
        say_json(document(found), indent=2)
    else:
        for line in lines(found):
            say(line)
        print_human(found.faults)
        say("something is broken" if broken else "nothing is broken")
    if broken:
        raise typer.Exit(INPUT_AT_FAULT)


def examine(steps: Sequence[str]) -> Examined:
    """Look at everything; what is broken is a fault of the answer, not an error."""
    facts, settings, needed, cache = machine(), thread_settings(os.environ), needed_versions(), cache_folder()
    tried, failed = try_steps(steps)
    faults = (
        *missing_packages(needed),
        *odd_threads(settings, int(facts["cores"])),
        *([cache.fault] if cache.fault else []),
        *failed,
    )
    versions = {"causalvq": __version__, "python": platform.python_version(), **needed}
    return Examined(versions, facts, settings, cache, extras(), tried, faults)


def document(found: Examined) -> dict[str, Any]:
    """All of it for a program."""
    cache = asdict(found.cache)
    del cache["fault"]
    return {
        "healthy": not any(fault.severity == "error" for fault in found.faults),
        "versions": found.versions,
        "machine": found.machine,
        "threads": found.threads,
        "torch": found.torch,
        "precision": found.precision,
        "cache": {**cache, "writable": found.cache.fault is None},
        "extras": [asdict(extra) for extra in found.extras],
        "steps": [asdict(step) for step in found.steps],
        "faults": [
            {"code": one.code, "severity": one.severity, "message": one.message, "hint": one.hint}
            for one in found.faults
        ],
    }


def lines(found: Examined) -> Iterator[str]:
    """All of it for a person."""
    yield Heading("versions")
    yield from (row(name, version or "not installed") for name, version in found.versions.items())
    yield Heading("machine")
    yield from (row(name, str(value)) for name, value in found.machine.items())
    yield from (row(name, value) for name, value in found.threads.items())
    if found.torch:
        yield row("torch threads", str(found.torch["threads"]))
        yield row("torch devices", ", ".join(found.torch["devices"]))
    yield row("precision", told_precision(found.precision))
    yield Heading("cache")
    yield from cache_lines(found.cache)
    yield Heading("extras")
    for extra in found.extras:
        missing = f"{', '.join(extra.missing)} missing: {extra.install}"
        yield row(extra.name, f"{missing if extra.missing else 'installed'} ({extra.purpose})")
    yield Heading("self-test")
    yield from (row(step.name, told_step(step)) for step in found.steps)


def cache_lines(cache: CacheFolder) -> Iterator[str]:
    """The cache folder, in lines."""
    yield row("folder", cache.path or "not known")
    yield row("holds", f"{cache.bytes / 1e6:,.1f} MB" if cache.there else "nothing: it is not there yet")
    yield row("writable", "no" if cache.fault else "yes")
    yield row("free on its disk", "not known" if cache.free is None else f"{cache.free / 1e9:,.1f} GB")


def told_precision(precision: dict[str, Any]) -> str:
    """The precision, and why; it is measured anew for each run, whose layers differ."""
    if not precision:
        return "not measured: the self-test did not train"
    return f"{precision['precision']} for the self-test ({precision['because']})"


def told_step(step: Step) -> str:
    """`ok, 1.2 s`."""
    if step.ok is None:
        return "not tried"
    return f"{'ok' if step.ok else 'failed'}, {step.seconds:.1f} s"


def row(name: str, text: str) -> str:
    """A line of two columns."""
    return f"  {name:<{WIDE}}{text}"
