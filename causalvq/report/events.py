"""What a run has logged while it was trained, as series over steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from causalvq.regular_files import parse_json, read_text

MOST_BYTES: Final = 256 * 2**20

Points = tuple[tuple[float, float], ...]
"""Steps and values, by step."""


@dataclass(frozen=True, slots=True)
class History:
    """The course of a training.

    Args:
        losses: each term on batches of training.
        terms: each term on held-out pairs.
        loss: the weighted sum on held-out pairs.
        scores: each score of held-out pairs.
        perplexity: states in use of each variable.
        phases: the first step that was seen of each phase, in order.
        warnings: what was warned of, each once.
        seconds: spent training, by the last session that was logged.
    """

    losses: Mapping[str, Points]
    terms: Mapping[str, Points]
    loss: Points
    scores: Mapping[str, Points]
    perplexity: Mapping[str, Points]
    phases: tuple[tuple[str, float], ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(slots=True)
class _Series:
    """Values by step. A run that goes on from a checkpoint logs steps again: what was logged of them before goes."""

    points: list[tuple[float, float]] = field(default_factory=list)

    def add(self, step: float, value: Any) -> None:
        while self.points and self.points[-1][0] >= step:
            self.points.pop()
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.points.append((step, float(value)))


def read_history(path: Path) -> History:
    """The course of a training from its events.jsonl; of a log that is not there, or damaged, what can be read."""
    series: dict[tuple[str, str], _Series] = {}
    phases: dict[str, float] = {}
    warnings: dict[str, None] = {}
    seconds: float | None = None
    for event in _events(path):
        warnings.update(dict.fromkeys(map(str, _list(event.get("warnings")))))
        step = event.get("step")
        if not isinstance(step, int):
            continue
        named = list(_values(event))
        if named:
            phases.setdefault(str(event.get("phase")), step)
        for group, name, value in named:
            series.setdefault((group, name), _Series()).add(step, value)
        if isinstance(event.get("seconds"), int | float):
            seconds = float(event["seconds"])
    return History(
        losses=_group(series, "losses"),
        terms=_group(series, "terms"),
        loss=_group(series, "loss").get("", ()),
        scores=_group(series, "scores"),
        perplexity=_group(series, "perplexity"),
        phases=tuple(phases.items()),
        warnings=tuple(warnings),
        seconds=seconds,
    )


def _events(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        lines = read_text(path, MOST_BYTES).splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        try:
            event = parse_json(line)
        except ValueError:  # the last line of a run that was killed
            continue
        if isinstance(event, dict):
            yield event


def _values(event: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """The group, name and value of all that an event says of its step."""
    for group in ("losses", "perplexity"):
        yield from ((group, name, value) for name, value in _mapping(event.get(group)).items())
    held_out = _mapping(event.get("validation"))
    if held_out:
        yield "loss", "", held_out.get("loss")
        for group in ("terms", "scores"):
            yield from ((group, name, value) for name, value in _mapping(held_out.get(group)).items())


def _group(series: Mapping[tuple[str, str], _Series], wanted: str) -> dict[str, Points]:
    return {name: tuple(one.points) for (group, name), one in series.items() if group == wanted and one.points}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []
