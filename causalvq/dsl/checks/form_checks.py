"""Rules about keys that only make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.dsl.checks.registration import Check, Finding
from causalvq.dsl.language_diagnostics import (
    BOOKS_WITHOUT_GRID,
    DENSITY_NOT_SAID_ONCE,
    FIXED_FOR_EACH_SAMPLE,
    LABELS_CONTRADICT,
    LOOKUP_FREE_SIZE,
    NO_LOSS,
    PAIRS_AND_FILE_DISAGREE,
)
from causalvq.dsl.spec import ErdosRenyi, Fixed, Spec
from causalvq.errors import Hint, Remedy


def books_need_a_grid(spec: Spec) -> Iterator[Finding]:
    """CVQ131: slots have a codebook each; only a grid is split in books."""
    if spec.variables.layout == "slots" and spec.variables.books != 1:
        yield Finding(
            "books without a grid",
            "variables.books",
            expected="1, or layout: grid",
            got=str(spec.variables.books),
            hint=Hint(
                "write layout: grid, or remove books",
                Remedy("write", "grid", "variables.layout"),
                Remedy("remove", path="variables.books"),
            ),
            related=(("the layout", "variables.layout"),),
        )


def pairs_and_their_file(spec: Spec) -> Iterator[Finding]:
    """CVQ132: a table of pairs is named when it is used, and used when it is named."""
    pairs = spec.data.pairs
    if pairs.origin == "file" and pairs.file is None:
        yield Finding("pairs come from a file that is not named", "data.pairs", expected="file: PATH")
    if pairs.origin != "file" and pairs.file is not None:
        yield Finding(
            "a file of pairs is named but not used",
            "data.pairs.file",
            hint=write_from_or_remove("file", "file"),
            related=(("pairs come from elsewhere", "data.pairs.from"),),
        )
    if pairs.origin == "names":
        for side in ("before", "after"):
            if getattr(pairs, side) is None:
                yield Finding(
                    f"pairs are told by names, but {side} is not given", "data.pairs", expected=f"{side}: PATTERN"
                )
    else:
        for key in ("before", "after", "actions"):
            if getattr(pairs, key) is not None:
                yield Finding(
                    f"{key} is given but not used",
                    f"data.pairs.{key}",
                    hint=write_from_or_remove("names", key),
                    related=(("pairs come from elsewhere", "data.pairs.from"),),
                )
    if pairs.columns and pairs.origin not in ("file", "names"):
        hint = Hint("remove them", Remedy("remove", path="data.pairs.columns"))
        yield Finding("columns are named, but no table is read", "data.pairs.columns", hint=hint)


def write_from_or_remove(origin: str, key: str) -> Hint:
    """Either pairs come from where a key says something of, or the key goes."""
    remedies = Remedy("write", origin, "data.pairs.from"), Remedy("remove", path=f"data.pairs.{key}")
    return Hint(f"write from: {origin}, or remove {key}", *remedies)


def one_density(spec: Spec) -> Iterator[Finding]:
    """CVQ142: the density of a random graph is said once."""
    prior = spec.graph.prior
    if not isinstance(prior, ErdosRenyi):
        return
    given = [key for key in ("edge_probability", "expected_edges") if getattr(prior, key) is not None]
    if len(given) != 1:
        yield Finding(
            "the prior needs one of edge_probability and expected_edges",
            "graph.prior",
            expected="one of the two",
            got=" and ".join(given) or "none of them",
        )


def some_loss(spec: Spec) -> Iterator[Finding]:
    """CVQ149: without any loss nothing is learned."""
    if not any(weight for _, weight in spec.losses):
        yield Finding("every loss has weight 0", "losses", expected="at least one weight above 0")


def fixed_graphs_are_global(spec: Spec) -> Iterator[Finding]:
    """CVQ150: a graph that is given is not computed for each image."""
    if isinstance(spec.graph.prior, Fixed) and spec.graph.scope == "sample":
        yield Finding(
            "a fixed graph cannot be computed for each image",
            "graph.scope",
            expected="global, since graph.prior is fixed",
            got="sample",
            related=(("fixed here", "graph.prior.kind"),),
        )


def lookup_free_sizes(spec: Spec) -> Iterator[Finding]:
    """CVQ152: a lookup-free code is a row of signs, so its size is a power of two."""
    if spec.codebook.quantizer != "lfq":
        return
    declared = enumerate(spec.variables.declared)
    own = [(variable.states, f"variables[{index}].states") for index, variable in declared if variable.states]
    given = [(spec.codebook.size, "codebook.size")] if spec.codebook.size != "auto" else []
    for size, path in (*given, *own):
        if size & (size - 1):
            below = 1 << (size.bit_length() - 1)
            yield Finding(
                "a lookup-free codebook has a power of two of states",
                path,
                expected="a power of two",
                got=str(size),
                hint=Hint(
                    f"write {below} or {below * 2}",
                    *(Remedy("write", str(count), path) for count in (below, below * 2)),
                ),
                related=(("lookup-free here", "codebook.quantizer"),),
            )


def actions_to_infer(spec: Spec) -> Iterator[Finding]:
    """CVQ155: actions are inferred where some are unknown, and none is where every value is told."""
    given = spec.interventions
    if given.labels == "partial" and given.known_share == 1 and spec.data.pairs.origin == "factors":
        yield Finding(
            "the action of every pair is known, so there is none to infer",
            "interventions.labels",
            expected="known, or a known_share below 1",
            got="partial",
            hint=Hint(
                "write known_share: 0.2 to study it, or list pairs of unknown action in a file",
                Remedy("write", "0.2", "interventions.known_share"),
            ),
            related=(("pairs are made from factors", "data.pairs"),),
        )
    if given.labels == "full" and given.known_share < 1:
        yield Finding(
            "a share of the actions is known, and every value of every image too",
            "interventions.known_share",
            expected="1 with labels: full",
            got=f"{given.known_share:g}",
            related=(("all is known here", "interventions.labels"),),
        )


CHECKS = (
    Check(BOOKS_WITHOUT_GRID, ("variables",), books_need_a_grid),
    Check(PAIRS_AND_FILE_DISAGREE, ("data.pairs",), pairs_and_their_file),
    Check(DENSITY_NOT_SAID_ONCE, ("graph.prior",), one_density),
    Check(NO_LOSS, ("losses",), some_loss),
    Check(FIXED_FOR_EACH_SAMPLE, ("graph.prior", "graph.scope"), fixed_graphs_are_global),
    Check(LOOKUP_FREE_SIZE, ("codebook.size", "codebook.quantizer", "variables"), lookup_free_sizes),
    Check(LABELS_CONTRADICT, ("interventions", "data.pairs"), actions_to_infer),
)
