"""Where the images of a run lie: where its plan says, seen from the folder of the spec, or where `--data` says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from causalvq.compiler.plan import DataPlan, FactorPlan
from causalvq.data.facts import SourceFacts
from causalvq.dsl.spec import Data
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import real_path
from causalvq.runtime.run_diagnostics import DATA_CHANGED, NO_DATA

MOST_VALUES = 6
DIGITS = 12
"""Of a digest, as many are told."""


def at_place(section: Data, base: Path, moved: Path | None) -> tuple[Data, Path]:
    """A data section and the folder its paths start from, once what `--data` says is in them.

    Args:
        section: as the plan says it.
        base: the folder of the spec.
        moved: the file or folder of the images as it is now, or a folder that holds all that the section names; None
            when everything is where it was.

    Raises:
        RunError: CVQ461 when there is nothing there, or the source has no place of its own.
    """
    if moved is None:
        return section, base
    if not moved.exists():
        raise RunError(Diagnostic(NO_DATA, "there is nothing where the data should be", Place(str(moved))))
    source, table = section.source, section.pairs.file
    if isinstance(source, str):
        if table is None:
            message = f"{source} is built in, so it lies nowhere else"
            raise RunError(Diagnostic(NO_DATA, message, hint="leave out --data"))
        return section, moved
    if not Path(source.path).is_absolute() and (moved / source.path).exists():
        return section, moved
    moved = below(moved, source.path)
    # Tables lie beside the images as they did before, or where they were.
    placed = {"source": source.model_copy(update={"path": str(real_path(moved))})}
    names = {name: getattr(section.pairs, name) for name in ("file", "actions") if getattr(section.pairs, name)}
    beside = {name: real_path(moved) / os.path.relpath(base / file, base / source.path) for name, file in names.items()}
    found = {name: os.path.normpath(path) for name, path in beside.items() if Path(os.path.normpath(path)).exists()}
    return section.model_copy(update=placed | {"pairs": section.pairs.model_copy(update=found)}), base


def below(moved: Path, named: str) -> Path:
    """The images below a folder that was moved, where it holds the last parts of their path; otherwise itself."""
    parts = Path(named).parts
    ends = (moved / Path(*parts[start:]) for start in range(1, len(parts)))
    return next((path for path in ends if path.exists()), moved)


def missing(section: Data, base: Path) -> Path | None:
    """The first file or folder of a section that is not there."""
    names = [] if isinstance(section.source, str) else [section.source.path]
    names += [section.pairs.file] if section.pairs.file else []
    return next((base / name for name in names if not (base / name).exists()), None)


def not_there(path: Path, otherwise: str = "") -> RunError:
    """CVQ461: data that are not where the run expects them, and what else can be done without them."""
    hint = "if they are elsewhere, say where: --data PATH" + (f"; {otherwise}" if otherwise else "")
    message = "the data that the plan was made from are not there"
    return RunError(Diagnostic(NO_DATA, message, Place(os.path.normpath(path)), hint=hint))


def changed_data(plan: DataPlan, facts: SourceFacts) -> RunError:
    """CVQ408: data whose content is not that of the plan, and what differs."""
    return RunError(
        Diagnostic(
            DATA_CHANGED,
            f"the images have changed since the spec was compiled: {'; '.join(differences(plan, facts))}",
            expected=f"content {plan.fingerprint[:DIGITS]}",
            got=f"content {facts.fingerprint[:DIGITS]}",
            hint="compile the spec again, or say where the images are that it was compiled for: --data PATH",
        )
    )


def changed_pairs(table: Path) -> RunError:
    """CVQ408: a table of pairs that says something else than when the spec was compiled."""
    message, hint = "the table of pairs has changed since the spec was compiled", "compile the spec again"
    return RunError(Diagnostic(DATA_CHANGED, message, Place(str(table)), hint=hint))


def differences(plan: DataPlan, facts: SourceFacts) -> Iterator[str]:
    """What of the data is not as the plan says, in words; that their content differs, when nothing else does."""
    found = [*differences_of_images(plan, facts), *differences_of_factors(plan.factors, facts)]
    if not found and sorted(plan.sizes) != sorted(facts.sizes):
        found.append(f"{len(facts.sizes)} columns of labels with other values, where there were {len(plan.sizes)}")
    yield from found or ["as many images of the same size and the same factors, but files of other content"]


def differences_of_images(plan: DataPlan, facts: SourceFacts) -> Iterator[str]:
    """How many images there are, of which size."""
    if facts.images != plan.images:
        yield f"{facts.images:,} images, not {plan.images:,}"
    now, before = (f"{one.height} x {one.width} x {one.channels} of {one.dtype}" for one in (facts, plan))
    if now != before:
        yield f"images of {now}, not {before}"


def differences_of_factors(factors: tuple[FactorPlan, ...], facts: SourceFacts) -> Iterator[str]:
    """Which of the plan's factors are not there, or have other values."""
    known = {factor.name: factor for factor in facts.factors}
    for factor in factors:
        now = known.get(factor.name)
        if now is None:
            yield f"no factor {factor.name}"
        elif now.values != factor.values:
            yield f"{factor.name} has the values {shown(now.values)}, not {shown(factor.values)}"


def shown(values: tuple[str, ...]) -> str:
    """The first few values."""
    return ", ".join(values[:MOST_VALUES]) + (", ..." if len(values) > MOST_VALUES else "")
