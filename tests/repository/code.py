"""The project's own files and their syntax trees, for tests that read code instead of running it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What stands inside these runs when it is called.
LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module as it is written in a file: ``from a.b import c`` gives ``a.b.c`` and ``a.b``."""

    module: str
    line: int
    # Runs when the file is imported: neither inside a function nor for types only.
    at_import: bool
    # Stands below ``if TYPE_CHECKING`` and never runs.
    for_types: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file of the project: its path from the root, its dotted name, its tree."""

    path: str
    module: str
    tree: ast.Module
    lines: int

    def at(self, node: ast.AST) -> str:
        """Where a finding is, in the form that editors open."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@lru_cache(maxsize=1)
def project_files() -> tuple[Path, ...] | None:
    """Every file that is committed or about to be; None where this is no git checkout.

    Raises RuntimeError when it is one and git refuses it: a guard that looks at nothing must not pass.
    """
    if not (ROOT / ".git").exists():
        return None
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True)
    if listed.returncode:
        raise RuntimeError(f"git does not list the files of this checkout: {listed.stderr.decode(errors='replace')}")
    names = {name for name in listed.stdout.decode().split("\0") if name}
    paths = [ROOT / name for name in sorted(names)]
    # A deleted file is listed until the deletion is committed.
    return tuple(path for path in paths if path.exists() or path.is_symlink())


@lru_cache(maxsize=4)
def sources(folder: str) -> tuple[Source, ...]:
    """Every Python file below ``folder``, parsed."""
    return tuple(_source(path) for path in sorted((ROOT / folder).rglob("*.py")))


def _source(path: Path) -> Source:
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    module = ".".join(name.with_suffix("").parts).removesuffix(".__init__")
    return Source(name.as_posix(), module, ast.parse(text, str(name)), len(text.splitlines()))


def imports(source: Source) -> tuple[Import, ...]:
    """Every import in the file, wherever it stands, in the order of the file."""
    return tuple(_imports(source.tree, at_import=True, for_types=False))


def _imports(node: ast.AST, *, at_import: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(name.name, child.lineno, at_import, for_types) for name in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            names = [base, *(f"{base}.{name.name}" for name in child.names)]
            yield from (Import(name, child.lineno, at_import, for_types) for name in names)
        else:
            typing = for_types or _is_for_types(child)
            now = at_import and not typing and not isinstance(child, LATER)
            yield from _imports(child, at_import=now, for_types=typing)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a chain of attributes, ``.c`` for an attribute of anything else, nothing otherwise."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def calls(source: Source) -> Iterator[ast.Call]:
    """Every call in the file."""
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
