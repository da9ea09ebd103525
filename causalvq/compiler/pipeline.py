"""The compiler on one screen: `Document` -> `Plan`.

Everything that a compilation reads from disk is read first; from there on every pass is a pure function from a draft
to a draft with one more part, of a type that says so, and the verifier looks at the draft after each of them.

What becomes of a plan next: `causalvq/runtime/training/loop.py` trains it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from causalvq.compiler import verifier
from causalvq.compiler.draft import Draft, Inputs, WithPlan
from causalvq.compiler.passes.actions import actions
from causalvq.compiler.passes.cost import cost
from causalvq.compiler.passes.direction import direction
from causalvq.compiler.passes.evaluation_metrics import metrics
from causalvq.compiler.passes.graph import graph
from causalvq.compiler.passes.lock import lock
from causalvq.compiler.passes.networks import networks
from causalvq.compiler.passes.pairs import pairs
from causalvq.compiler.passes.phases import phases
from causalvq.compiler.passes.source_facts import facts, faults
from causalvq.compiler.passes.training_losses import losses
from causalvq.compiler.passes.unused_options import relevance
from causalvq.compiler.passes.variables import variables
from causalvq.compiler.placement.action_kinds import asked
from causalvq.compiler.plan import Plan
from causalvq.data.counting import count_pairs
from causalvq.data.facts import PairCounts
from causalvq.data.preparation import Finding, Opened, absent_facts, arrange_opened, open_data
from causalvq.data.registry import open_native
from causalvq.dsl.documents.document import Document
from causalvq.errors import DataError, Diagnostic

Given = TypeVar("Given", bound=Draft)
Made = TypeVar("Made", bound=Draft)


def compile_spec(document: Document) -> Plan:
    """Lower a spec to a plan.

    Args:
        document: the spec; relative paths in it start from the folder of its file.

    Raises:
        CompileError: when no plan can be made of the spec.
        DataError: when source or tables are not there or not what they should be.
    """
    return compile_draft(gather(document)).plan


def compile_draft(inputs: Inputs) -> WithPlan:
    """Run all passes; the last draft holds the plan, the decisions and the warnings.

    Raises:
        CompileError: when no plan can be made of the spec.
    """
    sourced = after(facts, Draft(inputs=inputs))  # which images, which factors; how they are split and paired
    paired = after(pairs, sourced)  # of each factor and part: enough to train and to score
    numbered = after(actions, paired)  # interventions on factors, in an order
    placed = after(variables, numbered)  # names, owners, states
    directed = after(direction, placed)  # factors whose steps go along a line
    linked = after(graph, directed)  # statements -> masks and prior log-odds
    sized = after(networks, linked)  # depth, widths, layers
    weighed = after(losses, sized)  # the weight of each term
    scheduled = after(phases, weighed)  # how long, in which phases
    sifted = after(relevance, scheduled)  # what the spec says in vain
    measured = after(metrics, sifted)  # what is measured after training
    priced = after(cost, measured)  # parameters, multiply-adds, memory
    return after(lock, priced)  # the parts as one plan


def after(run: Callable[[Given], Made], draft: Given) -> Made:
    """The draft after a pass, which the verifier has looked at."""
    made = run(replace(draft, step=run.__name__))
    verifier.require(made, draft)
    return made


def gather(document: Document, find: Finding = open_native) -> Inputs:
    """Read what the passes need.

    Args:
        document: the spec.
        find: opens a source in its own size; who asks again and again may keep those that are open.

    Raises:
        CompileError: when the graph file is not what its ending says.
        DataError: when source or tables are not there or not what they should be.
    """
    data, base, file = document.spec.data, document.path.parent, document.spec.graph.file
    absent = absent_facts(data, base=base)
    if absent is not None:
        inputs = Inputs(document, absent)
    else:
        opened = open_data(data, base=base, find=find)
        inputs = Inputs(document, opened.facts, pairs_digest=opened.table.digest if opened.table else "")
        if not any(faults(inputs)):
            inputs = replace(inputs, counts=counted(opened, document))
    if file is None:
        return inputs
    from causalvq.compiler.graphs.graph_files import read_knowledge  # and its parsers, which few specs need

    return replace(inputs, knowledge=read_knowledge(file, base, document.place("graph.file")))


def counted(opened: Opened, document: Document) -> PairCounts:
    """The pairs of each factor and part.

    Raises:
        DataError: when split or pairs are not as they should be, at the place of the key that the message begins with.
    """
    spec = document.spec
    try:
        return count_pairs(arrange_opened(opened, spec.data, asked(spec), spec.seed))
    except DataError as error:
        raise DataError(*(placed(found, document) for found in error.diagnostics)) from error


def placed(found: Diagnostic, document: Document) -> Diagnostic:
    """A diagnostic of the data with a place in the spec, where it has none of its own."""
    key = re.match(r"data[.a-z]*", found.message)
    return replace(found, place=found.place or document.place(key[0] if key else "data"))
