"""`causalvq explain KEY`: one key of the language, in full."""

from __future__ import annotations

from collections.abc import Iterator

from causalvq.dsl.describe.reference import KeyDoc, key_docs, suite_docs
from causalvq.dsl.language_diagnostics import NOTHING_TO_EXPLAIN
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, SpecError


def explain_key(key: str) -> str:
    """What is to be said of a key.

    Args:
        key: a dotted path (`codebook.size`), or only the end of one (`lr`).

    Raises:
        SpecError: no key of the language is called so (CVQ125).
    """
    docs = list(key_docs())
    wanted = key.removeprefix("spec.")
    found = named(docs, wanted)
    if not found:
        docs = list(suite_docs())
        found = [doc for doc in docs if wanted == "suite" and is_below(doc.path, wanted)] or named(docs, wanted)
    if not found:
        docs = [*key_docs(), *docs]
        names = list(dict.fromkeys([doc.path for doc in docs] + [doc.path.split(".")[-1] for doc in docs]))
        hint = did_you_mean(key, names) or "`causalvq explain` without a key lists all of them"
        raise SpecError(Diagnostic(NOTHING_TO_EXPLAIN, f"no key or code is called {key[:80]}", hint=hint))
    return "\n\n".join("\n".join(entry(doc, docs)) for doc in found)


def named(docs: list[KeyDoc], key: str) -> list[KeyDoc]:
    """The keys of this path, or else those whose paths end so."""
    return [doc for doc in docs if doc.path == key] or [doc for doc in docs if doc.path.endswith(f".{key}")]


def entry(doc: KeyDoc, docs: list[KeyDoc]) -> Iterator[str]:
    """The lines about one key."""
    yield doc.path + (f"   (with {doc.form})" if doc.form else "")
    yield f"  {doc.description}"
    yield f"  value:    {doc.kind}" + (f" ({doc.unit})" if doc.unit else "")
    yield f"  default:  {'none, it must be given' if doc.default is None else doc.default}"
    for example in doc.examples:
        yield f"  example:  {doc.path.split('.')[-1]}: {example}"
    below = [other for other in docs if is_below(other.path, doc.path)]
    if doc.section and below:
        yield "  keys:"
        for other in below:
            form = f" ({other.form})" if other.form else ""
            yield f"    {other.path.removeprefix(doc.path).lstrip('.')}{form}: {other.description}"


def is_below(path: str, parent: str) -> bool:
    """Whether a path is one step below another, through a list or not."""
    rest = path.removeprefix(parent) if path.startswith(parent) else ""
    return rest.removeprefix("[]").startswith(".") and "." not in rest.removeprefix("[]")[1:]


def overview() -> str:
    """Every key in a line, those of suites last."""
    lines = dict.fromkeys(f"{doc.path}: {doc.kind}" for doc in (*key_docs(), *suite_docs()) if not doc.section)
    return "\n".join(lines)
