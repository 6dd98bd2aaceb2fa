"""The speaker's notes of a slide: what its words rest on, and where it is from."""

from __future__ import annotations

from dashboard.domain.story import Fact, Step
from dashboard.exports.lineage import Lineage
from dashboard.figures.step_content import claim_of
from dashboard.ledger.store import Ledger


def fact_notes(ledger: Ledger, step: Step) -> str:
    """What the figures in the words of a step rest on, a line each: a claim, or what a View shows; empty for a step without any."""
    lines = [f"“{fact.text}”: {_rests_on(ledger, fact)}." for fact in step.facts]
    return "\n".join(["The figures in these words:", *lines]) if lines else ""


def _rests_on(ledger: Ledger, fact: Fact) -> str:
    claim = claim_of(ledger, fact)
    view = f"{fact.field} of {fact.host or 'all hosts'} in the view {fact.view.encode() or 'by default'}" if fact.view else ""
    return ", ".join(part for part in (view, f"claim {claim}" if claim else "") if part)


def lineage_notes(lineage: Lineage) -> str:
    """Everything that tells where a slide is from, a line each."""
    return "\n".join(["Where this is from:", *(f"{name}: {text}" for name, text in lineage.flat().items())])
