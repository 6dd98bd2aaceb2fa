"""The Factbook from its country files: the texts in service change nothing, and a figure that went is withheld, not gone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.factbook import DEPLOYMENTS, EXPENDITURES, SECTION, STRENGTHS, WAY, displayed, fetch_files
from dashboard.refresh.factbook_files import MAY_LACK, PLACES
from dashboard.refresh.factbook_text import date_of, statements, unread
from dashboard.refresh.fetching import Fetcher
from dashboard.refresh.refreshing import Refreshed, read_staged
from dashboard.settings import Settings
from dashboard.sources.cia_factbook_strength import CODES
from tests.refresh.publisher import Answer, Publisher
from tests.sources.conftest import raw_folder as raw_folder

QUICK = Settings(refresh_pause_ms=0, refresh_tries=2, refresh_seconds=2)
LAST = "2026-05-17"
Sections = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def texts(raw_folder: Callable[[str], Path]) -> Sections:
    """What the country files displayed last, as the raw tables tell it."""
    folder = raw_folder("cia-factbook-deployments")
    found: Sections = {code: {} for code in PLACES}
    for file, field in (("deployments_text_history.csv", DEPLOYMENTS), ("armed_forces_strength_history.csv", STRENGTHS)):
        for path, text in _last(folder / file)[["factbook_path", "text"]].to_numpy().tolist():
            if path[-7:-5] in found:
                found[path[-7:-5]][field] = {"text": text}
    codes = {place: code for code, place in PLACES.items()}
    for place, shares in _last(folder / "military_expenditure_pct_gdp.csv").dropna(subset="iso3").groupby("iso3")["text"]:
        if code := codes.get(CODES.get(str(place), str(place))):
            found[code][EXPENDITURES] = {f"Military Expenditures {n}": {"text": text} for n, text in enumerate(shares)}
    return found


def _last(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path)
    return table[table["last_seen"] == LAST]


def packed(sections: Mapping[str, object], folder: str = "europe") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("factbook.json-master/README.md", "# Factbook")
        file.writestr("factbook.json-master/meta/categories.json", "[]")
        for code, section in sections.items():
            file.writestr(f"factbook.json-master/{folder}/{code}.json", json.dumps({"Introduction": {}, SECTION: section}))
    return buffer.getvalue()


def fetched(publisher: Publisher, folder: Path, ledger: Ledger, answer: Answer, told: list[str] | None = None) -> Path:
    publisher.answers[WAY] = [answer]
    target = folder / "staged"
    target.mkdir(exist_ok=True)
    fetcher = Fetcher(QUICK, ([] if told is None else told).append, sleep=[].append)
    try:
        fetch_files(fetcher, publisher.base, folder / "cache", target, ledger)
    finally:
        fetcher.session.close()
    return target


def refreshed(publisher: Publisher, folder: Path, ledger: Ledger, sections: Sections) -> Refreshed:
    staged = fetched(publisher, folder, ledger, Answer(packed(sections)))
    return read_staged(ledger, "cia-factbook-deployments", staged, datetime.now(UTC).date(), only_stated=True)


def edited(texts: Sections, code: str, field: str, text: str) -> Sections:
    return {**texts, code: {**texts[code], field: {"text": text}}}


def told(found: Refreshed) -> list[tuple[str, ...]]:
    columns = ["change", "sender", "host", "definition"]
    return sorted(map(tuple, found.difference[columns].astype("str").to_numpy().tolist()))


# What the compiled table of figures has otherwise than the text itself: it kept the words of an earlier one, "approximately 4,500".
KNOWN = [("correction", "UGA", "SOM", "deployed")]


def test_the_texts_in_service_change_nothing(publisher: Publisher, tmp_path: Path, shipped: Ledger, texts: Sections) -> None:
    found = refreshed(publisher, tmp_path, shipped, texts)
    assert told(found) == KNOWN
    assert found.unchanged > 1_100
    assert [path for path, _ in publisher.asked] == [WAY]


def test_what_was_edited_is_told_with_its_kind(publisher: Publisher, tmp_path: Path, shipped: Ledger, texts: Sections) -> None:
    """Hungary leaves Chad and is counted anew in Kosovo; Turkey is corrected for the same year; Germany's forces and budget grow."""
    later = edited(
        texts, "hu", DEPLOYMENTS, "250 Bosnia-Herzegovina (EUFOR stabilization force); up to 480 Kosovo (NATO/KFOR) (2026)"
    )
    turkey = "approximately 250 Bosnia-Herzegovina (EUFOR); approximately 33,000 Cyprus; 730 Kosovo (NATO/KFOR) (2025)"
    later = edited(later, "tu", DEPLOYMENTS, turkey)
    later = edited(later, "gm", STRENGTHS, "approximately 190,000 active-duty military personnel (2026)")
    later = edited(later, "gm", EXPENDITURES, "2.9% of GDP (2026 est.) / 2.4% of GDP (2025 est.)")
    found = refreshed(publisher, tmp_path, shipped, later)
    columns = ["change", "sender", "host", "definition", "best_after", "high_after"]
    rows = found.difference[columns].astype("object").fillna("nan").astype("str").to_numpy().tolist()
    assert ["withdrawal", "HUN", "TCD", "deployed", "nan", "nan"] in rows
    assert ["new", "HUN", "XKX", "deployed", "nan", "480.0"] in rows
    assert ["correction", "TUR", "CYP", "deployed", "33000.0", "nan"] in rows
    assert ["new", "nan", "DEU", "first-number", "190000.0", "nan"] in rows
    assert ["new", "nan", "DEU", "share-of-gdp", "2.9", "nan"] in rows
    silent = found.added[(found.added["sender"] == "HUN") & (found.added["kind"] == "withheld")]
    assert silent["host"].tolist() == ["TCD"]
    # What was said of Chad is closed by nothing: it was true when it was said.
    chad = shipped.claims[(shipped.claims["source_id"] == "cia-factbook-deployments") & (shipped.claims["sender"] == "HUN")]
    assert not set(chad.loc[chad["host"] == "TCD", "claim_id"].astype("str")) & set(found.closed)


