"""Statements from a file: GraphML and GML through networkx, edge lists as CSV.

Every edge is required unless it says otherwise: `statement` may be `required` or `forbidden`; `probability` makes the
edge soft. They are attributes of edges in GraphML and GML, columns in CSV. Nodes of GraphML and GML may have a `tier`,
an integer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NoReturn, cast

from causalvq.compiler.graphs.lines import gml_lines, graphml_lines
from causalvq.compiler.plan_faults import GRAPH_FILE
from causalvq.errors import CompileError, Diagnostic, Place
from causalvq.regular_files import read_text
from causalvq.system_faults import words_of

MOST_BYTES = 16 * 2**20
MOST_EDGES = 100_000

CAUSE, EFFECT = ("cause", "source", "from"), ("effect", "target", "to")


@dataclass(frozen=True, slots=True)
class FileEdge:
    """One edge of a file; `line` counts from 1, None when it cannot be told."""

    kind: Literal["required", "forbidden", "soft"]
    cause: str
    effect: str
    probability: float | None
    line: int | None


@dataclass(frozen=True, slots=True)
class FileTier:
    """A node with a tier."""

    name: str
    tier: int
    line: int | None


@dataclass(frozen=True, slots=True)
class FileKnowledge:
    """What a file states.

    Args:
        name: the file as the spec names it.
        path: the file.
        edges: in the order of the file.
        tiers: likewise.
    """

    name: str
    path: str
    edges: tuple[FileEdge, ...]
    tiers: tuple[FileTier, ...]
    lines: tuple[str, ...]

    def place(self, line: int | None) -> Place:
        """A line of the file."""
        return Place(self.path, line, excerpt=self.lines[line - 1] if line else None)


def read_knowledge(name: str, base: Path, at: Place) -> FileKnowledge:
    """Read a graph file.

    Args:
        name: the path as the spec says it.
        base: the folder of the spec.
        at: where the spec names it.

    Raises:
        CompileError: CVQ213 when the file is not there, too large, or not what its ending says.
    """
    path = base / name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        refuse("the ending of a graph file says its format", at, expected=", ".join(READERS), got=path.suffix or name)
    try:
        text = read_text(path, MOST_BYTES)
    except OSError as error:
        refuse(f"{name} cannot be read: {words_of(error)}", at, hint="paths in a spec start at the spec's folder")
    except UnicodeDecodeError:
        refuse(f"{name} is not UTF-8", Place(str(path)))
    edges, tiers = reader(text, Place(str(path)))
    if len(edges) > MOST_EDGES:
        refuse(f"{name} has {len(edges):,} edges", Place(str(path)), expected=f"at most {MOST_EDGES:,}")
    return FileKnowledge(name, str(path), tuple(edges), tuple(tiers), tuple(text.splitlines()))


def refuse(
    message: str, place: Place, *, expected: str | None = None, got: str | None = None, hint: str | None = None
) -> NoReturn:
    """Raise an error about a graph file."""
    raise CompileError(Diagnostic(GRAPH_FILE, message, place, expected, got, hint))


def read_graphml(text: str, place: Place) -> tuple[list[FileEdge], list[FileTier]]:
    """Edges and tiers of a GraphML text."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        refuse("a graph file declares no document type or entities", place)
    import networkx as nx

    return from_networkx(lambda: nx.parse_graphml(text), graphml_lines(text), place)


def read_gml(text: str, place: Place) -> tuple[list[FileEdge], list[FileTier]]:
    """Edges and tiers of a GML text."""
    import networkx as nx

    return from_networkx(lambda: nx.parse_gml(text.splitlines()), gml_lines(text), place)


def from_networkx(
    parse: Callable[[], Any], lines: Mapping[tuple[str, str], int], place: Place
) -> tuple[list[FileEdge], list[FileTier]]:
    """Edges and tiers of what networkx reads; `lines` tells where each edge is."""
    try:
        graph = parse()
    except Exception as error:  # networkx lets errors of every kind through from its parsers
        refuse(f"this is not a graph that networkx reads: {error}", place)
    if not graph.is_directed():
        refuse("the graph is undirected, so it does not say what causes what", place, expected="a directed graph")
    names = {node: str(data.get("name", data.get("label", node))) for node, data in graph.nodes(data=True)}
    edges = [
        edge(names[cause], names[effect], data, lines.get((str(cause), str(effect))), place)
        for cause, effect, data in graph.edges(data=True)
    ]
    tiers = [
        FileTier(names[node], number(data["tier"], "tier", place), None)
        for node, data in graph.nodes(data=True)
        if "tier" in data
    ]
    return edges, tiers


def number(value: object, what: str, place: Place) -> int:
    """A whole number at least 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        refuse(f"{what} is a whole number from 0", place, got=str(value))
    return value


def edge(cause: str, effect: str, data: Mapping[str, Any], line: int | None, place: Place) -> FileEdge:
    """One edge from its attributes or columns."""
    here = Place(place.file, line)
    kind, chance = data.get("statement") or None, data.get("probability")
    if chance in (None, ""):
        if kind not in (None, "required", "forbidden"):
            refuse(f"{kind} is not a statement", here, expected="required or forbidden")
        return FileEdge(cast("Literal['required', 'forbidden']", kind or "required"), cause, effect, None, line)
    if kind is not None:
        refuse(f"the edge {cause} -> {effect} has a probability and is {kind}", here, expected="one of the two")
    try:
        probability = float(cast("str", chance))
    except (ValueError, TypeError, OverflowError):  # GML has lists, mappings and whole numbers without end
        probability = -1.0
    if not 0.0 <= probability <= 1.0:
        refuse(f"the probability of {cause} -> {effect} is a number from 0 to 1", here, got=str(chance))
    return FileEdge("soft", cause, effect, probability, line)


def read_csv(text: str, place: Place) -> tuple[list[FileEdge], list[FileTier]]:
    """Edges of a table: `cause,effect` and, if there is a head, `statement` and `probability`."""
    rows = [(number, [cell.strip() for cell in row]) for number, row in numbered(text, place)]
    if not rows:
        return [], []
    head = [cell.lower() for cell in rows[0][1]]
    if any(name in head for name in CAUSE) and any(name in head for name in EFFECT):
        columns = {name: position for position, name in enumerate(head)}
        unknown = set(head) - {*CAUSE, *EFFECT, "statement", "probability"}
        if unknown:
            refuse(
                f"column {min(unknown)} is not known",
                Place(place.file, 1),
                expected="cause, effect, statement, probability",
            )
        rows = rows[1:]
    else:
        columns = {"cause": 0, "effect": 1}
    width = len(columns)
    ends = [next(columns[name] for name in names if name in columns) for names in (CAUSE, EFFECT)]
    edges = []
    for line, row in rows:
        if len(row) != width or not all(row[end] for end in ends):
            refuse(
                "a row does not name a cause and an effect",
                Place(place.file, line),
                expected=f"{width} cells",
                got=",".join(row),
            )
        data: dict[str, str] = {name: row[columns[name]] for name in ("statement", "probability") if name in columns}
        edges.append(edge(row[ends[0]], row[ends[1]], data, line, place))
    return edges, []


def numbered(text: str, place: Place) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their lines."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for row in reader:
            if row and not row[0].startswith("#"):
                yield reader.line_num, row
    except csv.Error as error:
        refuse(f"this is not CSV: {error}", Place(place.file, reader.line_num))


READERS: Mapping[str, Callable[[str, Place], tuple[list[FileEdge], list[FileTier]]]] = MappingProxyType(
    {".graphml": read_graphml, ".gml": read_gml, ".csv": read_csv}
)
