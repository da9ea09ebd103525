"""The cells of a suite: one for each spec, set and seed, and the commands that train it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from causalvq.bench.set_values import SetValues, values_of
from causalvq.compiler.artifacts.compilation import Compilation, compile_document
from causalvq.dsl.checks.suite_checks import name_of
from causalvq.dsl.loader import load
from causalvq.dsl.suite_diagnostics import NOTHING_CHOSEN
from causalvq.dsl.suite_loader import SuiteDocument
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import BenchError, CausalVQError, Diagnostic, Place, SpecError

OWN = "own"
"""What the set is called where each spec has its own data."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a suite.

    Args:
        spec: name of the spec.
        set: name of the set.
        seed: of all that is random.
        path: the spec's file.
        overrides: `KEY=VALUE` texts that make it this cell; the seed is one of them.
        blamed: where the suite writes what faults may be placed at: the spec's file, and each override.
        faults: why it cannot be trained; empty where it can.
    """

    spec: str
    set: str
    seed: int
    path: Path
    overrides: tuple[str, ...] = ()
    blamed: Mapping[str, Place] | None = None
    faults: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """As people call it, and as `--only` does: `ours/critters/0`."""
        return f"{self.spec}/{self.set}/{self.seed}"

    @property
    def pair(self) -> str:
        """Its spec and set, by which all its seeds are one."""
        return f"{self.spec}@{self.set}"

    @property
    def file(self) -> str:
        """The name of its files, without ending; no name of a spec or a set has an @."""
        return f"{self.pair}@{self.seed}"

    def having(self, *overrides: str) -> Cell:
        """The same with more overrides."""
        return replace(self, overrides=(*self.overrides, *overrides))

    def commands(self, folder: Path) -> tuple[tuple[str, ...], ...]:
        """What trains it, as a user would in `folder`: the arguments of causalvq."""
        spec = os.path.relpath(self.path, folder)
        settings = (word for one in self.overrides for word in ("--set", one))
        return ("compile", spec, *settings), ("train",)

    def told(self, folder: Path) -> str:
        """The same commands as a line for a shell."""
        return " && ".join(shlex.join(("causalvq", *words)) for words in self.commands(folder))


def cells_of(document: SuiteDocument, out: Path) -> tuple[Cell, ...]:
    """Every cell of a suite, seed by seed: so that each spec has been trained on each set as early as may be.

    Args:
        document: the suite.
        out: the folder of the bench, where what `init` proposes is kept.
    """
    suite = document.suite
    budget = () if suite.steps is None else (f"train.steps={suite.steps}",)
    pairs = tuple(pairs_of(document, out))
    return tuple(replace(cell, seed=seed).having(*budget, f"seed={seed}") for seed in suite.seeds for cell in pairs)


def pairs_of(document: SuiteDocument, out: Path) -> Iterator[Cell]:
    """A cell for each spec on each of its sets, not yet of any seed."""
    suite, folder = document.suite, document.path.parent
    metrics = () if suite.metrics is None else (f"evaluate.metrics=[{', '.join(suite.metrics)}]",)
    for index, one in enumerate(suite.specs):
        path, at = Path(os.path.normpath(folder / one.spec)), f"specs[{index}]"
        own = written(document, at, one.set)
        own |= {} if path.is_file() else {str(path): document.place(at)}
        if not suite.sets:
            yield Cell(name_of(one), OWN, 0, path, (*metrics, *one.set), own)
        for number, images in enumerate(suite.sets):
            if one.sets is not None and images.name not in one.sets:
                continue
            values: SetValues = values_of(document, number, path.parent, out)
            blamed = written(document, f"sets[{number}]", images.set) | own
            overrides = (*values.overrides, *metrics, *images.set, *one.set)
            yield Cell(name_of(one), images.name, 0, path, overrides, blamed, values.faults)


def written(document: SuiteDocument, at: str, settings: Sequence[str]) -> dict[str, Place]:
    """Where the overrides of a spec or a set are written, by the place that faults of theirs have."""
    found: dict[str, Place] = {}
    for number, setting in enumerate(settings):
        key = setting.partition("=")[0].strip()
        found |= dict.fromkeys(
            (f"--set {key}", f"--set {key.removesuffix('+').rstrip()}"), document.place(f"{at}.set[{number}]")
        )
    return found


def compiled(cell: Cell) -> Compilation:
    """What `causalvq compile` makes of a cell; nothing is written.

    Raises:
        CausalVQError: why it cannot be compiled; what is wrong with an override is told where the suite writes it.
    """
    if cell.faults:
        raise BenchError(*cell.faults)
    try:
        return compile_document(load(cell.path, cell.overrides))
    except CausalVQError as error:
        raise type(error)(*(placed(one, cell) for one in error.diagnostics)) from error


def placed(told: Diagnostic, cell: Cell) -> Diagnostic:
    """A diagnostic that blames an override, or a spec that is not there, moved to where the suite says it."""
    at = (cell.blamed or {}).get(told.place.file) if told.place else None
    return told if at is None else replace(told, place=at)


def require_specs(cells: Sequence[Cell]) -> None:
    """Refuse a suite whose specs are not valid, before anything is trained; data that are not there are no fault yet.

    Raises:
        SpecError: the faults of all specs, with the suite's own overrides.
    """
    found: dict[Diagnostic, None] = {}
    for cell in {cell.pair: cell for cell in cells if not cell.faults}.values():
        try:
            load(cell.path, cell.overrides)
        except SpecError as error:
            found |= dict.fromkeys(placed(one, cell) for one in error.diagnostics)
    if found:
        raise SpecError(*found)


def chosen(cells: Sequence[Cell], only: Sequence[str]) -> tuple[Cell, ...]:
    """The cells that one of some patterns names; all of them without a pattern.

    Args:
        cells: of a suite.
        only: `SPEC`, `SPEC/SET` or `SPEC/SET/SEED`, with `*` and `?`.

    Raises:
        BenchError: CVQ548 for each pattern that names none.
    """
    faults = []
    for pattern in only:
        if not any(matches(cell, pattern) for cell in cells):
            known = list(
                dict.fromkeys(part for cell in cells for part in (cell.spec, f"{cell.spec}/{cell.set}", cell.name))
            )
            message = f"no run of the suite is called {pattern[:200]}"
            hint = did_you_mean(pattern, known) or "--dry-run lists all of them"
            faults.append(Diagnostic(NOTHING_CHOSEN, message, Place("--only"), hint=hint))
    if faults:
        raise BenchError(*faults)
    return tuple(cell for cell in cells if not only or any(matches(cell, pattern) for pattern in only))


def matches(cell: Cell, pattern: str) -> bool:
    """Whether a pattern names a cell; parts that it does not have name any."""
    parts = pattern.split("/")
    own = (cell.spec, cell.set, str(cell.seed))
    return len(parts) <= len(own) and all(map(fnmatchcase, own, parts))
