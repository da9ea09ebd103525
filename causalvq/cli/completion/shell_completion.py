"""The answer to a shell that asks what may come next, as the scripts of `--show-completion` ask it.

It goes before everything else, loads neither commands nor torch, and is silent about all that fails.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from causalvq.cli.completion.candidates import candidates
from causalvq.cli.terminal import say_text

VARIABLE: Final = "_CAUSALVQ_COMPLETE"
ASKED: Final = "complete_"
"""How the variable begins when words are asked for; `source_` asks for a script."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typer's shells print it."""

    value: str
    help: str | None = None


def answer(instruction: str) -> int:
    """Print what may come next; the exit status.

    Args:
        instruction: value of the environment's variable, such as `complete_bash`.
    """
    try:
        text = told(instruction.removeprefix(ASKED))
        if text:
            say_text(text)
    except Exception:  # a shell would show it in the middle of what is typed
        return 1
    return 0


def told(shell: str) -> str:
    """The answer in the form of a shell.

    Raises:
        SystemExit: fish asks by the exit status whether there is anything.
    """
    from typer import _completion_classes as shells

    classes: dict[str, Any] = {
        "bash": shells.BashComplete,
        "zsh": shells.ZshComplete,
        "fish": shells.FishComplete,
        "powershell": shells.PowerShellComplete,
        "pwsh": shells.PowerShellComplete,
    }
    found = found_in_bash if shell == "bash" else found_in

    def get_completions(_: Any, words: Sequence[str], incomplete: str) -> list[Word]:
        return [Word(one) for one in found(words, incomplete)]

    own = type("Own", (classes[shell],), {"get_completions": get_completions})
    return str(own(None, {}, "causalvq", VARIABLE).complete())


def found_in(words: Sequence[str], incomplete: str) -> list[str]:
    """What the last word may become."""
    table = json.loads(resources.files(__package__).joinpath("words.json").read_text(encoding="utf-8"))
    return candidates(table, words, incomplete)


def found_in_bash(words: Sequence[str], incomplete: str) -> list[str]:
    """The same for bash, which takes words apart at `=`, replaces the last part, and is given spaces escaped."""
    *before, last = whole_words([*words, incomplete])
    kept = last.rindex("=") + 1 if "=" in last and incomplete != last else 0
    return [one[kept:].replace(" ", "\\ ") for one in found_in(before, last)]


def whole_words(parts: Sequence[str]) -> list[str]:
    """Words that `=` and what stands around it are joined to.

    >>> whole_words(["--do", "hair", "=", "re"])
    ['--do', 'hair=re']
    """
    words: list[str] = []
    for part in parts:
        if words and (part == "=" or words[-1].endswith("=")):
            words[-1] += part
        else:
            words.append(part)
    return words
