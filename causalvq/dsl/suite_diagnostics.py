"""The codes of suites and of the bench that runs them, CVQ540 to CVQ559."""

from __future__ import annotations

from causalvq.errors import Code

SUITE_OR_SPEC = Code(
    "CVQ540",
    "a spec where a suite is wanted, or a suite where a spec is",
    "`causalvq bench` runs suites, which say so with `kind: suite`; all other commands take specs. A suite names the "
    "specs to train, the sets to train them on and the seeds.",
)
SET_OF_NOTHING = Code(
    "CVQ541",
    "a set without images, or with two kinds of them",
    "A set of a suite has either `data`, as in a spec, or `path`, as `causalvq init --data` takes it.",
    "sets: [{name: mine}]",
)
NAMED_TWICE = Code(
    "CVQ542",
    "a name or a seed stands in a suite twice",
    "Specs, sets and claims are told apart by their names, and runs of one spec on one set by their seeds. A spec "
    "without a name is called as its file. Two files may have one name when each has `sets` and they share none: they "
    "are then one spec in the table.",
    "seeds: [0, 0]",
)
TWO_BUDGETS = Code(
    "CVQ543",
    "both steps and minutes are given",
    "Either every run takes the same steps, or each takes as many as fit into the same time.",
    "steps: 500\nminutes: 5",
)
NOT_IN_SUITE = Code(
    "CVQ544",
    "a name that the suite does not have",
    "Claims name specs and sets of their suite, and a spec may name the sets that it is trained on. A test must say "
    "its set where there are several, and its spec must be trained on it.",
    "claims: [{name: a, says: b, tests: [{score: preserved, spec: our, at_least: 0.99}]}]",
)
NOT_ONE_BOUND = Code(
    "CVQ545",
    "a test of a claim without one bound",
    "A test says what its score has to reach: one of `at_least` and `at_most`.",
    "tests: [{score: preserved, spec: ours}]",
)
SUITE_DECIDES = Code(
    "CVQ546",
    "a value that the suite itself decides",
    "The seed, the data of a set, and `steps` or `minutes` are said once, for all runs of a suite. What `set` replaces "
    "are other values of the spec.",
    "set: [seed=3]",
)
TOO_MANY_THREADS = Code(
    "CVQ547",
    "more threads than cores",
    "Processes side by side with more threads than the machine has cores wait for each other: they take longer, and "
    "the same minutes are not the same work. Take fewer `processes` or `threads`.",
)
NOTHING_CHOSEN = Code(
    "CVQ548",
    "--only chooses nothing",
    "`--only` takes `SPEC`, `SPEC/SET` or `SPEC/SET/SEED`, each part of which may have `*` and `?`.",
)
BENCH_BUSY = Code(
    "CVQ549",
    "another bench works there",
    "One process at a time trains the runs of a suite in a folder. Wait for it, or give this one a folder of its own: "
    "`--out DIR`.",
)
DAMAGED_RESULT = Code(
    "CVQ550",
    "a damaged result",
    "A file under `cells/` or `paces/` of a bench is not what was written there. It is left out of tables, and "
    "made anew when its run is trained.",
)
CELLS_FAILED = Code(
    "CVQ551",
    "some runs of the suite failed",
    "Their diagnostics are in their files under `cells/`, what they printed in `work/`. The other runs are finished. "
    "`--retry-failed` trains them again.",
)
NO_SUCH_SCORE = Code(
    "CVQ553",
    "a score that no run has",
    "A column of the table, or a test of a claim, names a score that no run knows. `causalvq explain evaluate.metrics` "
    "says what can be measured; a score that is known, and null for specs or data that cannot have it, is not told.",
    "columns: [acton_accuracy]",
)
BENCH_NOT_WRITTEN = Code(
    "CVQ552",
    "the results of a bench cannot be written",
    "The folder of the bench, or one of its files, cannot be written. `--out DIR` names another one.",
)
