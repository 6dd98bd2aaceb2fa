"""Every id has a fault, every fault fits the program as it is now, and each was seen by a test of its id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.broken.__main__ import is_seen, tried
from tests.broken.fault import ROOT, Change, Fault
from tests.broken.table import FAULTS, RESULT, read_result, written
from tests.security.ids import HELD, IDS

NAMES = [fault.words for fault in FAULTS]


def test_every_id_has_a_fault() -> None:
    assert {fault.id for fault in FAULTS} == {*IDS}
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_fits_the_program_and_changes_it(fault: Fault) -> None:
    assert fault.changes
    assert [change for change in fault.changes if not change.fits(ROOT) or change.old == change.new] == []


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_is_tried_on_tests_that_hold_its_id(fault: Fault) -> None:
    named = {re.sub(r"\[.*", "", test) for test in fault.tests}
    assert named
    assert [test for test in named if not {test, test.partition("::")[0]} & {*HELD[fault.id]}] == []


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_was_seen_as_it_is_now(fault: Fault) -> None:
    lines = read_result(RESULT)
    assert is_seen(fault, lines), "run: python -m tests.broken --stale"
    assert lines[fault.words].test.startswith(fault.tests)


def test_the_table_is_written_as_it_is_read() -> None:
    assert written(read_result(RESULT)) == RESULT.read_text(encoding="utf-8")


def test_a_fault_that_does_not_fit_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\ntwo\ntwo\n")
    for change in (Change("a.py", "three"), Change("a.py", "two"), Change("b.py", "one"), Change("a.py", "")):
        with pytest.raises(ValueError, match="exactly once"):
            change.apply(tmp_path)
    Change("a.py", "one\n", "1\n").apply(tmp_path)
    assert (tmp_path / "a.py").read_text() == "1\ntwo\ntwo\n"


@pytest.mark.slow
def test_a_fault_that_nobody_sees_is_not_seen() -> None:
    """What changes nothing, and what cannot even be run, are no faults that a test has seen."""
    tests = ("reliability/test_store.py::test_a_manifest_that_is_none_is_refused",)
    for new in ("Immutable  generations", 'Immutable """ +'):
        change = Change("dashboard/ledger/generations.py", "Immutable generations", new)
        assert not tried(Fault("R3", "nothing", tests, (change,))).seen
