"""Names that a shell may complete: runs and specs of the folder, and what the last run's plan calls things.

Read as the files that they are, because what knows their meaning takes longer to load than a shell waits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from causalvq.regular_files import read_json

MOST_BYTES: Final = 2**24
"""Of a plan that is read."""
MOST_NAMES: Final = 500
MOST_LOOKED_AT: Final = 5_000
"""Entries of folders that are looked at for specs."""
DEEPEST: Final = 3
"""Folders below each other that specs are looked for in."""

Asked = Mapping[str, str]
"""Values that the command line gives options already, such as `--run`."""


def runs(asked: Asked) -> Iterator[str]:  # noqa: ARG001
    """Run directories below `runs`, the newest of each name first."""
    for name in sorted(Path("runs").iterdir()):
        yield from (str(file.parent) for file in sorted(name.glob("*/run.json"), reverse=True))


def specs(asked: Asked) -> Iterator[str]:  # noqa: ARG001
    """YAML files of this folder and of those below it, but for hidden ones and runs."""
    looked_at = 0
    for place, folders, files in os.walk("."):
        depth = place.count(os.sep)
        folders[:] = [one for one in sorted(folders) if depth < DEEPEST and one[0] != "." and one != "runs"]
        yield from (os.path.relpath(Path(place) / one) for one in sorted(files) if one.endswith((".yaml", ".yml")))
        looked_at += len(folders) + len(files)
        if looked_at > MOST_LOOKED_AT:
            return


def sides(asked: Asked) -> Iterator[str]:
    """Specs, then runs."""
    yield from specs(asked)
    if Path("runs").is_dir():
        yield from runs(asked)


def factors(asked: Asked) -> Iterator[str]:
    """Factors of the plan."""
    return (factor["name"] for factor in plan(asked)["data"]["factors"])


def variables(asked: Asked) -> Iterator[str]:
    """Variables of the plan."""
    return (variable["name"] for variable in plan(asked)["variables"])


def actions(asked: Asked) -> Iterator[str]:
    """Actions of the plan."""
    return (action["name"] for action in plan(asked)["actions"])


def values(asked: Asked) -> Iterator[str]:
    """Values of the factor that `--factor` names."""
    wanted = asked.get("--factor")
    return (value for one in plan(asked)["data"]["factors"] if one["name"] == wanted for value in one["values"])


def changes(asked: Asked) -> Iterator[str]:
    """`factor=value` for all factors and values."""
    return (f"{one['name']}={value}" for one in plan(asked)["data"]["factors"] for value in one["values"])


def plan(asked: Asked) -> Any:
    """The plan of `--run`, or of the last run trained here, or the one last compiled."""
    if run := asked.get("--run"):
        return of_run(Path(run))
    current = read_json(Path(".causalvq") / "current.json", MOST_BYTES)
    return of_run(Path(current["run"])) if current.get("run") else read_json(Path(current["plan"]), MOST_BYTES)


def of_run(run: Path) -> Any:
    """The plan of a run directory, or of a model folder by itself."""
    file = run / "plan.json"
    return read_json(file, MOST_BYTES) if file.is_file() else read_json(run / "config.json", MOST_BYTES)["plan"]


KINDS: Final[Mapping[str, Callable[[Asked], Iterator[str]]]] = MappingProxyType(
    {
        "runs": runs,
        "specs": specs,
        "sides": sides,
        "factors": factors,
        "variables": variables,
        "actions": actions,
        "values": values,
        "changes": changes,
    }
)


def names_of(kind: str, asked: Asked) -> list[str]:
    """The names of a kind; none where they cannot be known.

    Args:
        kind: a key of `KINDS`; of any other there are none.
        asked: what options were given already.
    """
    try:
        return list(islice(KINDS[kind](asked), MOST_NAMES)) if kind in KINDS else []
    except Exception:  # a damaged file of any sort: a shell is told nothing
        return []
