from __future__ import annotations

from collections.abc import Iterator

import pytest

from causalvq.compiler import machine


@pytest.fixture(autouse=True, scope="session")
def quick_measurement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """This machine is measured in no time, and what was measured is kept out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAUSALVQ_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(machine, "SECONDS", 0.01)
        yield
