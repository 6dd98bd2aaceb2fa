"""Every flaw class and every test of reliability is held by tests that are there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.security.ids import ELSEWHERE, HELD, IDS, OPEN

TESTS = Path(__file__).resolve().parent.parent


def functions(path: Path) -> set[str]:
    """Names of the tests in a file, classes of tests too; those that are always skipped are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    skipped = {node.name for node in named for mark in node.decorator_list if ast.unparse(mark).startswith("pytest.mark.skip(")}
    return {node.name for node in named if node.name.lower().startswith("test")} - skipped


@pytest.mark.parametrize("name", IDS)
def test_every_id_is_held(name: str) -> None:
    assert (name in ELSEWHERE | OPEN) ^ bool(HELD.get(name))


def test_no_id_is_made_up() -> None:
    assert ({*HELD} | ELSEWHERE | OPEN) - {*IDS} == set()


@pytest.mark.parametrize("held", sorted({held for names in HELD.values() for held in names}))
def test_every_test_that_is_named_is_there(held: str) -> None:
    file, _, function = held.partition("::")
    found = functions(TESTS / file)
    assert found
    assert not function or function in found
