"""Measurements against the peers: ``python -m benchmarks``.

Absolute times drift with the machine and its other guests; so ours and the peer's run in the same minutes, taking
turns, in process CPU time, and what counts is the median of their ratios. One thread: waiting threads spin, which on a
shared machine counts as CPU time and drowns what is measured.
"""
