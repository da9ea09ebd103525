"""How metrics of arrays report: codes CVQ6xx, and a short constructor for `MetricError`."""

from __future__ import annotations

from causalvq.errors import Code, Diagnostic, MetricError

BAD_ARRAY = Code(
    "CVQ601",
    "an array that cannot be scored",
    "Codes are whole numbers of at least 0, a row a sample and a column a variable; vectors are finite numbers; "
    "factors are whole numbers or words, a row a sample and a column a factor. Rows of probabilities sum to 1; "
    "images are [b, H, W] or [b, H, W, C]. The message names the array and what is wrong.",
)
TOO_FEW = Code(
    "CVQ602",
    "too few samples to score",
    "A metric needs at least four samples, two to fit to and two to be measured on, and a variable of codes cannot "
    "have more states than there are samples, nor a factor more values than half of them: number the states that "
    "occur from 0, cut measurements into bins.",
)
UNLIKE = Code(
    "CVQ603",
    "arrays of different lengths",
    "Arrays that are scored together have a row for each sample, in the same order; names have one for each factor.",
)
NO_CLASSIFIER = Code(
    "CVQ604",
    "a metric of arrays without its library",
    "The metric is made with scikit-learn, which `pip install 'causalvq[metrics]'` brings. The others need "
    "nothing more.",
)
NO_METRIC = Code(
    "CVQ605",
    "a metric that is not there, or not of such arrays",
    "The message lists the metrics that can be made. The use of states is of codes, not of vectors.",
)
NOTHING_VARIES = Code(
    "CVQ606",
    "no factor varies",
    "Every factor has one value in all samples, so that there is nothing to tell.",
)
ONE_VALUE = Code(
    "CVQ607",
    "a factor of one value is left out",
    "A note: a factor that has the same value in all samples has nothing to tell. Scores are of the others.",
)
TOO_LARGE = Code(
    "CVQ608",
    "codes of too many states",
    "Codes are scored with a column a state, which must fit in memory beside the samples. Score some of the samples, "
    "or some of the variables.",
)
NO_ARRAY = Code(
    "CVQ609",
    "an array that is missing",
    "Arrays are scored in sets: codes (or vectors) and factors; probabilities, actions and factor_of; before, after "
    "and wanted; images and truth; graph and true_graph; image_before, image_after and image_wanted. A set of which "
    "one array is there must be whole, unless --metrics asks for another one. The message says what is missing; "
    "docs/guide/metrics.md has all names.",
)
NOT_READ = Code(
    "CVQ610",
    "an array that is not read",
    "A note: no metric has an array of that name, so that it changes no score. Rename it if it was meant to.",
)


def fault(
    code: Code, message: str, expected: str | None = None, got: str | None = None, hint: str | None = None
) -> MetricError:
    """An error with one diagnostic."""
    return MetricError(Diagnostic(code, message, expected=expected, got=got, hint=hint))