def test_a_host_that_is_still_named_with_a_figure_is_not_called_withheld(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, texts: Sections
) -> None:
    later = edited(
        texts,
        "hu",
        DEPLOYMENTS,
        "470 Kosovo (NATO/KFOR); 250 Bosnia-Herzegovina (EUFOR stabilization force); the 200 in Chad stay (2025)",
    )
    found = refreshed(publisher, tmp_path, shipped, later)
    assert told(found) == KNOWN
    gone = edited(
        texts,
        "hu",
        DEPLOYMENTS,
        "470 Kosovo (NATO/KFOR); 250 Bosnia-Herzegovina (EUFOR stabilization force); trainers in Chad (2025)",
    )
    assert ("withdrawal", "HUN", "TCD", "deployed") in told(refreshed(publisher, tmp_path, shipped, gone))


def test_a_country_whose_text_went_keeps_its_figures_and_it_is_told(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, texts: Sections
) -> None:
    lines: list[str] = []
    without = {**texts, "hu": {}}
    staged = fetched(publisher, tmp_path, shipped, Answer(packed(without)), lines)
    found = read_staged(shipped, "cia-factbook-deployments", staged, datetime.now(UTC).date(), only_stated=True)
    assert told(found) == KNOWN
    assert any("no text on deployments" in line and "HUN" in line for line in lines)
    assert any("PAK" in line and "300 MONUSCO" in line for line in lines)


def test_a_folder_that_was_renamed_and_a_half_transfer_do_no_harm(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, texts: Sections
) -> None:
    content, mark = packed(texts, "somewhere-else"), {"ETag": '"1"'}
    publisher.answers[WAY] = [Answer(content, headers=mark, cut=len(content) - 50), Answer(content, headers=mark)]
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    fetch_files(fetcher, publisher.base, tmp_path / "cache", tmp_path, shipped)
    fetcher.session.close()
    assert "range" in publisher.asked[-1][1]


