"""Measures speed and size against budgets: ``python -m tests.benchmarks``. Numbers of this machine, not tests."""
