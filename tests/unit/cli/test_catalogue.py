"""Every code that is reported anywhere in the package is documented once, and every documented code is reported."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import causalvq
from causalvq.cli.catalogue import MODULES, all_codes, codes_of

PACKAGE = Path(causalvq.__file__).parent


class Use(NamedTuple):
    """What a module says of codes: those that it writes out, and the names that it takes from elsewhere and uses."""

    written: set[str]
    named: set[tuple[str, str]]


def use(path):
    tree = ast.parse(path.read_text())
    documents = {call.args[0] for call in ast.walk(tree) if isinstance(call, ast.Call) and called(call) in KINDS}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in documents]
    written = {node.value for node in texts if isinstance(node.value, str) and re.fullmatch(r"CVQ\d{3}", node.value)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in MODULES]
    origin = {alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names}
    own = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    if own in MODULES:
        origin |= {name: (own, name) for name in vars(import_module(own))}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return Use(written, {origin[name] for name in loaded & set(origin)})


KINDS = {"Code", "CodeDoc"}


def called(call):
    return call.func.id if isinstance(call.func, ast.Name) else ""


USES = [use(path) for path in sorted(PACKAGE.rglob("*.py"))]


def named_codes():
    """The constants of all stages, by module and name."""
    for module in MODULES:
        found = import_module(module)
        yield from ((module, name, code) for name, code in vars(found).items() if code in codes_of(found))


def test_no_code_has_two_meanings():
    codes = [str(code) for code in all_codes()]

    assert len(codes) == len(set(codes)) > 100
    assert all(re.fullmatch(r"CVQ\d{3}", code) for code in codes)


def test_every_code_that_is_reported_is_documented():
    assert set().union(*(use.written for use in USES)) <= set(all_codes())


def test_every_code_that_is_documented_is_reported():
    taken = set().union(*(use.named for use in USES))
    written = set().union(*(use.written for use in USES))
    reported = written | {code for module, name, code in named_codes() if (module, name) in taken}

    assert set(all_codes()) - reported == set()


def test_a_code_that_has_a_name_is_reported_by_it():
    assert {code for _, _, code in named_codes()} & set().union(*(use.written for use in USES)) == set()


def test_a_code_says_what_is_wrong_and_what_to_do():
    for code in all_codes():
        assert 0 < len(code.summary) <= 80, code
        assert not code.summary.endswith("."), code
        assert code.text.endswith("."), code
