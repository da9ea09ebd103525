"""What holds of every plan, whoever wrote it. The passes run under it, and no plan file is read without it.

A rule is a function that asks for parts of the plan by the names of its arguments and yields what is wrong, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import signature

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import Plan
from causalvq.compiler.verifier import causal_rules, data_rules, graph_rules, training_rules

Rule = Callable[..., Iterable[str]]

RULES: tuple[Rule, ...] = (*data_rules.RULES, *causal_rules.RULES, *graph_rules.RULES, *training_rules.RULES)


def require(draft: Draft, before: Draft) -> None:
    """Stop at a draft that breaks a rule: a fault of ours, not of the spec's.

    Args:
        draft: after a pass.
        before: the draft that the pass was given; rules that could be checked then are not checked again.
    """
    for rule in RULES:
        if readable(rule, draft) and not readable(rule, before):
            broken = list(rule(*arguments(rule, draft)))
            assert not broken, f"after the pass {draft.step}: {'; '.join(broken)}"


def violations(plan: Plan) -> Iterator[str]:
    """The rules that a plan breaks, in words."""
    for rule in RULES:
        yield from rule(*arguments(rule, plan))


def arguments(rule: Rule, parts: Draft | Plan) -> list[object]:
    """The parts that a rule asks for."""
    return [getattr(parts, name) for name in asked_for(rule)]


@cache
def asked_for(rule: Rule) -> tuple[str, ...]:
    """The names of the parts that a rule asks for."""
    return tuple(signature(rule).parameters)


def readable(rule: Rule, draft: Draft) -> bool:
    """Whether all parts that a rule asks for are there: the type of a draft has those that are made."""
    return all(hasattr(draft, name) for name in asked_for(rule))
