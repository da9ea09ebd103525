"""One form for a value however it is written, and one order for the values of a factor.

`1`, `01` and `1.0` are one value, as are `True` and `true`, and a word whose accents are written in two ways. Numbers
are compared as numbers, exactly, whichever script their digits are of; `nan` and `inf` are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from causalvq.data.labels.word_scales import on_a_scale
from causalvq.data.tables import number_text
from causalvq.data.written_numbers import MOST_DIGITS, Number, number_of
from causalvq.dsl.name_rule import cleaned

PLAIN: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)")
WITH_WORDS: Final = re.compile(r"([^\d+-]*)([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,9})?)([^\d]*)")
TRUTH: Final = frozenset({"true", "false"})
MOST_OF_SCALE: Final = 12
MOST_SHOWN: Final = 4  # spellings that a notice names

Key = tuple[str, Number | str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """The values of a column.

    Args:
        of: from each text to the value that it stands for.
        values: each once, in order.
        notices: what was taken for one value, or nearly was, in words.
        scale: that the values are in an order which such words have, in words; empty where they are not.
    """

    of: Mapping[str, str]
    values: tuple[str, ...]
    notices: tuple[str, ...] = ()
    scale: str = ""


def written(texts: Iterable[str]) -> Written:
    """The values that texts stand for.

    Where no two texts stand for one value all of them are left as they are, but for the way their accents and spaces
    are written; where some do, all numbers of a column of numbers are written in one way.

    >>> found = written(["1", "01", "2", "1.0"])
    >>> found.values, found.of["01"], found.notices
    (('1', '2'), '1', ("'01', '1' and '1.0' are one value, 1",))
    """
    plain = {text: cleaned(text) for text in dict.fromkeys(texts)}
    numbers = all(number_of(text) is not None for text in plain.values())
    keys = {text: key_of(own, exponents=numbers) for text, own in plain.items()}
    spellings: dict[Key, list[str]] = {}
    for text, key in keys.items():
        spellings.setdefault(key, []).append(text)
    meet = {key[0] for key, group in spellings.items() if len({plain[text] for text in group}) > 1}
    value = {
        key: name_of(key, [plain[text] for text in group])
        if len(group) > 1 or (key[0] in meet and (numbers or key[0] == "truth"))
        else plain[group[0]]
        for key, group in spellings.items()
    }
    told = (f"{listed(group)} are one value, {value[key]}" for key, group in spellings.items() if len(group) > 1)
    values = ordered(value.values())
    of = {text: value[key] for text, key in keys.items()}
    scale = on_a_scale(values)
    known = "" if scale is None else f"taken in the order that such words have: {shown(scale)}"
    return Written(of, scale or values, (*sorted(told), *nearly_alike(values)), known)


def shown(values: Sequence[str]) -> str:
    """The first values of a scale."""
    return ", ".join(values[:MOST_OF_SCALE]) + (", ..." if len(values) > MOST_OF_SCALE else "")


def key_of(text: str, *, exponents: bool = True) -> Key:
    """What texts of one value have in common.

    Args:
        text: without space around it.
        exponents: whether `1e5` is a number; among words it is one of them.
    """
    if exponents or PLAIN.fullmatch(text):
        number = number_of(text)
        if number is not None:
            return ("number", number, "")
    if text.casefold() in TRUTH:
        return ("truth", text.casefold(), "")
    match = WITH_WORDS.fullmatch(text)
    if match and not match[1].strip() and match[3].strip() and (number := number_of(match[2])) is not None:
        return ("quantity", number, match[3].strip())
    return ("word", text, "")


def name_of(key: Key, texts: Sequence[str]) -> str:
    """The name of a value that is written in several ways."""
    kind, value, _ = key
    if isinstance(value, Decimal) and kind == "number":
        whole = abs(value.adjusted()) <= MOST_DIGITS
        return str(int(value)) if whole else str(value.normalize())
    if kind == "number":
        return number_text(value)
    return str(value) if kind == "truth" else min(texts, key=lambda text: (len(text), text))


def ordered(values: Iterable[str]) -> tuple[str, ...]:
    """Values in the order of their numbers if all are numbers, or are with the same words around them; else by letters.

    >>> ordered({"10 ms", "5 ms"}), ordered({"red", "blue"}), ordered({"10", "9.5"})
    (('5 ms', '10 ms'), ('blue', 'red'), ('9.5', '10'))
    """
    known = sorted(set(values))
    for ranks in ([_amid_words(value) for value in known], [_alone(value) for value in known]):
        around = {rank[0] for rank in ranks if rank is not None}
        if len(around) == 1 and None not in ranks:
            return tuple(value for _, value in sorted(zip(ranks, known, strict=True)))
    return tuple(known)


def _amid_words(value: str) -> tuple[tuple[str, str], Number] | None:
    match = WITH_WORDS.fullmatch(value.strip())
    number = None if match is None else number_of(match[2])
    return None if match is None or number is None else ((match[1].strip(), match[3].strip()), number)


def _alone(value: str) -> tuple[tuple[str, str], Number] | None:
    number = number_of(value.strip())
    return None if number is None else (("", ""), number)


def place_of(values: Sequence[str], text: str) -> int | None:
    """Where the value stands that a text means, as it is written or in another way; None where there is none.

    >>> place_of(("1", "2"), "2.0"), place_of(("red", "blue"), "Red")
    (1, None)
    """
    if text in values:
        return values.index(text)
    wanted = key_of(cleaned(text))
    return next((index for index, value in enumerate(values) if key_of(cleaned(value)) == wanted), None)


def nearly_alike(values: Sequence[str]) -> list[str]:
    """What is told of values that differ in capitals alone: they are kept apart."""
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(" ".join(unicodedata.normalize("NFKC", value).casefold().split()), []).append(value)
    return [
        f"{listed(group)} differ in capitals alone, and are kept apart" for group in groups.values() if len(group) > 1
    ]


def listed(texts: Sequence[str]) -> str:
    """`'01', '1' and '1.0'`."""
    few = [repr(text) for text in sorted(texts)]
    few = few if len(few) <= MOST_SHOWN else [*few[: MOST_SHOWN - 1], f"{len(few) - MOST_SHOWN + 1} more"]
    return f"{', '.join(few[:-1])} and {few[-1]}"