EMPTY: dict[str, object] = {code: {} for code in PLACES}


@pytest.mark.parametrize(
    ("answer", "code", "found"),
    [
        (Answer(b"<!DOCTYPE html><title>Sunset</title>"), "E-REFRESH-KIND", "HTML"),
        (Answer(b"gone", 404), "E-REFRESH-STATUS", "404"),
        (Answer(packed(EMPTY), cut=500), "E-REFRESH-NETWORK", "bytes"),
        (Answer(packed(EMPTY)[:2_000]), "E-REFRESH-ANSWER", "cannot be read"),
        (Answer(packed({code: {} for code in PLACES if code != "fr"})), "E-REFRESH-ANSWER", "no file for FRA"),
        (Answer(packed({**EMPTY, "fr": []})), "E-REFRESH-ANSWER", "no object"),
        (
            Answer(packed({code: {"Deployments": {"text": "500 Mali (2026)"}} for code in PLACES})),
            "E-REFRESH-ANSWER",
            "0 countries",
        ),
    ],
    ids=["html", "gone", "half", "cut-file", "a-country-less", "list", "renamed-field"],
)
def test_a_set_that_is_not_whole_is_refused_and_nothing_is_laid_out(
    publisher: Publisher, tmp_path: Path, shipped: Ledger, answer: Answer, code: str, found: str
) -> None:
    with pytest.raises(PresenceError) as caught:
        fetched(publisher, tmp_path, shipped, answer)
    assert caught.value.code == code
    assert found in caught.value.problems[0].found
    assert list((tmp_path / "staged").iterdir()) == []


def test_a_country_twice_is_refused(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    buffer = io.BytesIO(packed(EMPTY))
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("factbook.json-master/africa/fr.json", "{}")
    with pytest.raises(PresenceError) as caught:
        fetched(publisher, tmp_path, shipped, Answer(buffer.getvalue()))
    assert caught.value.problems[0].found == "two files for FRA"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500 Mali (EUTM); up to 1,700 Lithuania (NATO) (2025)", [("Mali", 500, 500, ""), ("Lithuania", 1_700, 1_700, "up to")]),
        ("est. 3-4,000 Yemen; 2-300 Azerbaijan", [("Yemen", 3_000, 4_000, "estimated"), ("Azerbaijan", 200, 300, "")]),
        ("including Djibouti (1,500); UAE (800)", [("Djibouti", 1_500, 1_500, ""), ("UAE", 800, 800, "")]),
        ("has a base in Djibouti with approximately 400 marines", [("Djibouti", 400, 400, "approximately")]),
        ("about 1,700 personnel in Eastern Europe", [("Eastern Europe", 1_700, 1_700, "about")]),
        ("3,200 Chad (about 2,200 under MINUSCA; 1,000 others)", [("Chad", 3_200, 3_200, "")]),
        ("note: in 1999, 500 Mali", []), ("300 MONUSCO", []), ("1,000 Germany", []),
    ],
)  # fmt: skip
def test_figures_are_read_with_their_hosts(shipped: Ledger, text: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert [(one.host, one.low, one.high, one.qualifier) for one in statements(text, shipped.places, "DEU")] == expected


def test_what_is_not_understood_is_told(shipped: Ledger) -> None:
    assert unread("300 MONUSCO; 500 Mali; some in Chad; note: 400 in Niger (2025)", shipped.places, "PAK") == ["300 MONUSCO"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("500 Mali (2019 est.)", "2019"), ("500 Mali (June 2020)", "2020-06"), ("500 Mali", ""), ("x (Spring 2020)", "2020")],
)
def test_the_day_stands_at_the_end(text: str, day: str) -> None:
    assert date_of(text) == day


def test_every_country_file_has_a_place(shipped: Ledger) -> None:
    assert set(PLACES.values()) <= set(shipped.places.by_id)
    assert set(PLACES) >= MAY_LACK
    assert date.fromisoformat(LAST) >= displayed(shipped)["published"].max().date()
