"""When a factor has not been learned: that it has not, why that is likely, and what to change."""

from causalvq.runtime.evaluation.diagnosis.causes import Evidence, diagnosed
from causalvq.runtime.evaluation.diagnosis.evidence import evidence_of

__all__ = ["Evidence", "diagnosed", "evidence_of"]
