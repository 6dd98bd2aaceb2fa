"""Curated economic facts: Rosneft's prepayments, and each trap that the source names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.validate import check_claims
from dashboard.sources import curated_economic
from dashboard.sources.reading import Reading


@pytest.fixture(scope="session")
def facts(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return curated_economic.read(raw_folder(curated_economic.SOURCE_ID), places)


@pytest.fixture(scope="session")
def claims(facts: Reading) -> pd.DataFrame:
    return facts.claims.set_index(facts.claims["claim_id"].str.removeprefix("EF-"))


def row(**cells: str) -> dict[str, str]:
    usual = dict.fromkeys(curated_economic.COLUMNS, "")
    usual |= {
        "id": "T-01", "sender_iso3": "RUS", "host_iso3": "VEN", "period_start": "2016", "metric": "loan_with_collateral",
        "value": "5", "unit": "USD", "publisher": "Reuters, 20 Jul 2017", "url": "https://example.org", "confidence": "A",
    }  # fmt: skip
    return usual | cells


def read(folder: Path, places: Places, *rows: dict[str, str]) -> Reading:
    pd.DataFrame(list(rows), columns=list(curated_economic.COLUMNS)).to_csv(folder / curated_economic.FACTS_FILE, index=False)
    return curated_economic.read(folder, places)


def test_every_fact_is_a_claim_under_its_own_id(facts: Reading) -> None:
    assert facts.rows_read == {"facts.csv": 72}
    assert len(facts.claims) == facts.claims["claim_id"].nunique() == 72
    assert facts.unused["rows"].sum() == 0
    assert "EF-VEN-13a" in set(facts.claims["claim_id"])


def test_claims_may_be_published(facts: Reading, catalogue: Catalogue, places: Places) -> None:
    assert check_claims(with_claim_ids(facts.claims), catalogue, frozenset(places.ids)) == []


def test_prepayments_of_rosneft_to_venezuela(claims: pd.DataFrame) -> None:
    run = claims[claims["measure"] == "prepayments"].sort_values("start")
    assert (run["best"] / 1e9).tolist() == [4.6, 4.0, 3.6, 3.1, 2.3, 1.1]
    assert run["start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2017-12-31", "2018-03-31", "2018-06-30", "2018-09-30", "2018-12-31", "2019-06-30"
    ]  # fmt: skip
    assert (run["start"] == run["end"]).all()
    assert (set(run["sender"]), set(run["host"]), set(run["actor"]), set(run["said_by"])) == (
        {"RUS"}, {"VEN"}, {"Rosneft"}, {"Sputnik Brasil"}
    )  # fmt: skip


def test_prepayments_were_told_in_august_2019(claims: pd.DataFrame) -> None:
    run = claims[claims["measure"] == "prepayments"]
    assert set(run["published"]) == {pd.Timestamp("2019-08-21")}
    assert "our subtraction" in claims.loc["VEN-13f", "note"]


def test_a_metric_goes_to_a_measure_of_its_own_unit(catalogue: Catalogue) -> None:
    for (metric, unit), target in curated_economic.TARGETS.items():
        measure = catalogue.measures[target.measure]
        assert measure.definition(target.definition)
        assert measure.unit == unit or measure.id == "events", metric


def test_currencies_are_not_mixed(claims: pd.DataFrame) -> None:
    assert set(claims.index[claims["measure"] == "deals_eur"]) == {"PORT-02", "PORT-03", "NUC-04"}
    assert set(claims.index[claims["measure"] == "deals_aud"]) == {"PORT-05"}
    assert set(claims.index[claims["measure"] == "rents_gbp"]) == {"BASE-06"}
    assert claims.loc["PORT-02", "best"] == 280_500_000
    assert claims.loc["CHN-VEN-1", "measure"] == "dev_finance"


@pytest.mark.parametrize("total", ["VEN-09", "VEN-10", "LOAN-03", "CHN-VEN-1", "AID-01"])
def test_totals_stand_apart_from_their_parts(claims: pd.DataFrame, catalogue: Catalogue, total: str) -> None:
    claim = claims.loc[total]
    assert not catalogue.measures[claim["measure"]].definition(claim["definition"]).drawn
    parts = claims.loc[["VEN-11", "VEN-12", "CHN-VEN-2"]]
    assert not (parts["definition"].astype("str") == claim["definition"]).any()


def test_shares_are_percent_and_never_summed(claims: pd.DataFrame, catalogue: Catalogue) -> None:
    shares = claims[claims["measure"] == "ownership_share"]
    assert len(shares) == 9
    assert shares["best"].between(0, 100).all()
    assert {definition.additive for definition in catalogue.measures["ownership_share"].definitions} == {"none"}
    assert not catalogue.measures["ownership_share"].definition("joint-venture").drawn


def test_rents_are_a_rate_in_the_term_of_the_lease(claims: pd.DataFrame) -> None:
    sevastopol = claims.loc["BASE-01"]
    assert (sevastopol["low"], sevastopol["best"], sevastopol["high"]) == (90e6, 100e6, 100e6)
    assert (sevastopol["start"], sevastopol["end"]) == (pd.Timestamp("2010-04-21"), pd.Timestamp("2014-03-31"))
    assert set(claims.index[claims["measure"] == "rents"]) == {"BASE-01", "BASE-03", "BASE-07"}


def test_up_to_and_more_than_are_bounds(claims: pd.DataFrame) -> None:
    assert set(claims.index[claims["kind"] == "at-most"]) == {"VEN-04", "PORT-06", "INV-02", "INV-04", "NUC-04", "NUC-05"}
    bounds = claims[claims["kind"] == "at-most"]
    assert bounds[["low", "best"]].isna().all(axis=None)
    assert bounds.loc["VEN-04", "high"] == 4e9
    more = claims[claims["kind"] == "at-least"]
    assert list(more.index) == ["VEN-08"]
    assert (more["low"].item(), more["phrase"].item()) == (3e9, "more than 3 bn")
    assert more[["best", "high"]].isna().all(axis=None)


def test_facts_without_a_date_get_none(claims: pd.DataFrame) -> None:
    undated = claims[claims["start"].isna() & claims["end"].isna()]
    assert list(undated.index) == [f"DEBT-0{number}" for number in range(2, 10)]
    assert undated["published"].isna().all()
    assert undated["note"].str.contains("year not reliable").all()
    assert claims.loc["VEN-10", "end"] == pd.Timestamp("2018-03-31")
    assert pd.isna(claims.loc["VEN-10", "start"])


def test_partial_dates_are_widened(claims: pd.DataFrame) -> None:
    dates = claims[["start", "end", "precision"]].astype("str")
    assert dates.loc["VEN-12"].tolist() == ["2017-04-01", "2017-04-30", "month"]
    assert dates.loc["CHN-VEN-2"].tolist() == ["2016-01-01", "2016-12-31", "year"]
    assert dates.loc["NUC-02"].tolist() == ["2016-07-26", "2047-12-31", "year"]
    assert "end year derived" in claims.loc["NUC-02", "note"]


def test_a_blank_end_holds_on_for_deals_and_not_for_levels(claims: pd.DataFrame) -> None:
    assert pd.isna(claims.loc["INV-01", "end"])
    assert pd.isna(claims.loc["VEN-16", "end"])
    assert claims.loc["VEN-05", "end"] == pd.Timestamp("2016-09-30")
    assert claims.loc["VEN-17a", "end"] == pd.Timestamp("2020-03-28")
    assert claims.loc["PORT-07", "end"] == pd.Timestamp("2025-01-31")


def test_a_flow_always_ends(claims: pd.DataFrame, catalogue: Catalogue) -> None:
    flows = claims["measure"].map({measure.id: measure.kind for measure in catalogue.measures.values()}) == "flow"
    undated = claims.index.str.startswith("DEBT-0")
    assert claims.loc[flows & ~undated, "end"].notna().all()


def test_what_was_promised_is_known_before_it_begins(claims: pd.DataFrame) -> None:
    joint = claims.loc["VEN-21"]
    assert joint["published"] == pd.Timestamp("2025-11-20") < joint["start"]
    assert joint["status"] == "committed"


def test_events_have_no_amount(claims: pd.DataFrame) -> None:
    events = claims[claims["measure"] == "events"]
    assert set(events.index) == {"VEN-14", "VEN-19", "VEN-22"}
    assert (events["best"] == 1).all()
    assert events.loc["VEN-19", "note"].startswith("9.6 percent of Rosneft shares: All Venezuelan assets")
    assert (events.loc["VEN-22", "sender"], events.loc["VEN-22", "host"]) == ("USA", "RUS")


def test_hosts_that_are_part_of_a_state_say_so(claims: pd.DataFrame) -> None:
    assert claims.loc["PORT-06", "host"] == "SOM"
    assert "Somaliland" in claims.loc["PORT-06", "note"]
    assert set(claims.loc[["INV-03", "INV-04"], "host"]) == {"IRQ"}
    assert "Kurdistan Region" in claims.loc["INV-03", "note"]


def test_each_claim_names_confidence_publisher_and_link(claims: pd.DataFrame) -> None:
    assert claims["note"].str.contains(r"Confidence [ABC]\. Publisher: ").all()
    assert claims["said_by"].notna().all()
    assert claims["url"].str.match("https?://").all()
    assert claims.loc["DEBT-02", "note"].count("Confidence C") == 1


@pytest.mark.parametrize(
    ("publisher", "as_of", "said_by", "published"),
    [
        ("Reuters, 20 Jul 2017", "", "Reuters", "2017-07-20"),
        ("Reuters, 20 Jul 2017", "2018", "Reuters", "2018-12-31"),
        ("TASS, 15 Nov 2017; RIA Novosti, Oct 2011", "2011-12-08", "TASS", "2011-12-08"),
        (
            "Sputnik (via 1newsday), Feb 2019 quoting a vice-president; 6 bn per X (Nov 2017)",
            "2018-03",
            "Sputnik (via 1newsday)",
            "2019-02-28",
        ),
        ("Reuters (Daily8), Jul/Aug 2025, ministry", "2024-12-31", "Reuters (Daily8)", "2025-08-31"),
        ("RIA Novosti (2011); AFP (2008)", "2008", "RIA Novosti", "2008-12-31"),
        ("AidData (unadjusted; table in sources)", "", "AidData (unadjusted; table in sources)", ""),
        ("Journal, 2024", "", "Journal", ""),
    ],
)
def test_speaker_and_day(tmp_path: Path, places: Places, publisher: str, as_of: str, said_by: str, published: str) -> None:
    claim = read(tmp_path, places, row(publisher=publisher, as_of=as_of)).claims.iloc[0]
    assert claim["said_by"] == said_by
    assert claim["published"] == pd.Timestamp(published) if published else pd.isna(claim["published"])
    assert claim["note"].endswith(publisher)


def test_rows_that_cannot_be_claims_are_listed(tmp_path: Path, places: Places) -> None:
    strange = [
        row(sender_iso3="MULTI"), row(host_iso3=""), row(unit="JPY"), row(metric="gift"), row(value=""), row(id="T-02"),
    ]  # fmt: skip
    facts = read(tmp_path, places, *strange)
    assert list(facts.claims["claim_id"]) == ["EF-T-02"]
    assert facts.unused["rows"].sum() == 5


def test_wrong_cells_are_all_told(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as dates:
        read(tmp_path, places, row(period_start="spring 2016"), row(period_end="2016-13"), row(as_of="05/06/2016"))
    assert [problem.found for problem in dates.value.problems] == ["'spring 2016'", "'2016-13'", "'05/06/2016'"]
    with pytest.raises(PresenceError) as numbers:
        read(tmp_path, places, row(value="five"), row(high="ten"))
    assert [problem.where for problem in numbers.value.problems] == [
        "facts.csv, row 1, column value",
        "facts.csv, row 2, column high",
    ]
    (tmp_path / "facts.csv").write_text("id,metric\n")
    with pytest.raises(PresenceError) as columns:
        curated_economic.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"
    (tmp_path / "facts.csv").unlink()
    with pytest.raises(PresenceError) as missing:
        curated_economic.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
