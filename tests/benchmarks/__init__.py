"""Speed and size beside their budgets: ``python -m tests.benchmarks``. Numbers of a machine, not tests."""
