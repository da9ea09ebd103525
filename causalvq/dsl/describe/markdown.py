"""The reference as Markdown, made from the models and the list of codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from causalvq.dsl.describe.reference import KeyDoc, key_docs, suite_docs
from causalvq.dsl.spec import API_VERSION
from causalvq.errors import Code

NOTICE = "<!-- Made from the source by `make golden`; edit the field descriptions, not this file. -->"

STAGES = {
    "CVQ1": "the text of a spec",
    "CVQ2": "the compiler",
    "CVQ3": "data",
    "CVQ4": "runs",
    "CVQ5": "queries, and suites of runs",
    "CVQ6": "metrics of arrays",
}


def spec_markdown() -> str:
    """`docs/reference/spec.md`: every key, its type, range, unit, default and meaning."""
    lines = [
        f"# The spec ({API_VERSION})",
        "",
        NOTICE,
        "",
        "Every key of the language. A key without a default must be given. `causalvq explain KEY` shows one of these "
        "entries, `causalvq render SPEC` a spec with every default written out.",
        "",
        "`extends: PATH`, or a list of paths, at the root starts from another spec, or several: mappings merge key by "
        "key, anything else replaces, lists included; so does a mapping whose `kind` or `format` differs. A relative "
        "path starts at the folder of the file that says it. `--set KEY=VALUE` on the command line replaces one value "
        "and is checked like the file; `--set KEY+=VALUE` appends to a list. `${env:NAME}` in a value, and `~` and "
        "`$NAME` in a path, take what the environment says.",
    ]
    root = ""
    docs = list(key_docs())
    lines += ["", "## At the root", "", *table(doc for doc in docs if "." not in doc.path and "[]" not in doc.path)]
    for doc in docs:
        section = section_of(doc.path)
        if section and section != root:
            root = section
            inside = [other for other in docs if section_of(other.path) == section]
            lines += ["", f"## {section}", "", *table(inside)]
    return "\n".join(lines) + "\n"


def suite_markdown() -> str:
    """`docs/reference/suite.md`: every key of a suite."""
    lines = [
        f"# The suite ({API_VERSION})",
        "",
        NOTICE,
        "",
        "Every key of a suite, as `causalvq bench` takes it; `data` is as in [a spec](spec.md). `causalvq explain "
        "suite.KEY` shows one of these entries. [The guide](../guide/bench.md) goes through it.",
        "",
        *table(replace(doc, path=doc.path.removeprefix("suite.")) for doc in suite_docs()),
    ]
    return "\n".join(lines) + "\n"


def section_of(path: str) -> str:
    """The root key that a path lies below; empty for a root key itself."""
    head, dot, _ = path.replace("[]", ".[]").partition(".")
    return head if dot else ""


def table(docs: Iterable[KeyDoc]) -> Iterator[str]:
    """Rows of keys."""
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for doc in docs:
        unit = f" ({doc.unit})" if doc.unit else ""
        form = f"With `{doc.form}`: " if doc.form and not doc.path.endswith((".kind", ".format")) else ""
        default = (
            "required" if doc.default is None else doc.default if doc.default == "see its keys" else f"`{doc.default}`"
        )
        example = f" Example: {', '.join(f'`{text}`' for text in doc.examples)}." if doc.examples else ""
        meaning = cell(f"{form}{doc.description}{example}")
        yield f"| `{doc.path}` | {cell(doc.kind)}{unit} | {cell(default)} | {meaning} |"


def cell(text: str) -> str:
    """Text that stays in its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def codes_markdown(codes: Iterable[Code]) -> str:
    """`docs/reference/diagnostics.md`: every code, what it means and an example of it."""
    lines = [
        "# Diagnostics",
        "",
        NOTICE,
        "",
        "Every code, stable from one version to the next. `causalvq explain CODE` shows one of these entries.",
    ]
    stage = ""
    for doc in sorted(codes):
        if doc[:4] != stage:
            stage = doc[:4]
            lines += ["", f"## {stage}xx: {STAGES[stage]}"]
        lines += ["", f"### {doc}: {doc.summary}", "", doc.text]
        if doc.example:
            lines += ["", "```yaml", doc.example, "```"]
    return "\n".join(lines) + "\n"
