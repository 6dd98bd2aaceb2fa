"""US foreign assistance: each trap that the source names, and its totals."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger import readings
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.ledger.validate import check_claims
from dashboard.sources import us_foreign_aid
from dashboard.sources.reading import Reading

COUNTRY = "Country Name,Transaction Type Name,Fiscal Year,current_amount,constant_amount\n"
GREENBOOK = "country,assistance_category,fiscal_year,obligations_current_usd,obligations_constant_2020_usd\n"


@pytest.fixture(scope="session")
def aid(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return us_foreign_aid.read(raw_folder(us_foreign_aid.SOURCE_ID), places)


@pytest.fixture(scope="session")
def shipped() -> Ledger:
    return open_ledger(Path(__file__).resolve().parent.parent.parent / "data")


@pytest.fixture(scope="session")
def claims(aid: Reading) -> pd.DataFrame:
    return aid.claims


def write(folder: Path, country: str = "", greenbook: str = "") -> Path:
    for name, text in ((us_foreign_aid.COUNTRY_FILE, COUNTRY + country), (us_foreign_aid.GREENBOOK_FILE, GREENBOOK + greenbook)):
        (folder / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


def of(claims: pd.DataFrame, definition: str, host: str = "") -> pd.DataFrame:
    rows = claims[claims["definition"] == definition]
    return rows[rows["host"] == host] if host else rows


def in_year(claims: pd.DataFrame, definition: str, year: int, host: str = "") -> float:
    rows = of(claims, definition, host)
    return float(rows.loc[rows["end"] == pd.Timestamp(year, 9, 30), "best"].sum())


def test_claims_may_be_published(claims: pd.DataFrame, catalogue: Catalogue, places: Places) -> None:
    with_ids = with_claim_ids(claims)
    assert not with_ids["claim_id"].duplicated().any()
    assert check_claims(with_ids, catalogue, frozenset(places.ids)) == []
    assert set(claims["sender"]) == {"USA"}


def test_every_row_is_in_a_claim(aid: Reading) -> None:
    assert aid.rows_read == {us_foreign_aid.COUNTRY_FILE: 22486, us_foreign_aid.GREENBOOK_FILE: 75002}
    assert aid.unused["rows"].sum() == 0
    sums = aid.unused[aid.unused["field"] == "*"]["value"].tolist()
    assert sums == ["22486 rows in 22361 sums", "75002 rows in 16265 sums"]


def test_totals_of_fiscal_years(claims: pd.DataFrame) -> None:
    assert in_year(claims, "obligations-total", 2023) / 1e9 == pytest.approx(99.9, abs=0.05)
    assert in_year(claims, "obligations-total", 2025) / 1e9 == pytest.approx(19.9, abs=0.05)


def test_greenbook_totals(claims: pd.DataFrame) -> None:
    assert of(claims, "obligations-economic")["best"].sum() / 1e9 == pytest.approx(937.9, abs=0.05)
    assert of(claims, "obligations-military")["best"].sum() / 1e9 == pytest.approx(434.3, abs=0.05)
    # The Afghanistan Security Forces Fund is military assistance here.
    assert of(claims, "obligations-military", "AFG")["best"].sum() > 50e9


@pytest.mark.parametrize(
    ("fiscal_year", "start", "end"),
    [
        ("1946", "1945-07-01", "1946-06-30"),
        ("1976", "1975-07-01", "1976-06-30"),
        ("1976tq", "1976-07-01", "1976-09-30"),
        ("1977", "1976-10-01", "1977-09-30"),
        ("2025", "2024-10-01", "2025-09-30"),
    ],
)
def test_bounds_of_a_fiscal_year(tmp_path: Path, places: Places, fiscal_year: str, start: str, end: str) -> None:
    claim = us_foreign_aid.read(write(tmp_path, f"Kenya,Obligations,{fiscal_year},5,6\n"), places).claims.iloc[0]
    assert (claim["start"], claim["end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert claim["precision"] == "day"


def test_fiscal_years_follow_one_another_without_gap(claims: pd.DataFrame) -> None:
    years = claims[["start", "end"]].drop_duplicates().sort_values("start")
    assert (years["start"].iloc[1:].to_numpy() == (years["end"].iloc[:-1] + pd.Timedelta(days=1)).to_numpy()).all()


def test_transition_quarter_stands_alone(claims: pd.DataFrame) -> None:
    quarter = claims[claims["start"] == pd.Timestamp("1976-07-01")]
    assert set(quarter["end"]) == {pd.Timestamp("1976-09-30")}
    assert quarter["note"].str.startswith("Transition quarter").all()
    assert in_year(claims, "obligations-total", 1976) / 1e9 == pytest.approx(2.603, abs=0.001)


def test_disbursements_begin_in_2001(claims: pd.DataFrame) -> None:
    assert of(claims, "disbursements-total")["start"].min() == pd.Timestamp("2000-10-01")


def test_money_taken_back_stays_negative(claims: pd.DataFrame, tmp_path: Path, places: Places) -> None:
    assert (claims["best"] < 0).sum() > 100
    lines = "Kenya,Economic,1990,-5,0\nKenya,Economic,1990,3,0\n"
    assert us_foreign_aid.read(write(tmp_path, greenbook=lines), places).claims["best"].tolist() == [-2]


def test_years_that_are_not_reported_in_full_say_so(claims: pd.DataFrame) -> None:
    partial = claims["note"].str.contains("not yet reported in full")
    assert set(claims.loc[partial, "end"].dt.year) == {2024, 2025}
    assert partial[claims["end"] > pd.Timestamp("2023-09-30")].all()


def test_requests_and_plans_are_drawn_only_when_asked_for(claims: pd.DataFrame, catalogue: Catalogue) -> None:
    drawn = [definition.id for definition in catalogue.measures["aid"].definitions if definition.drawn]
    assert drawn == ["obligations-total", "disbursements-total"]
    assert len(of(claims, "appropriated")) == 2742
    assert set(of(claims, "requested")["status"]) == {"pledged"}


@pytest.mark.parametrize(
    ("host", "first", "last", "million"),
    [
        ("SUN", "1946-06-30", "1990-09-30", 187.37),
        ("CSK", "1946-06-30", "2002-09-30", 196.72),
        ("VDR", "1954-06-30", "1978-09-30", 23861.73),
        ("YMD", "1970-06-30", "1975-06-30", 4.50),
        ("DDR", "1955-06-30", "1955-06-30", 0.80),
    ],
)
def test_states_that_are_gone(claims: pd.DataFrame, host: str, first: str, last: str, million: float) -> None:
    rows = of(claims, "obligations-total", host)
    assert (rows["end"].min(), rows["end"].max()) == (pd.Timestamp(first), pd.Timestamp(last))
    assert rows["best"].sum() / 1e6 == pytest.approx(million, abs=0.01)


def test_west_berlin_is_with_the_federal_republic(claims: pd.DataFrame) -> None:
    rows = of(claims, "obligations-total", "DEU").set_index("end")
    row = rows.loc[pd.Timestamp("1953-06-30")]
    assert row["best"] == 267_874_000 + 12_900_000
    assert row["note"] == 'Fiscal year 1953; listed as "Berlin, West" and "Germany"'


def test_sudan_is_one_place_under_two_names(claims: pd.DataFrame) -> None:
    row = of(claims, "obligations-total", "SDN").set_index("end").loc[pd.Timestamp("2008-09-30")]
    assert row["best"] / 1e6 == pytest.approx(1027.410678 + 2.340368, abs=1e-5)
    assert 'listed as "Sudan" and "Sudan (former)"' in row["note"]


def test_yugoslavia_before_its_end_and_serbia_and_montenegro_after(claims: pd.DataFrame) -> None:
    before, after = of(claims, "obligations-total", "YUG"), of(claims, "obligations-total", "SCG")
    assert before["end"].max() < after["end"].min() == pd.Timestamp("1992-09-30")
    assert before.set_index("end").loc[pd.Timestamp("1951-06-30"), "best"] == 158_300_000


def test_the_greenbooks_vietnam_is_the_south_to_1978(claims: pd.DataFrame) -> None:
    parts = of(claims, "obligations-economic", "VDR")["best"].sum() + of(claims, "obligations-military", "VDR")["best"].sum()
    assert parts == of(claims, "obligations-total", "VDR")["best"].sum()
    assert of(claims, "obligations-economic", "VNM")["start"].min() > pd.Timestamp("1978-09-30")


@pytest.mark.parametrize(
    ("name", "year", "host"),
    [
        ("Germany", "1955", "DEU"),
        ("Yemen", "1980", "YAR"),
        ("Yemen", "1995", "YEM"),
        ("Guinea", "1960", "GIN"),
        ("Samoa", "1970", "WSM"),
        ("Congo", "1970", "COG"),
        ("Vietnam", "1974", "VDR"),
        ("Vietnam", "1990", "VNM"),
        ("World", "2000", "X-WLD"),
        ("Latin America Region", "2000", "X-LAM"),
    ],
)
def test_names_that_meant_two_places(tmp_path: Path, places: Places, name: str, year: str, host: str) -> None:
    assert us_foreign_aid.read(write(tmp_path, f"{name},Obligations,{year},5,6\n"), places).claims["host"].tolist() == [host]


def test_regions_are_no_countries(claims: pd.DataFrame, places: Places) -> None:
    collective = claims["host"].map({place.id: place.kind for place in places.by_id.values()}) == "collective"
    assert in_year(claims[collective], "obligations-total", 2023) > 10e9
    assert claims.loc[collective, "host"].str.startswith("X-").all()


def test_constant_dollars_are_no_claims(aid: Reading, tmp_path: Path, places: Places) -> None:
    columns = aid.unused[aid.unused["value"] == "the whole column"]["field"].tolist()
    assert columns == ["constant_amount", "obligations_constant_2020_usd"]
    assert us_foreign_aid.read(write(tmp_path, "Kenya,Obligations,1990,5,77\n"), places).claims["best"].tolist() == [5]


def test_accounts_are_added_within_place_year_and_category_only(tmp_path: Path, places: Places) -> None:
    accounts = [
        "Kenya,Economic,1990,5",
        "Kenya,Economic,1990,7",
        "Kenya,Military,1990,1",
        "Kenya,Economic,1991,2",
        "Uganda,Economic,1990,9",
    ]
    lines = "".join(f"{account},0\n" for account in accounts)
    claims = us_foreign_aid.read(write(tmp_path, greenbook=lines), places).claims
    assert sorted(claims["best"]) == [1, 2, 9, 12]


def test_rows_that_cannot_be_claims_are_listed(tmp_path: Path, places: Places) -> None:
    lines = "Atlantis,Obligations,1990,5,6\nKenya,Gifts,1990,5,6\nKenya,Obligations,1990,,6\nUnited States,Obligations,1990,1,1\n"
    aid = us_foreign_aid.read(write(tmp_path, lines), places)
    assert aid.claims.empty
    assert aid.unused.query("rows > 0")["value"].tolist() == ["Gifts", "Atlantis", "United States", "Obligations"]


def test_bad_files_are_refused(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as missing:
        us_foreign_aid.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
    with pytest.raises(PresenceError) as amounts:
        us_foreign_aid.read(write(tmp_path, "Kenya,Obligations,1990,much,6\nKenya,Obligations,1991,more,6\n"), places)
    assert [problem.found for problem in amounts.value.problems] == ["'much'", "'more'"]
    with pytest.raises(PresenceError) as years:
        us_foreign_aid.read(write(tmp_path, "Kenya,Obligations,FY90,5,6\nKenya,Obligations,,5,6\n"), places)
    assert [problem.where for problem in years.value.problems] == [
        f"{us_foreign_aid.COUNTRY_FILE}, row {row}, column Fiscal Year" for row in (1, 2)
    ]
    (tmp_path / us_foreign_aid.GREENBOOK_FILE).write_bytes(gzip.compress(b"country\n", mtime=0))
    (write(tmp_path) / us_foreign_aid.COUNTRY_FILE).write_bytes(gzip.compress(b"Country Name\n", mtime=0))
    with pytest.raises(PresenceError) as columns:
        us_foreign_aid.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"


def test_the_shipped_price_levels_are_those_of_the_raw_columns(raw_folder: Callable[[str], Path], catalogue: Catalogue) -> None:
    made = us_foreign_aid.deflators(raw_folder(us_foreign_aid.SOURCE_ID))
    kept = catalogue.prices
    assert kept.source == us_foreign_aid.SOURCE_ID
    assert kept.years == tuple(range(1946, 2026)) == tuple(made["fiscal_year"])
    for name in ("deflator", "lowest", "highest"):
        assert [getattr(level, name) for level in kept.levels] == pytest.approx(made[name].tolist(), rel=1e-8)
    # Within a year every row has one price level, up to the rounding of amounts to whole dollars.
    assert (made["highest"] / made["lowest"] - 1).max() < 5e-5


def test_planned_amounts_are_in_the_prices_of_another_year_and_give_no_price_level(raw_folder: Callable[[str], Path]) -> None:
    raw = pd.read_csv(raw_folder(us_foreign_aid.SOURCE_ID) / us_foreign_aid.COUNTRY_FILE)
    planned = raw[(raw["Transaction Type Name"] == "Appropriated and Planned") & (raw["current_amount"].abs() > 1e6)]
    ratio = (planned["constant_amount"] / planned["current_amount"]).groupby(planned["Fiscal Year"].astype("str")).median()
    assert ratio["2022"] == pytest.approx(1.0, abs=1e-6)


def test_aid_in_prices_of_2024_is_the_constant_column_of_the_source(raw_folder: Callable[[str], Path], shipped: Ledger) -> None:
    """What the map shows for Afghanistan, obligations, year by year, against the publisher's own constant dollars."""
    raw = pd.read_csv(raw_folder(us_foreign_aid.SOURCE_ID) / us_foreign_aid.COUNTRY_FILE, dtype={"Fiscal Year": "str"})
    own = raw[
        (raw["Country Name"] == "Afghanistan")
        & (raw["Transaction Type Name"] == "Obligations")
        & (raw["Fiscal Year"] != "1976tq")
    ]
    constant = own.set_index("Fiscal Year")["constant_amount"].astype("float64")
    view = View("aid", definition="obligations-total", source=us_foreign_aid.SOURCE_ID, sender=("USA",), per="prices-2024")
    days = np.array([f"{year}-12-31" for year in constant.index], dtype="datetime64[s]")
    rows = readings.host_rows(shipped, view, days)
    shown = (
        rows[(rows["host"] == "AFG").to_numpy()]
        .assign(year=lambda found: found["newest"].dt.year.astype("str"))
        .set_index("year")["best"]
    )
    together = pd.DataFrame({"shown": shown[~shown.index.duplicated()], "own": constant}).dropna()
    assert len(together) > 60
    # The price level is known to five digits; small amounts differ by their own rounding.
    assert ((together["shown"] - together["own"]).abs() <= 2e-5 * together["own"].abs() + 2).all()
