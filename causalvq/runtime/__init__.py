"""Plan -> modules -> a run directory -> answers."""

import os

# OpenMP's threads spin while they wait for each other. Where anything else runs on the machine, a spinning thread takes
# the core that the other one needs, and a step takes ten times as long. The setting is read when torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
