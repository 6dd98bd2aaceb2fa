"""Files and functions stay short enough to be read in one go.

``python -m tests.repository.test_sizes`` prints how long they are.
"""

from __future__ import annotations

import ast
from statistics import median, quantiles

from tests.repository.code import Source, sources

LONGEST_FILE = 500
LONGEST_FUNCTION = 80


def function_lengths(source: Source) -> dict[str, int]:
    """Lines of every function without its docstring, by where it stands."""
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {f"{source.at(node)} {node.name}": _length(node) for node in functions}


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def all_functions() -> dict[str, int]:
    return {name: length for source in sources("dashboard") for name, length in function_lengths(source).items()}


def test_no_file_is_too_long() -> None:
    assert {source.path: source.lines for source in sources("dashboard") if source.lines > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    assert {name: length for name, length in all_functions().items() if length > LONGEST_FUNCTION} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [source.path for source in sources("dashboard") if not ast.get_docstring(source.tree)] == []


def test_a_long_function_would_be_found() -> None:
    body = "\n".join(f"    x = {number}" for number in range(LONGEST_FUNCTION))
    tree = ast.parse(f'def long():\n    """Words\n\n    that do not count.\n    """\n{body}\n')
    assert list(function_lengths(Source("x.py", "x", tree, 1)).values()) == [LONGEST_FUNCTION + 1]


def report() -> str:
    files = {source.path: source.lines for source in sources("dashboard")}
    return "\n".join([*_lines("file", files, LONGEST_FILE), *_lines("function", all_functions(), LONGEST_FUNCTION)])


def _lines(kind: str, lengths: dict[str, int], limit: int) -> list[str]:
    values = list(lengths.values())
    longest = sorted(lengths.items(), key=lambda pair: -pair[1])[:5]
    long = quantiles(values, n=10)[-1]
    head = f"{kind}s: {len(values)}, median {median(values):g}, p90 {long:g}, limit {limit}"
    return [head, *(f"  {length:4d}  {name}" for name, length in longest)]


if __name__ == "__main__":
    print(report())
