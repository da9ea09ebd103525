"""The language: text -> `Spec`, with the place of every value. Imports no torch and no numpy.

from causalvq.dsl import load
document = load(Path("examples/01_critters.yaml"), ["codebook.size=16"])
document.spec.codebook.size, document.place("codebook.size")
"""

from causalvq.dsl.documents.document import Document
from causalvq.dsl.loader import load
from causalvq.dsl.spec import Spec
from causalvq.dsl.text.suggest import did_you_mean, suggest

__all__ = ["Document", "Spec", "did_you_mean", "load", "suggest"]
