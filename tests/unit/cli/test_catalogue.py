"""Every code that is reported anywhere in the package is documented once, and every documented code is reported."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import causalvq
from causalvq.cli.catalogue import MODULES, all_codes
from causalvq.errors import Code

PACKAGE = Path(causalvq.__file__).parent


class Use(NamedTuple):
    """What a module says of codes: those it documents, others that it writes out, and the constants that it uses."""

    documented: list[str]
    written: set[str]
    named: set[tuple[str, str]]


def use(path):
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    documents = [call.args[0] for call in calls if call.func.id == "Code"]
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in documents]
    written = {node.value for node in texts if isinstance(node.value, str) and re.fullmatch(r"CVQ\d{3}", node.value)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in MODULES]
    origin = {alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names}
    own = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    if own in MODULES:
        origin |= {name: (own, name) for name in vars(import_module(own))}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return Use([document.value for document in documents], written, {origin[name] for name in loaded & set(origin)})


USES = [use(path) for path in sorted(PACKAGE.rglob("*.py"))]


def named_codes():
    """The constants of all stages, by module and name."""
    for module in MODULES:
        found = import_module(module)
        yield from ((module, name, code) for name, code in vars(found).items() if isinstance(code, Code))


def test_every_code_is_documented_once_where_explain_finds_it():
    documented = sorted(code for use in USES for code in use.documented)

    assert documented == sorted(set(documented)) == [str(code) for code in all_codes()]
    assert all(re.fullmatch(r"CVQ\d{3}", code) for code in documented)


def test_no_code_is_reported_but_by_its_constant():
    assert set().union(*(use.written for use in USES)) == set()


def test_every_code_that_is_documented_is_reported():
    taken = set().union(*(use.named for use in USES))

    assert [code for module, name, code in named_codes() if (module, name) not in taken] == []


def test_a_code_says_what_is_wrong_and_what_to_do():
    for code in all_codes():
        assert 0 < len(code.summary) <= 80, code
        assert not code.summary.endswith("."), code
        assert code.text.endswith("."), code
