"""Benchmarks: each prints a table of what was measured beside what it is compared with."""
