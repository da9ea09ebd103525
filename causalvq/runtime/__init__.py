"""Plan -> modules -> a run directory -> answers."""

import os

# OpenMP's threads spin while they wait for each other, by default for milliseconds: where anything else runs on the
# machine, a spinning thread takes the core that the other one needs. Threads that sleep at once are woken hundreds of
# times a step. Spinning for some microseconds costs little of either (docs/adr/0014-waiting-threads.md). Both settings
# are read when torch is loaded, and leave alone what the environment says.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
