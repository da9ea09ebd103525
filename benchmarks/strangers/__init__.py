"""Sets that nobody tuned on, as their owners would use causalvq: `init`, `compile`, `train`, against two baselines.

    python -m benchmarks strangers --sets tuned --seeds 0,1,2 --threads 1 --json rows.jsonl

Half of the sets are to choose defaults by (`tuned`), half are run when they are chosen (`judged`); `-h` lists them.
Each is drawn at run time. Both baselines get the training pairs of ours and are scored on the same held-out pairs, in
the size in which the images come (ours may see them smaller): a plain convolutional network from (x, y) to the action,
trained for as many seconds as `causalvq train` took as a process, and a ridge regression on pixel differences. Where
ours fails the row says why, the classifier gets 90 seconds, and where there is no split that of a spec written by hand
is taken. A bound is what no method can exceed, where the generator knows.
"""

from benchmarks.strangers.suite import main

__all__ = ["main"]
