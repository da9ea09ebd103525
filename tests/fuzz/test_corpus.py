"""What `make fuzz` once found, read again: each case is read or refused, in little time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fuzz.worker import READERS, reader_of, tried

CORPUS = Path(__file__).parents[1] / "corpus"
CASES = sorted(path for path in CORPUS.glob("*/*") if path.name[0] != ".")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """What the cases of a reader need, made once for all readers that share it."""
    made = {}

    def of(name):
        prepare = reader_of(name).prepare
        if prepare not in made:
            made[prepare] = prepare(tmp_path_factory.mktemp(name))
        return made[prepare]

    return of


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name[:12]}")
def test_what_failed_once_is_read_or_refused(case, context, tmp_path):
    copy = tmp_path / case.name  # a reader may write beside it
    copy.write_bytes(case.read_bytes())

    fault = tried(reader_of(case.parent.name), copy, context(case.parent.name)).fault

    assert fault is None, fault


@pytest.mark.parametrize("name", READERS)
def test_each_reader_takes_some_generated_cases(name, context, tmp_path):
    from random import Random

    for number in range(5):
        ending, content = reader_of(name).make(Random(number), context(name))
        path = tmp_path / f"case{number}{ending}"
        path.write_bytes(content)
        fault = tried(reader_of(name), path, context(name)).fault
        assert fault is None, fault
