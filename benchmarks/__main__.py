"""Run benchmarks: `python -m benchmarks` runs all of them, `python -m benchmarks feeding` one, `--list` lists them.

A benchmark is a module or a package of this folder with a docstring and a function `main`. Options after the name of
one benchmark are its own, and so is all that follows `--`: `python -m benchmarks strangers --seeds 0`,
`python -m benchmarks ablations -- --steps 600 no_swap`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.machine import machine


def main() -> None:
    modules = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    names = sorted(set(modules) - {"__main__", "machine", "textbook"})
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Run benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; default: all of them")
    parser.add_argument("--list", action="store_true", help="list them and stop")
    ours, theirs, options = split_options(sys.argv[1:])
    arguments = parser.parse_args(ours)
    if theirs and len(arguments.names) != 1:
        parser.error("options after the names are for one benchmark")
    unknown = sorted(set(arguments.names) - set(names))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(names)}")
    if not arguments.list:
        print(machine(), flush=True)
    for name in arguments.names or names:
        module = importlib.import_module(f"benchmarks.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        print(f"\n{name}: {summary}" if not arguments.list else f"{name:16} {summary}", flush=True)
        if not arguments.list:
            module.main(*([options] if theirs else []))


def split_options(words: list[str]) -> tuple[list[str], bool, list[str]]:
    """Words for all benchmarks, whether there are options of one benchmark, and these.

    They begin with `--`, or with the first option after a name; `--list` is for all.
    """
    options = [
        at for at, word in enumerate(words) if word == "--" or (at and word.startswith("-") and word != "--list")
    ]
    at = options[0] if options else len(words)
    return words[:at], at < len(words), words[at + (words[at : at + 1] == ["--"]) :]


if __name__ == "__main__":
    main()
