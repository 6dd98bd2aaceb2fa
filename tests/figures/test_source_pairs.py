"""Source against source: two who go back to one origin neither agree nor differ."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.sources_image import pairs_svg
from dashboard.figures.comparing import origin_words, source_pairs
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.compare_sources import sources_table
from tests.figures.literal import ledger

DAY = "2020-06-30"
VIEW = View(sender=("RUS",), date=date(2020, 6, 30))
FACTBOOK = "The World Factbook: military deployments"


def said(host: str, best: float, *, by: str = "", source: str = "press", **other: object) -> dict[str, object]:
    return {"host": host, "best": best, "day": DAY, "source_id": source, **({"said_by": by} if by else {}), **other}


def pairs_of(*rows: dict[str, object]) -> dict[str, object]:
    table, _ = source_pairs(ledger(*rows), VIEW)
    (found,) = table.to_dict("records")
    return {str(name): value for name, value in found.items()}


def test_a_figure_and_its_repetition_are_told_apart_and_stand_in_no_share() -> None:
    found = pairs_of(
        said("SYR", 100, source="report"), said("SYR", 100, derived_from="c0"),
        said("VEN", 100, source="report"), said("VEN", 300),
        said("IRQ", 100, source="report"), said("IRQ", 104),
    )  # fmt: skip
    assert (found["pairs"], found["agree"], found["one_origin"]) == (2, 0.5, 1)
    assert found["ratio"] == pytest.approx((3 + 1.04) / 2)


def test_two_who_repeat_a_third_that_says_nothing_today_have_one_origin() -> None:
    found = pairs_of(
        said("SYR", 100, source="report", derived_from="elsewhere"), said("SYR", 300, derived_from="elsewhere"),
    )  # fmt: skip
    assert (found["pairs"], found["one_origin"]) == (0, 1)
    assert np.isnan(found["agree"])  # type: ignore[call-overload]
    assert np.isnan(found["ratio"])  # type: ignore[call-overload]


def test_what_repeats_an_older_statement_of_the_other_has_its_origin() -> None:
    older = {**said("SYR", 100, source="report"), "day": "2019-12-31"}
    found = pairs_of(older, said("SYR", 120, source="report"), said("SYR", 100, derived_from="c0"))
    assert (found["pairs"], found["one_origin"]) == (0, 1)


def test_two_speakers_who_name_one_source_have_one_origin_whatever_they_say() -> None:
    named = "CIA World Factbook, Moldova, Military note (2025)"
    found = pairs_of(said("SYR", 100, by="Paper; CIA World Factbook", source="report"), said("SYR", 300, by=named))
    assert (found["pairs"], found["one_origin"]) == (0, 1)


def test_what_shares_an_origin_is_never_among_those_furthest_apart() -> None:
    _, worst = source_pairs(ledger(said("SYR", 100, source="report"), said("SYR", 900, derived_from="c0")), VIEW)
    assert worst.empty


def test_what_a_copy_differs_in_is_told_once_of_its_origin() -> None:
    copy = said("SYR", 100, by="CIA World Factbook", derived_from="c0")
    _, worst = source_pairs(ledger(said("SYR", 100, source="report"), said("SYR", 900, by="Paper"), copy), VIEW)
    assert sorted([worst["claim"].item(), worst["other_claim"].item()]) == ["c0", "c1"]


def test_the_words_count_and_are_silent_where_there_is_nothing_to_count() -> None:
    table = pd.DataFrame({"one_origin": [3, 0]})
    assert origin_words(table).startswith("3 pairs of figures share one origin and are not counted")
    assert origin_words(table * 0) == ""


def test_page_and_picture_tell_how_many_are_not_counted() -> None:
    small = ledger(said("SYR", 100, source="report"), said("SYR", 100, derived_from="c0"))
    words = "1 pair of figures shares one origin and is not counted"
    html = sources_table(small, Settings(), VIEW, Comparison("sources"))
    assert words in html
    assert "100%" not in html
    svg = pairs_svg(small, VIEW, 10)
    assert words in svg
    assert "1 of one origin" in svg
    assert "origin and is not counted" in pairs_svg(small, VIEW, 10, bare=True)


def test_curated_facts_that_quote_the_factbook_are_no_second_voice(shipped: Ledger) -> None:
    table, worst = source_pairs(shipped, VIEW)
    quoted = table[(table["one"] == FACTBOOK) & table["other"].str.contains("CIA World Factbook")]
    assert quoted["pairs"].tolist() == [0]
    assert quoted["one_origin"].tolist()[0] >= 5
    assert not (worst["one"].eq(FACTBOOK) & worst["other"].str.contains("CIA World Factbook")).any()
