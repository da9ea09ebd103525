"""Spec -> Plan: a short list of pure passes. Imports no torch.

plan = compile_spec(load(Path("examples/01_critters.yaml")))
plan = load_plan(Path(".causalvq/plans/critters.json"))
"""

from causalvq.offered import offer

__getattr__ = offer(
    __name__,
    {
        "artifacts.plan_file": ("load_plan",),
        "pipeline": ("compile_spec",),
        "plan": ("Plan",),
    },
)
