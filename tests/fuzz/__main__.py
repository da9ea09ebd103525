"""`make fuzz`: each reader under generated cases, with limits of time and memory; what fails is kept in tests/corpus.

    python -m fuzz [--cases N] [--seed S] [READER ...]

Prints for each reader how many cases were tried, how many passed (were read, or refused with a diagnostic), and how
many of these were refused as a whole.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fuzz.worker import READERS

CORPUS = Path(__file__).parents[1] / "corpus"
STUCK = 60.0
"""Seconds without a case coming to its end, after which its process is ended."""

KEPT = 5
"""Cases of one reader that are kept for one reason."""


def main() -> None:
    options = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    options.add_argument("--cases", type=int, default=300, help="of each reader")
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("readers", nargs="*", choices=[*READERS, []])
    asked = options.parse_args()
    print(f"seed {asked.seed}", flush=True)
    print(f"{'reader':<12} {'tried':>7} {'passed':>7} {'refused':>8} {'slowest':>8}", flush=True)
    failed = 0
    for name in asked.readers or READERS:
        with tempfile.TemporaryDirectory(prefix="fuzz.") as folder:
            faults = fuzz(name, asked.seed, asked.cases, Path(folder))
            outcomes = outcomes_in(Path(folder))
        refused, slowest = sum(one for one, _ in outcomes), max((seconds for _, seconds in outcomes), default=0.0)
        passed = asked.cases - len(faults)
        print(f"{name:<12} {asked.cases:>7,} {passed:>7,} {refused:>8,} {slowest:>6.3f} s", flush=True)
        failed += len(faults)
        for why, cases in by_reason(faults).items():
            print(f"    {len(cases)} times: {why}\n        {', '.join(str(case) for case in cases[:KEPT])}", flush=True)
    sys.exit(failed > 0)


def fuzz(name: str, seed: int, cases: int, folder: Path) -> list[tuple[str, Path]]:
    """Try the cases of a reader; the reason of each that failed, and where it is kept."""
    faults: list[tuple[str, Path]] = []
    first = 0
    while first < cases:
        first = run_worker(name, seed, first, cases, folder, faults)
    for why in sorted((folder / "failed").glob("*.why")):
        case = next(
            path for path in why.parent.glob(f"{why.stem}.*") if path.suffix != ".why" or path.name.count(".") > 1
        )
        faults.append((why.read_text(), keep(case, name, case.name[case.name.index(".") :])))
    return faults


def run_worker(name: str, seed: int, first: int, last: int, folder: Path, faults: list[tuple[str, Path]]) -> int:
    """Run a process until it is done, dies or is stuck; returns the case to go on with."""
    command = [sys.executable, "-m", "fuzz.worker", name, str(seed), str(first), str(last), str(folder)]
    log = folder / "log"
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment()) as process:
        seen, since = "", time.monotonic()
        while process.poll() is None:
            time.sleep(0.2)
            now = (folder / "now").read_text() if (folder / "now").exists() else ""
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > STUCK:
                process.kill()
                process.wait()
    if process.returncode == 0:
        return last
    number, _, case = (folder / "now").read_text().partition(" ") if (folder / "now").exists() else ("", "", "")
    if not case or not (folder / case).exists():
        raise SystemExit(f"the fuzzer itself failed:\n{log.read_text()[-3000:]}")
    why = "stuck" if process.returncode == -9 else f"the process died ({process.returncode}): {log.read_text()[-500:]}"
    faults.append((why, keep(folder / case, name, case[case.index(".") :])))
    return int(number) + 1


def environment() -> dict[str, str]:
    """Of a worker: it imports from the tests, and spoils nobody's cache."""
    tests = Path(__file__).parents[1]
    paths = [str(tests.parent), str(tests), str(tests / "property")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def keep(case: Path, name: str, ending: str) -> Path:
    """Copy a case to the corpus, under a name that its content says."""
    content = case.read_bytes()
    place = CORPUS / name / f"{hashlib.sha256(content).hexdigest()[:12]}{ending}"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(case, place)
    return place.relative_to(CORPUS.parents[1])


def by_reason(faults: list[tuple[str, Path]]) -> dict[str, list[Path]]:
    """The cases of each reason: where in the package it happened, and what."""
    found: dict[str, list[Path]] = {}
    for text, case in faults:
        lines = text.strip().splitlines() or [""]
        where = next((line.strip() for line in reversed(lines) if "causalvq/" in line and 'File "' in line), "")
        found.setdefault(f"{lines[-1][:200]}  {where[-120:]}", []).append(case)
    for cases in found.values():
        for extra in set(cases[KEPT:]) - set(cases[:KEPT]):
            (CORPUS.parents[1] / extra).unlink(missing_ok=True)
    return found


def outcomes_in(folder: Path) -> list[tuple[bool, float]]:
    """Whether each case was refused, and the seconds that it took."""
    file = folder / "outcomes"
    return [tuple(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []


if __name__ == "__main__":
    main()
