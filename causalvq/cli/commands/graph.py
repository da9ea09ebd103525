"""`causalvq graph`: the causal graph of a trained run, by itself or against the true one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import typer

from causalvq.cli.answer_folder import answer_folder
from causalvq.cli.commands.plan import Levels
from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.options import AsJson
from causalvq.cli.plans import table
from causalvq.cli.runs import RunPath, chosen_run
from causalvq.cli.terminal import say, say_json_text, say_text
from causalvq.cli.written_files import require_place, write_file
from causalvq.compiler.graphs.graph_drawing import Drawing, Level, ascii_text, dot, mermaid
from causalvq.compiler.graphs.graph_files import FileKnowledge
from causalvq.compiler.plan import Plan
from causalvq.metrics.edge_scores import GraphScore, Pair, Verdict, score
from causalvq.runtime.queries.graph_truth import pairs_of, read_truth, true_edges
from causalvq.runtime.queries.learned_edges import Edge, NamedGraph, drawn, edges_between, named_graph, undecided
from causalvq.runtime.queries.trained_run import TrainedRun, load

app = typer.Typer(rich_markup_mode=None)


LEVELS: tuple[Level, ...] = ("factors", "variables")


class GraphFormat(StrEnum):
    """How a graph is shown."""

    TABLE = "table"
    ASCII = "ascii"
    DOT = "dot"
    MERMAID = "mermaid"
    JSON = "json"
    PNG = "png"


ENDINGS = {
    ".png": GraphFormat.PNG,
    ".dot": GraphFormat.DOT,
    ".gv": GraphFormat.DOT,
    ".mmd": GraphFormat.MERMAID,
    ".json": GraphFormat.JSON,
}
"""What the name of a file says that is to be in it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A graph against the true one, between the nodes of one level."""

    score: GraphScore
    verdicts: Mapping[Pair, Verdict]
    missing: tuple[Edge, ...]


@app.command("graph")
def graph_command(
    run: RunPath = None,
    format_: Annotated[
        GraphFormat | None,
        typer.Option("--format", help="How to show it. Default: as the name of --out says, else a table."),
    ] = None,
    level: Annotated[Levels, typer.Option("--level", help="What the nodes are.")] = Levels.FACTORS,
    truth: Annotated[
        Path | None,
        typer.Option("--truth", metavar="FILE", help="The true graph (CSV, GraphML or GML) to score by."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there instead.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    preview: Previews = Preview.AUTO,
    as_json: AsJson = False,
) -> None:
    """Show the causal graph that a run was given and has learned; with --truth, how right it is."""
    if out is not None:
        require_place(out, replace=force)
    chosen = GraphFormat.JSON if as_json else format_ or ENDINGS.get(out.suffix if out else "", GraphFormat.TABLE)
    trained = load(chosen_run(run))
    known = None if truth is None else read_truth(truth)
    content = shown(trained, known, "variables" if level is Levels.VARIABLES else "factors", chosen)
    if isinstance(content, bytes) and out is None:
        out = answer_folder(trained.run, "graph") / "graph.png"
    if out is not None:
        write_file(out, content, replace=force)
        say(f"{'open' if chosen is GraphFormat.PNG else 'written to'} {out}")
        if chosen is GraphFormat.PNG:
            show_picture(out, preview)
    elif isinstance(content, str):
        say_json_text(content) if chosen is GraphFormat.JSON else say_text(content)


def shown(trained: TrainedRun, known: FileKnowledge | None, level: Level, chosen: GraphFormat) -> str | bytes:
    """The graph in a format, held against the true one where there is one; JSON has both levels."""
    plan, graph = trained.plan, named_graph(trained.plan, trained.model)
    levels = () if known is None else LEVELS if chosen is GraphFormat.JSON else (level,)
    judged = {one: judge(trained, graph, one, true_edges(known, plan, one)) for one in levels if known is not None}
    if chosen is GraphFormat.JSON:
        return json.dumps(document(graph, judged), sort_keys=True, ensure_ascii=False) + "\n"
    if chosen is GraphFormat.TABLE:
        return "\n".join(told(plan, graph.of(level), judged.get(level))) + "\n"
    picture = drawing(plan, graph.of(level), level, judged.get(level))
    return png(picture) if chosen is GraphFormat.PNG else DRAWERS[chosen](picture) + "\n"


def judge(trained: TrainedRun, graph: NamedGraph, level: Level, true: Sequence[Pair]) -> Judged:
    """The graph against the true edges between the nodes of a level."""
    scored, verdicts = score(pairs_of(graph.of(level)), true)
    missing = [pair for pair, verdict in verdicts.items() if verdict == "missing"]
    return Judged(scored, verdicts, edges_between(trained.plan, trained.model, level, missing))


def document(graph: NamedGraph, judged: Mapping[Level, Judged]) -> dict[str, Any]:
    """The graph for machines; with a true one, the scores of both levels."""
    if not judged:
        return graph.to_dict()
    return graph.to_dict() | {"truth": {level: judgement(one) for level, one in judged.items()}}


def judgement(judged: Judged) -> dict[str, Any]:
    """The scores, and what is said of each edge."""
    edges = [{"cause": one, "effect": other, "verdict": told} for (one, other), told in judged.verdicts.items()]
    return judged.score.to_json() | {"edges": edges}


def told(plan: Plan, edges: Sequence[Edge], judged: Judged | None) -> Iterator[str]:
    """The edges as a table, and below it how right they are."""
    rows = [row(edge, "given" if edge.given else "learned", judged) for edge in edges]
    rows += [row(edge, "not found", judged) for edge in (judged.missing if judged else ())]
    head = ("cause", "effect", "probability", "origin", *(["truth"] if judged else []))
    if rows:
        yield from table(head, rows, right=(2,), most=None)
    given = sum(edge.given for edge in edges)
    yield f"{len(edges)} edges: {given} given, {len(edges) - given} learned" if edges else "no edges"
    yield from undecided(plan)
    if judged is not None:
        yield from score_lines(judged.score)


def row(edge: Edge, origin: str, judged: Judged | None) -> tuple[str, ...]:
    """An edge as a row of the table."""
    verdict = [judged.verdicts[edge.cause, edge.effect]] if judged else []
    return edge.cause, edge.effect, f"{edge.probability:.4f}", origin, *verdict


def score_lines(scored: GraphScore) -> Iterator[str]:
    """The scores, each with what it means."""
    parts = f"{scored.missing} missing, {scored.extra} extra, {scored.reversed} reversed"
    yield f"SHD {scored.shd}: {parts} ({scored.convention})"
    found, true = scored.right + scored.extra + scored.reversed, scored.right + scored.missing + scored.reversed
    yield f"precision {share(scored.precision)} ({scored.right} of {found} edges)"
    yield f"recall {share(scored.recall)} ({scored.right} of {true} true edges)"


def share(value: float | None) -> str:
    """A share in three digits."""
    return "undefined" if value is None else f"{value:.3f}"


def drawing(plan: Plan, edges: Sequence[Edge], level: Level, judged: Judged | None) -> Drawing:
    """The graph as a drawing, in which wrong and missing edges look otherwise."""
    if judged is None:
        return drawn(plan, edges, level)
    wrong = {pair: verdict for pair, verdict in judged.verdicts.items() if verdict in ("reversed", "extra")}
    return drawn(plan, edges, level, judged.missing, wrong=wrong)


def png(picture: Drawing) -> bytes:
    """The drawing as a PNG file."""
    from causalvq.compiler.graphs.graph_picture import graph_picture

    buffer = BytesIO()
    graph_picture(picture).save(buffer, "PNG")
    return buffer.getvalue()


DRAWERS = {GraphFormat.ASCII: ascii_text, GraphFormat.DOT: dot, GraphFormat.MERMAID: mermaid}
