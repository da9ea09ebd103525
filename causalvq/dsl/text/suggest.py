"""Did you mean: the closest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from causalvq.errors import Hint, Remedy


def distance(left: str, right: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours counting one; anything above `limit` is returned as `limit + 1`."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, previous, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def suggest(word: str, candidates: Collection[str]) -> str | None:
    """The candidate closest to `word`, when one is close enough to be a slip of the hand.

    >>> suggest("codebok", ["codebook", "graph"])
    'codebook'
    """
    if not 0 < len(word) <= 64:
        return None
    folded, limit = word.lower().replace("-", "_"), max(1, len(word) // 4)
    best: str | None = None
    for candidate in candidates:
        edits = distance(folded, candidate.lower(), limit)
        if edits <= limit:
            best, limit = candidate, edits - 1
            if limit < 0:
                break
    return best or completion(folded, candidates)


def completion(start: str, candidates: Iterable[str]) -> str | None:
    """The only candidate that begins with what was written, three letters at least."""
    found = [candidate for candidate in candidates if candidate.lower().startswith(start)]
    return found[0] if len(found) == 1 and len(start) >= 3 else None


def is_clear(word: str, found: str, candidates: Iterable[str]) -> bool:
    """Whether what was suggested is a slip away from the word, and nothing else is as near.

    Words of two letters, and names that differ in a digit (`view_1` and `view_2`), are too often different things.

    >>> is_clear("codebok", "codebook", ["codebook", "graph"]), is_clear("bar", "car", ["far", "car"])
    (True, False)
    >>> is_clear("view_2", "view_1", ["view_1"])
    False
    """
    if len(word) < 3 or digits(word) != digits(found):
        return False
    folded, longest = word.lower().replace("-", "_"), max(len(word), len(found))
    edits = distance(folded, found.lower(), longest)
    others = (distance(folded, other.lower(), edits) for other in candidates if other != found)
    return edits <= max(1, len(word) // 4) and all(other > edits for other in others)


def digits(word: str) -> list[str]:
    """The digits of a word."""
    return [sign for sign in word if sign.isdigit()]


def did_you_mean(word: str, candidates: Collection[str]) -> Hint | None:
    """The same as a hint to print: `did you mean codebook?`."""
    found = suggest(word, candidates)
    if not found:
        return None
    remedy = Remedy("name", found, was=word, certain=is_clear(word, found, candidates))
    return Hint(f"did you mean {found}?", remedy)
