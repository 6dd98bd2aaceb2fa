"""Adds what a plan holds to the ledger in service: everything or nothing, and the same once only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.intake.plan import Plan
from dashboard.intake.quarantine import quarantine_files, write_new
from dashboard.ledger.added import Keeping
from dashboard.ledger.build import Built
from dashboard.ledger.revise import revise


@dataclass(frozen=True, slots=True)
class Person:
    """Who adds, and when (ISO 8601)."""

    name: str
    moment: str


def add_plan(
    plan: Plan, data: Path, quarantine: Path, person: Person, *, keep: int, progress: Callable[[str], None]
) -> tuple[Built, tuple[Path, ...]]:
    """Publish the plan's claims and write its rows to mend; the generation and the files that were written.

    Args:
        plan: what is added; each of its sources is kept as a table of its own.
        data: folder with catalogue/ and store/.
        quarantine: where rows to mend are written.
        person: for the log.
        keep: generations that stay.
        progress: told one line a step.

    The rows to mend are written first: if anything breaks off later, no row is lost and none is half-added. Raises PresenceError;
    then the ledger in service is as it was.
    """
    files = quarantine_files(plan, quarantine)
    write_new(files)
    return publish_plan(plan, data, person, keep=keep, progress=progress), tuple(files)


def publish_plan(plan: Plan, data: Path, person: Person, *, keep: int, progress: Callable[[str], None]) -> Built:
    """Publish the plan's claims in the person's name, and leave its rows to mend to whoever has them. Raises as `add_plan`."""
    keeping = Keeping(plan.source, person.name, person.moment, plan.file, plan.definition, plan.measure)
    return revise(data, added=plan.claims, keep=keep, progress=progress, readings=plan.readings, keeping=keeping)
