"""Measurements that print what was compared, the machine, and the ratio."""

import causalvq.runtime  # noqa: F401  # before torch, whose threads shall wait as they do in a run
