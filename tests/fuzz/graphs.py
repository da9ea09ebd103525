"""Files of graph knowledge."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from fuzz.damage import TEXT, damaged
from fuzz.reader import Case, Reader

from causalvq.compiler.graphs.graph_files import read_knowledge
from causalvq.errors import Place

GML = """graph [ directed 1
  node [ id 0 label "a" tier 0 ] node [ id 1 label "b" tier 1 ] node [ id 2 label "c" ]
  edge [ source 0 target 1 statement "required" ] edge [ source 1 target 2 probability 0.5 ]
]"""
GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="p" for="edge" attr.name="probability" attr.type="double"/>
<key id="s" for="edge" attr.name="statement" attr.type="string"/>
<key id="t" for="node" attr.name="tier" attr.type="int"/>
<graph edgedefault="directed"><node id="a"><data key="t">0</data></node><node id="b"/>
<edge source="a" target="b"><data key="p">0.5</data></edge>
<edge source="b" target="a"><data key="s">forbidden</data></edge>
</graph></graphml>"""
CSV = "cause,effect,statement,probability\na,b,required,\nb,c,,0.3\nc,a,forbidden,\n"
SEEDS = {".gml": GML, ".graphml": GRAPHML, ".csv": CSV}
ODD = [
    b"[ x 1 ]", b"[ x [ y [ z 1 ] ] ]", b"probability [ a 1 ]", b"probability 0.1 probability 0.2",
    b"tier [ a 1 ]", b"tier -1",
    b"tier 1.5", b"tier " + b"9" * 400, b"probability NAN", b"probability 1e999", b"probability -INF",
    b'label "&#27;[31m"',
    b"multigraph 1", b"directed 0", b"source 99", b'name [ a "b" ]', b'statement [ a "b" ]', b"id 0", b"id -1",
    b"<edge/>", b"<node/>", b"<data>1</data>", b'<data key="zz">1</data>', b"<port/>", b"<hyperedge/>", b"&#0;",
    b"&#x1b;",
    b'attr.type="int"', b'attr.type="boolean"', b'attr.type="yfiles"', b'edgedefault="undirected"', b"<graph/>",
]  # fmt: skip


def odd(data: bytearray, chance: Random) -> None:
    start = chance.choice([place for place, sign in enumerate(data) if sign in b" >\n["] or [0])
    data[start:start] = b" " + chance.choice(ODD) + b" "


def prepare(folder: Path) -> None:  # noqa: ARG001
    return None


def make(chance: Random, context: Any) -> Case:  # noqa: ARG001
    ending = chance.choice(sorted(SEEDS))
    return ending, damaged(SEEDS[ending].encode(), chance, [*TEXT, odd, odd, odd])


def read(path: Path, context: Any) -> None:  # noqa: ARG001
    found = read_knowledge(path.name, path.parent, Place("spec.yaml"))
    assert all(isinstance(edge.cause, str) and isinstance(edge.effect, str) for edge in found.edges)
    for edge in found.edges:
        assert edge.probability is None or 0 <= edge.probability <= 1
        found.place(edge.line)


GRAPHS = Reader(prepare, make, read)
