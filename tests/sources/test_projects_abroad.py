"""Projects, reactors, works, coal finance, support and licences: their traps and the checks that their sources give."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import SEVERAL_HOSTS, Places
from dashboard.errors import PresenceError
from dashboard.sources import africa_infra_watch as africa
from dashboard.sources import aiddata_projects as aiddata
from dashboard.sources import gem_coal_finance as coal
from dashboard.sources import geonuclear
from dashboard.sources import support_and_licences as lists
from dashboard.sources.reading import Reader, Reading

READERS = (
    aiddata.MILITARY_FINANCE, aiddata.LOCATED_PROJECTS, coal, geonuclear, africa.RUSSIA, africa.TURKEY, lists.UKRAINE,
    lists.DUTCH_LICENCES, lists.BELT_AND_ROAD,
)  # fmt: skip
# Raw rows that are no claim of their own because a claim is the sum of several, by source.
ADDED_UP = {"aiddata-geogcof1", "gem-coal-project-finance", "ukraine-support-tracker", "nl-arms-export-licences"}

# Rows that are one claim more, since the reactor outlived the state in which it was begun.
CUT_IN_TWO = {"geonuclear": 15}


@pytest.fixture(scope="session")
def read(raw_folder: Callable[[str], Path], places: Places) -> Callable[[Reader], Reading]:
    kept: dict[str, Reading] = {}

    def reader(source: Reader) -> Reading:
        if source.SOURCE_ID not in kept:
            kept[source.SOURCE_ID] = source.read(raw_folder(source.SOURCE_ID), places)
        return kept[source.SOURCE_ID]

    return reader


def write(path: Path, columns: tuple[str, ...], *rows: tuple[object, ...], encoding: str = "utf-8") -> Path:
    frame = pd.DataFrame(rows, columns=list(columns))
    text = frame.to_csv(index=False).encode(encoding)
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return path.parent


@pytest.mark.parametrize("source", READERS, ids=lambda source: source.SOURCE_ID)
def test_every_row_is_a_claim_or_is_counted(read: Callable[[Reader], Reading], source: Reader) -> None:
    made = read(source)
    direct = len(made.claims) + int(made.unused["rows"].sum())
    if source.SOURCE_ID in ADDED_UP:
        assert made.unused["reason"].str.len().gt(0).all()
        assert len(made.claims) > 0
    else:
        assert direct == sum(made.rows_read.values()) + CUT_IN_TWO.get(source.SOURCE_ID, 0)


@pytest.mark.parametrize("source", READERS, ids=lambda source: source.SOURCE_ID)
def test_a_missing_file_is_told(tmp_path: Path, places: Places, source: Reader) -> None:
    with pytest.raises(PresenceError) as caught:
        source.read(tmp_path, places)
    assert caught.value.code == "E-READ-MISSING-FILE"


@pytest.mark.parametrize("source", ["ukraine-support-tracker", "nl-arms-export-licences", "bri-membership"])
def test_what_is_not_clearly_free_is_not_shipped(catalogue: Catalogue, source: str) -> None:
    assert not catalogue.sources[source].redistributable


def military(folder: Path, *rows: tuple[object, ...]) -> Path:
    return write(folder / aiddata.MILITARY_FILE, aiddata.MILITARY_COLUMNS, *rows, encoding="latin-1")


def test_a_project_without_an_amount_is_no_zero(tmp_path: Path, places: Places) -> None:
    military(
        tmp_path, (1, "Yes", "Côte d'Ivoire", 2010, "Gift of vehicles", "Completion", None, "https://a.example|b"),
        (2, "No", "Congo", 2011, "Loan", "Cancelled", 5.5, ""), (3, "Yes", "Africa, regional", 2011, "Loan", "Completion", 1, ""),
    )  # fmt: skip
    made = aiddata.MILITARY_FINANCE.read(tmp_path, places)
    first, second, third = made.claims.to_dict("records")
    assert (first["host"], first["kind"], first["phrase"], first["url"]) == (
        "CIV",
        "trend",
        "amount not stated",
        "https://a.example",
    )
    assert pd.isna(first["best"])
    assert (second["host"], second["definition"], second["status"], second["best"]) == ("COG", "other-projects", "cancelled", 5.5)
    assert places.by_id[str(third["host"])].kind == "collective"


def test_military_projects_by_their_recommendation(read: Callable[[Reader], Reading]) -> None:
    counted = read(aiddata.MILITARY_FINANCE).claims["definition"].value_counts()
    assert counted["recommended-for-sums"] == 392
    assert (read(aiddata.MILITARY_FINANCE).claims["kind"] == "value").sum() == 293


def located(folder: Path, *rows: tuple[object, ...]) -> Path:
    return write(folder / aiddata.LOCATED_FILE, aiddata.LOCATED_COLUMNS, *rows)


def test_the_amount_of_a_project_stands_once_however_many_locations(tmp_path: Path, places: Places) -> None:
    located(
        tmp_path, (7, "Road", "KEN", "Completion", 2005, 1000, 1, "Thika", -1.0, 37.0),
        (7, "Road", "KEN", "Completion", 2005, 1000, 1, "Nyeri", -0.4, 36.9), (8, "Well", "GHA", "Completion", 2006, 0, 8, "Ghana", 8, -1),
        (9, "Dam", "GHA", "Completion", 2006, 5, 2, "Bui", 8.3, -2.2),
    )  # fmt: skip
    made = aiddata.LOCATED_PROJECTS.read(tmp_path, places)
    rows = made.claims.set_index("site")
    assert rows["best"].sum() == 3
    assert rows.loc["7: Road", "note"] == "1,000 constant US dollars of 2014 committed; 2 locations"
    assert pd.isna(rows.loc["7: Road", "lat"])
    assert rows.loc["8: Well", "note"].startswith("amount not known")
    assert pd.isna(rows.loc["8: Well", "lat"])
    assert (rows.loc["9: Dam", "lat"], rows.loc["9: Dam", "lon"]) == (8.3, -2.2)


def test_several_recipients_are_one_collective_host(tmp_path: Path, places: Places) -> None:
    located(
        tmp_path, (1, "A", "NPL|PAK", "Completion", 2005, 0, 8, "", 1, 1), (2, "B", "AGO|Africa, regional", "Completion", 2005, 0, 8, "", 1, 1),
        (3, "C", "Africa, regional", "Completion", 2005, 0, 8, "", 1, 1),
    )  # fmt: skip
    made = aiddata.LOCATED_PROJECTS.read(tmp_path, places)
    assert made.claims["host"].tolist() == [places.collective(["NPL", "PAK"]), SEVERAL_HOSTS]
    assert made.unused["value"].tolist()[0] == "Africa, regional"


def coal_rows(folder: Path, *rows: dict[str, object]) -> Path:
    base: dict[str, object] = {
        "sender_iso3": "CHN", "host_iso3": "PAK", "financier_country": "China", "project_name": "Thar", "target_lat": 24.8,
        "target_lng": 70.4, "financer": "Bank", "financer_type": "Government policy", "fin_status": "closed", "close_year": 2015,
        "epc": None, "usd": 10.0, "wiki": "https://a.example",
    }  # fmt: skip
    return write(folder / coal.FILE, coal.COLUMNS, *(tuple({**base, **row}.values()) for row in rows))


def test_units_and_equal_tranches_are_added_and_gaps_make_a_lower_bound(tmp_path: Path, places: Places) -> None:
    coal_rows(
        tmp_path,
        {},
        {},
        {"financer": "Other", "usd": 3.0},
        {"financer": "Other", "usd": None},
        {"financer": "Third", "usd": None},
    )
    rows = coal.read(tmp_path, places).claims.set_index("site")
    assert (rows.loc["Thar (Bank)", "kind"], rows.loc["Thar (Bank)", "best"]) == ("value", 20.0)
    assert (rows.loc["Thar (Other)", "kind"], rows.loc["Thar (Other)", "low"]) == ("at-least", 3.0)
    assert pd.isna(rows.loc["Thar (Other)", "best"])
    assert (rows.loc["Thar (Third)", "kind"], rows.loc["Thar (Third)", "phrase"]) == ("trend", "amount not stated")


def test_domestic_nameless_and_open_deals(tmp_path: Path, places: Places) -> None:
    coal_rows(
        tmp_path, {"sender_iso3": "IND", "host_iso3": "IND"}, {"sender_iso3": None, "financier_country": "Not found"},
        {"fin_status": "stopped"}, {"close_year": None},
    )  # fmt: skip
    made = coal.read(tmp_path, places)
    assert sorted(made.claims["definition"]) == ["closed", "not-closed"]
    undated = made.claims[made.claims["start"].isna()]
    assert undated["note"].str.contains("year of closing not stated").all()
    assert made.unused["rows"].tolist()[:2] == [1, 1]


@pytest.mark.parametrize(("sender", "billion"), [("CHN", 59.0), ("JPN", 32.6), ("KOR", 8.3), ("GBR", 6.8), ("FRA", 6.5)])
def test_closed_finance_across_borders(read: Callable[[Reader], Reading], sender: str, billion: float) -> None:
    rows = read(coal).claims
    closed = rows[(rows["definition"] == "closed") & (rows["sender"] == sender)]
    assert closed["best"].fillna(closed["low"]).sum() / 1e9 == pytest.approx(billion, abs=0.06)


def reactor(folder: Path, *rows: tuple[object, ...]) -> Path:
    filled = [
        (name, 1.0, 1.0, code, status, model, begun, None, 1000, "2024-01-01T00:00:00")
        for name, code, status, model, begun in rows
    ]
    return write(folder / geonuclear.FILE, geonuclear.COLUMNS, *filled)


def test_soviet_building_is_no_russian_presence(tmp_path: Path, places: Places) -> None:
    reactor(
        tmp_path, ("Paks-1", "HU", "Operational", "VVER V-213", "1974-08-01"),
        ("Akkuyu-1", "TR", "Under Construction", "VVER V-509", "2018-04-03"),
        ("Rivne-1", "UA", "Operational", "VVER V-213", "1973-08-01"), ("Kola-1", "RU", "Operational", "VVER V-230", "1970-05-01"),
        ("Bushehr-1", "IR", "Operational", "VVER V-446", "1975-05-01"), ("Vogtle-3", "US", "Operational", "AP-1000", "2013-03-12"),
        ("Chasnupp-1", "PK", "Operational", "CNP-300", "1993-08-01"), ("Qinshan-1", "CN", "Operational", "CNP-300", "1985-03-20"),
        ("Belene-1", "BG", "Planned", "VVER V-466", ""),
    )  # fmt: skip
    made = geonuclear.read(tmp_path, places)
    told = {row["site"]: (row["sender"], row["definition"]) for row in made.claims.to_dict("records")}
    assert told == {
        "Paks-1": ("SUN", "soviet-legacy"), "Akkuyu-1": ("RUS", "built-abroad"), "Bushehr-1": ("RUS", "built-abroad"),
        "Chasnupp-1": ("CHN", "built-abroad"), "Belene-1": ("RUS", "not-built"),
    }  # fmt: skip
    assert made.unused["rows"].sum() == 4


@pytest.mark.parametrize(
    ("host", "reactors"), [("TUR", 4), ("EGY", 3), ("BGD", 2), ("IND", 6), ("CHN", 8), ("BLR", 2), ("IRN", 2)]
)
def test_russian_reactors_abroad(read: Callable[[Reader], Reading], host: str, reactors: int) -> None:
    rows = read(geonuclear).claims
    mine = rows[(rows["sender"] == "RUS") & (rows["host"] == host) & (rows["definition"] == "built-abroad")]
    assert len(mine) == reactors


def test_a_reactor_stands_in_the_state_of_the_day(read: Callable[[Reader], Reading]) -> None:
    rows = read(geonuclear).claims
    told = {
        name: [(row.host, str(row.start.date()), str(row.end)[:10]) for row in rows[rows["site"] == name].itertuples()]
        for name in ("Rheinsberg", "Greifswald-1", "Dukovany-1", "Bohunice-1", "Loviisa-1")
    }
    assert told == {
        "Rheinsberg": [("DDR", "1960-01-01", "1990-06-01")],
        "Greifswald-1": [("DDR", "1970-03-01", "1990-10-02"), ("DEU", "1990-10-03", "1990-12-18")],
        "Dukovany-1": [("CSK", "1979-01-01", "1992-12-31"), ("CZE", "1993-01-01", "NaT")],
        "Bohunice-1": [("CSK", "1972-04-24", "1992-12-31"), ("SVK", "1993-01-01", "2006-12-31")],
        "Loviisa-1": [("FIN", "1971-05-01", "NaT")],
    }
    # On no day is one reactor counted twice.
    for day in pd.to_datetime(["1980-01-01", "1992-12-31", "1993-01-01", "2020-01-01"]):
        assert rows.loc[(rows["start"] <= day) & ~(rows["end"] < day), "site"].is_unique


def test_what_was_sold_or_only_announced_is_no_holding(read: Callable[[Reader], Reading]) -> None:
    rows = read(africa.RUSSIA).claims
    listed = rows[rows["measure"] == "holdings"].assign(name=lambda frame: frame["site"].astype("str").str.split(" ").str[0])
    held = listed["definition"] == "press-based"
    assert set(listed.loc[held, "name"]) == {"Rusal", "Lefa", "Bissa", "United", "Mkuju", "Diamond", "Arab"}
    assert set(listed.loc[~held, "name"]) == {"Catoca", "Great", "Mossel", "Oil", "El", "Itu", "Lurio"}
    assert "Stake divested May 2025" in listed.loc[listed["name"] == "Catoca", "note"].iloc[0]
    assert set(listed.loc[listed["status"] == "cancelled", "name"]) == {"Catoca", "Great", "Mossel"}


def test_every_builder_of_a_plant_is_named(read: Callable[[Reader], Reading]) -> None:
    rows = read(coal).claims
    java = rows[rows["site"] == "Jawa-7 power station (China Development Bank)"]
    assert java["note"].tolist() == ["Government policy; built by China Shenhua Energy, PT Pembankitan Jawa Bali (PJB)"]


def test_a_confidential_position_is_withheld_and_a_zero_is_zero(read: Callable[[Reader], Reading]) -> None:
    rows = read(africa.RUSSIA).claims
    fdi = rows[rows["measure"] == "fdi_stock"]
    algeria = fdi[fdi["host"] == "DZA"]
    assert set(algeria["kind"]) == {"withheld"}
    assert algeria["best"].isna().all()
    assert (fdi["best"] == 0).sum() == 19
    assert fdi.loc[fdi["host"] == "SYC", "best"].min() == pytest.approx(-211.73e6)
    assert set(fdi["end"]) == {pd.Timestamp("2013-12-31"), pd.Timestamp("2020-12-31")}


def test_talks_are_no_agreement_and_a_holding_is_known_from_its_list(read: Callable[[Reader], Reading]) -> None:
    rows = read(africa.RUSSIA).claims
    assert rows.loc[rows["definition"] == "talks", "host"].tolist() == ["NAM"]
    assert set(rows.loc[rows["measure"] == "holdings", "start"]) == {pd.Timestamp(africa.FETCHED)}
    loan = rows[(rows["measure"] == "loan_commitments") & (rows["host"] == "EGY")]
    assert loan["best"].max() == 25e9


def test_works_without_a_year_say_so(read: Callable[[Reader], Reading]) -> None:
    rows = read(africa.TURKEY).claims
    undated = rows[rows["note"].str.contains("year not stated")]
    assert len(rows) == 40
    assert len(undated) > 0
    assert set(undated["start"]) == {pd.Timestamp(africa.FETCHED)}
    assert rows["url"].notna().all()


def test_support_is_in_euros_by_month_and_the_union_is_no_state(read: Callable[[Reader], Reading]) -> None:
    made = read(lists.UKRAINE)
    us = made.claims[made.claims["sender"] == "USA"]
    sums = us.groupby("definition", observed=True)["best"].sum() / 1e9
    assert (round(sums["all"], 1), round(sums["military"], 1)) == (115.4, 64.6)
    assert made.unused.loc[made.unused["value"] == "EU", "rows"].tolist() == [47]
    assert ((us["end"] - us["start"]).dt.days <= 30).all()


def test_support_and_commitments_are_never_one_definition(catalogue: Catalogue) -> None:
    assert [d.id for d in catalogue.measures["support_eur"].definitions if d.drawn] == ["all"]
    assert catalogue.measures["support_eur"].unit == "EUR"


def test_licences_are_new_and_permanent_with_all_as_the_upper_end(read: Callable[[Reader], Reading]) -> None:
    made = read(lists.DUTCH_LICENCES)
    assert (made.claims["best"] <= made.claims["high"]).all()
    assert {"", "MULTI"} & set(made.unused["value"])
    assert set(made.claims["sender"]) == {"NLD"}


def test_members_of_the_initiative_join_and_leave(read: Callable[[Reader], Reading]) -> None:
    rows = read(lists.BELT_AND_ROAD).claims.set_index("host")
    assert rows.loc["ITA", "end"] == pd.Timestamp("2023-06-12")
    assert rows.loc["PAN", "end"] == pd.Timestamp("2025-05-04")
    assert (rows["note"] == "month of joining uncertain").sum() == 4
