"""Titles inside a sentence: a capital that is no sentence's own stays."""

from __future__ import annotations

import pytest

from dashboard.domain.catalogue import in_sentence
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings

SPOKEN = {
    "peacekeepers": "UN peacekeepers", "chinese_loans": "Chinese loans", "troops": "military personnel", "gdp": "gross domestic product",
    "oda": "official development assistance", "aid_pacific": "aid in the Pacific",
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "written", "spoken"),
    [
        ("Active duty, by duty station", "", "active duty, by duty station"),
        ("As China's ministry reports", "", "as China's ministry reports"),
        ("A mission's total", "", "a mission's total"),
        ("US Army", "", "US Army"),
        ("Chinese loans", "Chinese loans", "Chinese loans"),
        ("Chinese loans", "loans", "chinese loans"),
        ("", "", ""),
    ],
)
def test_the_first_letter_alone_may_change(title: str, written: str, spoken: str) -> None:
    assert in_sentence(title, written) == spoken


def test_measures_are_spoken_of_as_they_are_written() -> None:
    measures = open_ledger(load_settings({}).data).catalogue.measures
    assert {name: measures[name].spoken for name in SPOKEN} == SPOKEN
    assert [one.id for one in measures.values() if one.spoken.lower() != one.title.lower()] == []
