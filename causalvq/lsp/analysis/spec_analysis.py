"""What is known of a text by reading it and the files that it extends: trees, spec, faults; no data are opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Final

from causalvq.dsl.documents import extends, fields
from causalvq.dsl.documents.document import Document
from causalvq.dsl.documents.environment import from_environment
from causalvq.dsl.documents.overrides import apply
from causalvq.dsl.spec import Spec
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Path, ScalarNode
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import MAX_BYTES, read_all
from causalvq.dsl.validate.spec_validation import examine, validated
from causalvq.errors import Diagnostic, SpecError
from causalvq.lsp.texts.open_texts import OpenText
from causalvq.lsp.texts.repair import readable

OWN: Final = frozenset(
    {"apiVersion", "codebook", "evaluate", "extends", "graph", "interventions", "losses", "model", "train", "variables"}
)
"""Keys at the root that few other kinds of YAML have."""

LANGUAGE: Final = frozenset({*fields.key_names(Spec), "extends"})
"""All keys at the root of a spec."""

READ_OTHERWISE: Final = re.compile(r"extends|[$~]")
"""What a text has whose tree is not what it says itself, but that of other files or of the environment."""

SUITE_LINE: Final = re.compile(r"^kind:\s*[\"']?suite\b", re.MULTILINE)
VERSION_LINE: Final = re.compile(r"^apiVersion:\s*[\"']?causalvq/", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SpecAnalysis:
    """What reading a text gives.

    Args:
        open: the text.
        own: its own tree; of half-typed text, of the lines that can be read.
        merged: the same with what it extends and what is set over it.
        spec: what can be read of it as a spec; with defaults or stand-ins for what is lost.
        lost: the paths whose values were lost.
        diagnostics: all faults, as `causalvq validate` tells them; empty for a text that is no spec.
        files: all files that were read, the text's own first.
        is_spec: whether the text is a spec; editors give any YAML.
    """

    open: OpenText
    own: MappingNode
    merged: MappingNode
    spec: Spec | None
    lost: frozenset[Path] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[FilePath, ...] = field(default=())
    is_spec: bool = True

    @property
    def may_be_spec(self) -> bool:
        """Whether the text is a spec, or may become one: nothing else is offered anything."""
        short = len(self.open.text.text) <= MAX_BYTES
        return short and (self.is_spec or self.own.entries.keys() <= LANGUAGE)

    @property
    def document(self) -> Document | None:
        """The spec for the compiler; None where it has an error."""
        if self.spec is None or not self.is_spec or any(found.severity == "error" for found in self.diagnostics):
            return None
        return Document(self.open.path, self.spec, self.merged, self.diagnostics, self.files)


def analyse(one: OpenText, unsaved: extends.Texts, overrides: Sequence[str] = ()) -> SpecAnalysis:
    """Read a text.

    Args:
        one: the text.
        unsaved: all texts that are open, this one among them, by their paths.
        overrides: `--set` texts.
    """
    if SUITE_LINE.search(one.text.text):
        return of_suite(one)
    faults = Faults()
    read = read_merged(one.path, faults, unsaved, overrides)
    if read is not None and not overrides and not READ_OTHERWISE.search(one.text.text):
        own, kept = read[0], one.text.text  # which need not be read twice
    else:
        own, kept = readable(one.text.text, str(one.path))
    if read is None:
        told = tuple(faults.told())
        again = read_merged(one.path, Faults(), {**unsaved, one.path: kept}, overrides) if kept else None
        merged, files = again or (own, (one.path,))
        spec, lost = examine(merged, Faults())
    else:
        merged, files = read
        spec, lost = examine(merged, faults)
        told = tuple(faults.told())
    if not is_spec(one, own, merged):
        return SpecAnalysis(one, own, merged, None, files=files, is_spec=False)
    return SpecAnalysis(one, own, merged, spec, lost, told, files)


def of_suite(one: OpenText) -> SpecAnalysis:
    """Read a text that says that it is a suite of specs."""
    from causalvq.dsl.suite_loader import SUITES  # specs do without

    own, _ = readable(one.text.text, str(one.path))
    faults = Faults()
    try:
        validated(read_all(one.text.text, str(one.path), faults), faults, SUITES)
        told = faults.told()
    except SpecError as error:
        told = list(error.diagnostics)
    return SpecAnalysis(one, own, own, None, diagnostics=tuple(told), files=(one.path,))


def read_merged(
    path: FilePath, faults: Faults, unsaved: extends.Texts, overrides: Sequence[str]
) -> tuple[MappingNode, tuple[FilePath, ...]] | None:
    """The tree with all that it extends and that is set over it, and its files; None where one cannot be read."""
    try:
        tree, files = extends.read_chain(path, faults, unsaved)
    except SpecError as error:
        faults.found = list(error.diagnostics)
        return None
    for override in overrides:
        tree = apply(tree, override, faults)
    return (from_environment(tree, path.parent, faults) if overrides else tree), files


def is_spec(one: OpenText, own: MappingNode, merged: MappingNode) -> bool:
    """Whether a text is a spec: by what the editor says, by its version, or by its keys."""
    if one.language == "causalvq":
        return True
    version = nodes.child(merged, "apiVersion")
    if isinstance(version, ScalarNode) and version.text.startswith("causalvq/"):
        return True
    keys = own.entries.keys()
    if "extends" in keys and keys <= LANGUAGE:
        return True
    return len(OWN & keys) > 1 or VERSION_LINE.search(one.text.text) is not None
