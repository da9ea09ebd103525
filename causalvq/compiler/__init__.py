"""Spec -> Plan: a short list of pure passes. Imports no torch.

plan = compile_spec(load(Path("examples/01_critters.yaml")))
plan = load_plan(Path(".causalvq/plans/critters.json"))
"""

from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.compiler.pipeline import compile_spec
from causalvq.compiler.plan import Plan

__all__ = ["Plan", "compile_spec", "load_plan"]
