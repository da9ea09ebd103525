"""The language: text -> `Spec`, with the place of every value. Imports no torch and no numpy.

from causalvq.dsl import load
document = load(Path("examples/01_critters.yaml"), ["codebook.size=16"])
document.spec.codebook.size, document.place("codebook.size")
"""

from causalvq.offered import offer

__getattr__ = offer(
    __name__,
    {
        "documents.document": ("Document",),
        "loader": ("load",),
        "spec": ("Spec",),
        "text.suggest": ("did_you_mean", "suggest"),
    },
)
