"""Measurements that print what was compared, the machine, and the ratio."""
