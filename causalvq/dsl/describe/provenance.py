"""Where each value of a spec comes from: a line of a file, `--set`, the environment, or a default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from causalvq.dsl.documents import fields
from causalvq.dsl.documents.document import Document
from causalvq.dsl.documents.environment import NAMED, PATHS, names_in
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import Node, Path, SequenceNode


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from.

    Args:
        path: the value's path, such as `codebook.size`.
        value: the value, as JSON has it.
        kind: `file`, where it is written; `implied`, by what is written around it, as `from: file` is by `file: PATH`;
            `set`, by `--set`; or `default`.
        file: the file, or the whole `--set`; None of a default.
        line: counted from 1; None where there is no file.
        column: counted from 1.
        variables: of the environment that it was made of.
    """

    path: str
    value: Any
    kind: Literal["file", "implied", "set", "default"]
    file: str | None = None
    line: int | None = None
    column: int | None = None
    variables: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.file is None:
            return self.kind
        place = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        taken = f" with {', '.join(f'${{env:{name}}}' for name in self.variables)}" if self.variables else ""
        return place + taken + (" (implied)" if self.kind == "implied" else "")

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def origins(document: Document) -> tuple[Origin, ...]:
    """Where each value of a spec comes from, in the order of the language.

    A list is one value where all its items come from one line, else each item is.
    """
    return tuple(of_value((), document.spec.model_dump(mode="json", by_alias=True), document))


def of_value(path: Path, value: Any, document: Document) -> Iterator[Origin]:
    """The origins at and below a path."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from of_value((*path, key), below, document)
        return
    node = nodes.find(document.tree, path)
    items = node.items if isinstance(node, SequenceNode) and isinstance(value, list) else ()
    lines = {(item.span.source.file, item.span.line) for item in items}
    if len(lines) > 1 and len(items) == len(value):
        for index, below in enumerate(value):
            yield from of_value((*path, index), below, document)
        return
    yield origin(path, value, node, document)


def origin(path: Path, value: Any, node: Node | None, document: Document) -> Origin:
    """The origin of a value that is written at a node, or nowhere."""
    name, above = nodes.format_path(path), enclosing(path, document)
    if node is None and is_default(path, value, document):
        return Origin(name, value, "default")
    span = (node or above).span
    taken = variables_of(path, span)
    if span.source.whole:
        return Origin(name, value, "set", f"--set {span.source.lines[0]}", variables=taken)
    kind: Literal["file", "implied"] = "implied" if node is None else "file"
    return Origin(name, value, kind, span.source.file, span.line + 1, span.column + 1, taken)


def enclosing(path: Path, document: Document) -> Node:
    """What is written at a path, or at the nearest one around it."""
    node: Node = document.tree
    for step in path:
        below = nodes.child(node, step)
        if below is None:
            break
        node = below
    return node


def is_default(path: Path, value: Any, document: Document) -> bool:
    """Whether a value is that of its field where nothing is written."""
    spot = fields.spot(path, document.tree)
    if spot is None or spot.field is None or spot.field.is_required():
        return True  # of a section that is a default as a whole
    default = spot.field.get_default(call_default_factory=True, validated_data={})
    return bool(value == (list(default) if isinstance(default, tuple) else default))


def variables_of(path: Path, span: nodes.Span) -> tuple[str, ...]:
    """The variables that the text of a value names."""
    line = span.source.lines[span.line] if span.line < len(span.source.lines) else ""
    written = line if span.source.whole else line[span.column : span.column + span.length]
    return tuple(dict.fromkeys((*NAMED.findall(written), *(names_in(written) if path in PATHS else ()))))
