import json
import subprocess
import sys
from pathlib import Path

import pytest

TARGET = Path(__file__).with_name("fuzz_spec.py")


def fuzz(count, seed):
    """Run the target as a process of its own, so that its memory can be told."""
    done = subprocess.run([sys.executable, TARGET, str(count), str(seed)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_thousand_documents():
    result = fuzz(1000, seed=1)

    assert result["outcomes"]["valid"] > 10
    assert len(result["outcomes"]) > 15, "the documents do not reach enough of the language"


@pytest.mark.slow
def test_twenty_thousand_documents():
    assert fuzz(20_000, seed=2)["documents"] == 20_000
