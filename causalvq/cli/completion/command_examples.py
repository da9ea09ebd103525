"""An example of each command, which its help ends with; a test holds that each of them can be parsed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "causalvq compile examples/01_critters.yaml",
        "init": "causalvq init spec.yaml --data photos/ --labels labels.csv",
        "validate": "causalvq validate spec.yaml --set codebook.size=16",
        "explain": "causalvq explain codebook.size",
        "render": "causalvq render spec.yaml --provenance",
        "diff": "causalvq diff spec.yaml other.yaml",
        "migrate": "causalvq migrate old.yaml --write",
        "fix": "causalvq fix spec.yaml --diff",
        "fmt": "causalvq fmt spec.yaml --check",
        "schema": "causalvq schema > causalvq.v1.json",
        "lsp": "causalvq lsp (an editor starts it)",
        "compile": "causalvq compile spec.yaml --trace",
        "watch": "causalvq watch spec.yaml",
        "train": "causalvq train --max-time 600",
        "evaluate": "causalvq evaluate --metrics all --worst 8",
        "bench": "causalvq bench suite.yaml --dry-run",
        "metrics": "causalvq metrics codes.npz --metrics infomec,dci",
        "intervene": "causalvq intervene --factor hair --to red -n 4",
        "retrieve": "causalvq retrieve before.png after.png --top 5",
        "counterfactual": "causalvq counterfactual photo.png --do hair=red",
        "effect": "causalvq effect --do lamp=0.55 --on shadow_length",
        "sample": "causalvq sample -n 16 --do hair=red --seed 1",
        "encode": "causalvq encode --image photos/ --out codes.csv",
        "reconstruct": "causalvq reconstruct --index 3 --index 7",
        "traverse": "causalvq traverse --variable hair --index 3",
        "graph": "causalvq graph --format mermaid --level factors",
        "inspect": "causalvq inspect runs/critters/latest",
        "report": "causalvq report --out critters.html --open",
        "runs": "causalvq runs ls",
        "runs ls": "causalvq runs ls runs/critters",
        "runs show": "causalvq runs show runs/critters/latest",
        "runs rm": "causalvq runs rm runs/critters/latest",
        "runs compare": "causalvq runs compare runs/first runs/second --json",
        "plan": "causalvq plan show",
        "plan show": "causalvq plan show spec.yaml --json",
        "plan diff": "causalvq plan diff first.json second.json",
        "plan graph": "causalvq plan graph --format dot --level factors",
        "data": "causalvq data info critters",
        "data ls": "causalvq data ls",
        "data info": "causalvq data info critters --size 32",
        "data check": "causalvq data check spec.yaml",
        "data cache": "causalvq data cache spec.yaml --cache /scratch/images",
        "data sheet": "causalvq data sheet critters -o critters.png --seed 1",
        "data pairs": "causalvq data pairs spec.yaml --part test -o pairs.csv",
        "doctor": "causalvq doctor --no-self-test",
    }
)
"""By the name of the command, and of the command in its group; empty: the program itself."""


def told_example(name: str) -> str:
    """The last line of a command's help; empty where there is no example."""
    return f"Example: {EXAMPLES[name]}" if name in EXAMPLES else ""
