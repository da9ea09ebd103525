"""What an action is: of each factor, and what the words mean that a user has for actions of their own.

A word is a name of an action that says neither factor nor value, such as `push_left`. Two words that undo each other
are the steps up and down of one factor; words that are alternatives to each other set the values of one; any other word
is the step of a factor of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from causalvq.data.data_faults import BAD_WORDS, fault
from causalvq.data.facts import FactorFacts, Kind
from causalvq.dsl.text.suggest import did_you_mean

Asked = Literal["auto", "step", "set"]
LONGEST_NAME: Final = 64
UNSAID: Final = re.compile(r"[\[\],.=>\n]")
"""Signs that the name of a factor in a spec does not have."""


@dataclass(frozen=True, slots=True)
class Actions:
    """The kind of the actions on each factor.

    Args:
        asked: the kind of all that `by_factor` does not name; `auto` sets the values of a factor without order, and
            steps through those of any other.
        by_factor: the kind by the factor's name.
    """

    asked: Asked = "auto"
    by_factor: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))

    def kind(self, factor: FactorFacts) -> Kind:
        """The kind of the actions on a factor; what words say of it cannot be asked otherwise."""
        if factor.words:
            return "set" if factor.values else "step"
        if factor.name in self.by_factor:
            return self.by_factor[factor.name]
        if self.asked != "auto":
            return self.asked
        return "set" if factor.order == "none" else "step"


STEPS: Final = Actions("step")
SETS: Final = Actions("set")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean.

    Args:
        opposites: two words each that undo each other, the step up first; a word that undoes itself stands there twice.
        alternatives: words that set the values of one factor each.
    """

    opposites: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()

    def grouped(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The words of each factor, in the order in which `words` has the first of each.

        Raises:
            DataError: CVQ316 when a word is named that is not there, or named twice.
        """
        self._require(words)
        groups = {word: tuple(group) for group in (*self.opposites, *self.alternatives) for word in group}
        yield from dict.fromkeys(groups.get(word, (word,)) for word in words)

    def factors(self, words: Sequence[str]) -> tuple[FactorFacts, ...]:
        """The factors that words act on: those of alternatives with values, the others with none that is known.

        Raises:
            DataError: CVQ316, as above.
        """
        found: dict[str, FactorFacts] = {}
        for group in self.grouped(words):
            sets = group in self.alternatives
            name = _free_name(" | ".join(group) if sets else " / ".join(dict.fromkeys(group)), found)
            found[name] = (
                FactorFacts(name, len(group), group, words=group) if sets else FactorFacts(name, 0, (), words=group)
            )
        return tuple(found.values())

    def _require(self, words: Sequence[str]) -> None:
        named = [word for pair in self.opposites for word in dict.fromkeys(pair)]
        named += [word for group in self.alternatives for word in group]
        for word in named:
            if word not in words:
                message = f"no pair has the action {word!r}"
                hint = did_you_mean(word, words)
                raise fault(BAD_WORDS, f"data.pairs: {message}", expected=", ".join(words[:20]), hint=hint)
            if named.count(word) > 1:
                message = f"data.pairs: the action {word!r} is named twice"
                raise fault(BAD_WORDS, message, hint="a word has one opposite, or one group of alternatives")


def _free_name(text: str, taken: Mapping[str, FactorFacts]) -> str:
    """A name of a factor that is not taken and can stand in a spec."""
    whole = UNSAID.sub("_", text).strip() or "action"
    name, number = whole[:LONGEST_NAME], 1
    while name in taken:
        number += 1
        name = f"{whole[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
    return name
