"""Rules across the keys of a suite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from causalvq.dsl.checks.registration import Check, Finding
from causalvq.dsl.language_diagnostics import NOT_AN_OVERRIDE
from causalvq.dsl.spec.suite import Suite, SuiteSpec, Test
from causalvq.dsl.suite_diagnostics import (
    NAMED_TWICE,
    NOT_IN_SUITE,
    NOT_ONE_BOUND,
    SET_OF_NOTHING,
    SUITE_DECIDES,
    TWO_BUDGETS,
)
from causalvq.dsl.text import nodes
from causalvq.dsl.text.suggest import did_you_mean


def name_of(spec: SuiteSpec) -> str:
    """What a spec of a suite is called: as it says, or as its file."""
    return spec.name or spec.spec.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def kinds_of_images(suite: Suite) -> Iterator[Finding]:
    """CVQ541: a set needs one of data and path."""
    for index, one in enumerate(suite.sets):
        if (one.data is None) == (one.path is None):
            which = "neither data nor path" if one.data is None else "both data and path"
            yield Finding(f"the set {one.name} has {which}", f"sets[{index}]", expected="one of data, path")


def names(suite: Suite) -> Iterator[Finding]:
    """CVQ542: names and seeds that are there twice."""
    yield from names_of_specs(suite)
    yield from repeated([one.name for one in suite.sets], "sets")
    yield from repeated([one.name for one in suite.claims], "claims")
    yield from repeated([str(seed) for seed in suite.seeds], "seeds")


def names_of_specs(suite: Suite) -> Iterator[Finding]:
    """Two specs of one name may not be trained on one set."""
    hint = "give one of them a name of its own, or each `sets` of its own"
    for index, one in enumerate(suite.specs):
        for first, other in enumerate(suite.specs[:index]):
            if name_of(one) == name_of(other) and (not one.sets or not other.sets or {*one.sets} & {*other.sets}):
                related = (("first written here", f"specs[{first}]"),)
                yield Finding(f"{name_of(one)} is there twice in specs", f"specs[{index}]", hint=hint, related=related)
                break


def repeated(found: Sequence[str], where: str) -> Iterator[Finding]:
    """What stands in a list of a suite for the second time."""
    for index, name in enumerate(found):
        first = found.index(name)
        if first < index:
            related = (("first written here", f"{where}[{first}]"),)
            yield Finding(f"{name} is there twice in {where}", f"{where}[{index}]", related=related)


def budgets(suite: Suite) -> Iterator[Finding]:
    """CVQ543: steps and minutes contradict each other."""
    if suite.steps is not None and suite.minutes is not None:
        related = (("steps are given here", "steps"),)
        yield Finding("minutes are given, and steps too", "minutes", expected="one of steps, minutes", related=related)


def own_values(suite: Suite) -> Iterator[Finding]:
    """CVQ546: `set` replaces what the suite says once for all."""
    taken = ["seed", *(["data"] if suite.sets else [])]
    taken += ["train.steps"] if suite.steps or suite.minutes else []
    for where, one in (*enumerated("specs", suite.specs), *enumerated("sets", suite.sets)):
        for number, setting in enumerate(one.set):
            key = setting.partition("=")[0].rstrip("+").strip()
            whole = next((name for name in taken if key == name or key.startswith((f"{name}.", f"{name}["))), None)
            if whole is not None or key in parents(taken):
                yield Finding(f"{key} is said by the suite", f"{where}.set[{number}]", got=setting)


def parents(keys: Sequence[str]) -> set[str]:
    """The sections that keys are in."""
    return {key.split(".")[0] for key in keys if "." in key}


def enumerated(where: str, parts: Sequence[object]) -> Iterator[tuple[str, Any]]:
    """The parts of a list with their paths."""
    yield from ((f"{where}[{index}]", part) for index, part in enumerate(parts))


def sets_of_specs(suite: Suite) -> Iterator[Finding]:
    """CVQ544: a spec is trained on a set that is not there."""
    known = list(dict.fromkeys(one.name for one in suite.sets))
    for index, spec in enumerate(suite.specs):
        for number, name in enumerate(spec.sets or ()):
            if name not in known:
                yield absent(f"the suite has no set {name}", f"specs[{index}].sets[{number}]", name, known)


def absent(message: str, path: str, name: str, known: Sequence[str]) -> Finding:
    """A name that is not among those that are known."""
    expected = f"one of {', '.join(known)}" if known else "no set: the suite has none"
    return Finding(message, path, expected=expected, hint=did_you_mean(name, known))


def tests_of(suite: Suite) -> Iterator[tuple[str, Test]]:
    """Every test of every claim, with its path."""
    for index, claim in enumerate(suite.claims):
        yield from enumerated(f"claims[{index}].tests", claim.tests)


def bounds(suite: Suite) -> Iterator[Finding]:
    """CVQ545: a test has one bound."""
    for path, test in tests_of(suite):
        if (test.at_least is None) == (test.at_most is None):
            which = "no bound" if test.at_least is None else "two bounds"
            yield Finding(f"the test has {which}", path, expected="one of at_least, at_most")


def names_of_tests(suite: Suite) -> Iterator[Finding]:
    """CVQ544: a test names a spec or a set that is not there, or a run that the suite does not train."""
    for path, test in tests_of(suite):
        than = test.than
        yield from named_run(suite, path, test.spec, test.set, ("spec", "set"))
        if than is not None and (than.spec is not None or than.set is not None):
            yield from named_run(
                suite, f"{path}.than", than.spec or test.spec, than.set or test.set, (than.spec, than.set)
            )


def named_run(
    suite: Suite, path: str, spec: str, one: str | None, written: tuple[str | None, str | None]
) -> Iterator[Finding]:
    """What is wrong with the spec and the set that a test names; `written` are those of them that stand at its path."""
    specs = list(dict.fromkeys(name_of(each) for each in suite.specs))
    sets = list(dict.fromkeys(each.name for each in suite.sets))
    if spec not in specs:
        if written[0]:
            yield absent(f"the suite has no spec {spec}", f"{path}.spec", spec, specs)
        return
    if one is not None and one not in sets:
        if written[1]:
            yield absent(f"the suite has no set {one}", f"{path}.set", one, sets)
        return
    trained = trained_on(spec, suite)
    if one is None and len(trained) > 1:
        yield Finding(f"{spec} is trained on several sets", path, expected=f"set: one of {', '.join(trained)}")
    elif one is not None and one not in trained:
        yield absent(f"{spec} is not trained on {one}", f"{path}.set", one, trained)


def trained_on(spec: str, suite: Suite) -> tuple[str, ...]:
    """The sets that a spec is trained on, whichever of its files is meant for them; none where the suite has none."""
    named = [one for one in suite.specs if name_of(one) == spec]
    return tuple(one.name for one in suite.sets if any(each.sets is None or one.name in each.sets for each in named))


def settings(suite: Suite) -> Iterator[Finding]:
    """CVQ123: a value of `set` is none that `--set` takes."""
    for where, one in (*enumerated("specs", suite.specs), *enumerated("sets", suite.sets)):
        for number, setting in enumerate(one.set):
            key, sign, _ = setting.partition("=")
            path = nodes.parse_path(key.strip().removesuffix("+").strip())
            if not sign or path is None or isinstance(path[0], int):
                found = f"not an override: {setting[:80]}"
                yield Finding(found, f"{where}.set[{number}]", expected="KEY=VALUE, or KEY+=VALUE")


CHECKS = (
    Check(SET_OF_NOTHING, ("sets",), kinds_of_images),
    Check(NAMED_TWICE, ("specs", "sets", "claims", "seeds"), names),
    Check(TWO_BUDGETS, ("steps", "minutes"), budgets),
    Check(SUITE_DECIDES, ("specs", "sets", "steps", "minutes"), own_values),
    Check(NOT_AN_OVERRIDE, ("specs", "sets"), settings),
    Check(NOT_IN_SUITE, ("specs", "sets"), sets_of_specs),
    Check(NOT_ONE_BOUND, ("claims",), bounds),
    Check(NOT_IN_SUITE, ("claims", "specs", "sets"), names_of_tests),
)
