"""Global Energy Monitor's foreign-owned assets: each trap that the source names."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.estimates import estimate
from dashboard.domain.places import Places
from dashboard.domain.question import Question
from dashboard.errors import PresenceError
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.validate import check_claims
from dashboard.sources import gem_assets
from dashboard.sources.reading import Reading, read_table

ROWS = 5956
COAL, FIELDS = "GCPT coal plants", "GOGET oil and gas extraction"


@pytest.fixture(scope="session")
def assets(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return gem_assets.read(raw_folder(gem_assets.SOURCE_ID), places)


@pytest.fixture(scope="session")
def claims(assets: Reading) -> pd.DataFrame:
    return assets.claims


@pytest.fixture(scope="session")
def table(raw_folder: Callable[[str], Path]) -> pd.DataFrame:
    return read_table(raw_folder(gem_assets.SOURCE_ID) / gem_assets.ASSETS_FILE, gem_assets.COLUMNS)


def row(**cells: str) -> dict[str, str]:
    usual = dict.fromkeys(gem_assets.COLUMNS, "")
    usual |= {
        "tracker": COAL, "sender_iso3": "CHN", "host_iso3": "PAK", "group": "Huaneng", "state_linked": "1", "asset": "Sahiwal",
        "unit": "Unit 1", "status": "operating", "start_year": "2017", "capacity": "660", "lat": "30.7", "lng": "73.2",
        "url": "https://www.gem.wiki/Sahiwal",
    }  # fmt: skip
    return usual | cells


def read(folder: Path, places: Places, *rows: dict[str, str]) -> Reading:
    text = pd.DataFrame(list(rows), columns=list(gem_assets.COLUMNS)).to_csv(index=False)
    (folder / gem_assets.ASSETS_FILE).write_bytes(gzip.compress(text.encode(), mtime=0))
    return gem_assets.read(folder, places)


def unused_in_table(reading: Reading) -> pd.DataFrame:
    return reading.unused[reading.unused["file"] == gem_assets.ASSETS_FILE]


def test_every_row_is_a_claim_or_is_listed(assets: Reading) -> None:
    assert assets.rows_read == {gem_assets.ASSETS_FILE: ROWS}
    assert len(assets.claims) + unused_in_table(assets)["rows"].sum() == ROWS
    assert (assets.claims["best"] == 1).all()


def test_claims_may_be_published(claims: pd.DataFrame, catalogue: Catalogue, places: Places) -> None:
    with_ids = with_claim_ids(claims)
    assert not with_ids["claim_id"].duplicated().any()
    assert check_claims(with_ids, catalogue, frozenset(places.ids)) == []


def test_forty_senders_in_139_hosts_and_none_at_home(claims: pd.DataFrame) -> None:
    assert claims["sender"].nunique() == 40
    assert claims["host"].nunique() == 139
    assert not (claims["sender"].astype("str") == claims["host"].astype("str")).any()


@pytest.mark.parametrize(("sender", "rows", "hosts"), [("CHN", 532, 61), ("RUS", 97, 26), ("ARE", 101, 25)])
def test_state_linked_groups(assets: Reading, table: pd.DataFrame, sender: str, rows: int, hosts: int) -> None:
    own = assets.claims[(assets.claims["sender"] == sender) & assets.claims["note"].str.contains("; state-linked")]
    assert own["host"].nunique() == hosts
    # A group that holds a unit through several parents has a row for each of them, and one claim.
    repeated = table.iloc[unused_in_table(assets)["row"].dropna().astype("int64") - 1]
    several = ((repeated["sender_iso3"] == sender) & (repeated["state_linked"] == "1")).sum()
    assert len(own) + several == rows


def test_turkish_power_ships_and_plants(claims: pd.DataFrame) -> None:
    turkish = claims[claims["sender"] == "TUR"]["actor"].astype("str").value_counts()
    assert turkish["Karpowership"] == 31
    assert turkish["Aksa/Kazanci"] == 11


@pytest.mark.parametrize(
    ("asset", "actor", "share"),
    [("Sinovensa", "CNPC", "49 %"), ("Bayernoil", "Rosneft", "28.6 %"), ("Greater Angostura", "CNOOC", "12.5 %")],
)
def test_spot_checks(claims: pd.DataFrame, asset: str, actor: str, share: str) -> None:
    rows = claims[claims["site"].str.contains(asset) & claims["actor"].str.contains(actor)]
    assert rows["note"].str.contains(f"; {share} held").any()


def test_only_what_runs_or_is_being_built_is_drawn(claims: pd.DataFrame, catalogue: Catalogue) -> None:
    words = claims["note"].str.extract(r"; status ([a-z_ -]+)")[0]
    running = claims["definition"] == "operating"
    assert set(words[running]) == {"operating", "construction"}
    assert not words[~running].isin(["operating", "construction"]).any()
    drawn = [definition.id for definition in catalogue.measures["energy_assets"].definitions if definition.drawn]
    assert drawn == ["operating"]


def test_status_words_of_the_registry_only_where_they_say_the_same(claims: pd.DataFrame) -> None:
    words = claims["note"].str.extract(r"; status ([a-z_-]+)")[0]
    pairs = pd.crosstab(words, claims["status"].astype("str").fillna("-"))
    assert pairs.loc["cancelled", "cancelled"] > 0
    assert pairs.loc["retired", "-"] == (words == "retired").sum()
    assert pairs.loc["discovered", "-"] == (words == "discovered").sum()


def test_spelling_of_a_status_does_not_matter(tmp_path: Path, places: Places) -> None:
    read_rows = read(tmp_path, places, row(), row(unit="Unit 2", status="Operating"), row(unit="Unit 3", status="Cancelled"))
    assert list(read_rows.claims["definition"]) == ["operating", "operating", "stopped"]


def test_points_that_are_missing_or_exchanged_are_told(assets: Reading) -> None:
    lines = unused_in_table(assets).set_index("reason")["value"]
    missing = assets.claims["lat"].isna()
    exchanged = assets.claims["note"].str.contains("exchanged")
    assert lines.filter(like="exchanged").item() == f"{exchanged.sum()} claims"
    assert lines.filter(like="Without coordinates").item() == f"{(missing & ~exchanged).sum()} claims"
    assert 390 <= (missing & ~exchanged).sum() <= 396
    assert exchanged.sum() == 10
    assert assets.claims["lat"].abs().max() <= 90


def test_a_share_that_is_not_listed_is_not_made_up(claims: pd.DataFrame) -> None:
    assert 0.13 < (~claims["note"].str.contains(" held")).mean() < 0.15


def test_known_from_the_release_of_the_tracker(claims: pd.DataFrame) -> None:
    tracker = claims["note"].str.split("; ").str[0]
    released = claims.groupby(tracker)["published"].agg(["min", "max"])
    assert (released["min"] == released["max"]).all()
    assert released.loc[FIELDS, "min"] == pd.Timestamp("2025-02-28")
    assert released.loc["GIST iron and steel plants", "min"] == pd.Timestamp("2025-03-31")
    assert (claims["start"] <= claims["published"]).all()
    assert claims["end"].isna().all()


@pytest.mark.parametrize(
    ("start_year", "start", "precision", "told"),
    [
        ("2017", "2017-01-01", "year", False),
        ("2020-04", "2020-04-01", "month", False),
        ("2010-06-30 00:00:00", "2010-06-30", "day", False),
        ("", "2024-07-31", "month", False),
        ("unknown", "2024-07-31", "month", False),
        ("2027 (expected)", "2024-07-31", "month", True),
    ],
)
def test_start_of_what_runs(tmp_path: Path, places: Places, start_year: str, start: str, precision: str, told: bool) -> None:
    claim = read(tmp_path, places, row(start_year=start_year)).claims.iloc[0]
    assert claim["start"] == pd.Timestamp(start)
    assert claim["precision"] == precision
    assert ("start 2027 (expected)" in claim["note"]) is told


def test_what_does_not_run_counts_from_the_release(tmp_path: Path, places: Places) -> None:
    claim = read(tmp_path, places, row(status="cancelled", start_year="2013")).claims.iloc[0]
    assert claim["start"] == pd.Timestamp("2024-07-31")
    assert "start 2013" in claim["note"]


def test_owners_of_today_are_told_to_be_of_today(catalogue: Catalogue) -> None:
    assert "not who owned them then" in catalogue.measures["energy_assets"].definition("operating").caveat
    caveats = " ".join(catalogue.sources[gem_assets.SOURCE_ID].caveats)
    for word in ("this project's assignment", "outdated", "LetterOne", "pipeline", "145 corporate groups"):
        assert word in caveats


def test_two_groups_of_one_sender_in_a_unit_count_it_once(tmp_path: Path, places: Places, catalogue: Catalogue) -> None:
    read_rows = read(tmp_path, places, row(), row(group="PowerChina"), row(unit="Unit 2"))
    assert len(read_rows.claims) == 3
    question = Question(catalogue.measures["energy_assets"], catalogue)
    assert estimate(read_rows.claims, question, [date(2025, 1, 1)])["best"].tolist() == [2.0]


def test_units_of_one_name_stay_apart(tmp_path: Path, places: Places) -> None:
    segment = row(
        tracker="GGIT gas pipelines (first-listed country)", asset="Eastern Gas Pipeline", unit="", url="https://a.example/1"
    )
    read_rows = read(tmp_path, places, segment, segment | {"url": "https://a.example/2"}, segment | {"group": "Jemena"})
    assert list(read_rows.claims["site"]) == ["Eastern Gas Pipeline", "Eastern Gas Pipeline (2)", "Eastern Gas Pipeline"]


def test_a_group_with_two_parents_in_a_unit_makes_one_claim(tmp_path: Path, places: Places) -> None:
    read_rows = read(tmp_path, places, row(share_pct="80.0"), row(share_pct="20.0"))
    assert list(read_rows.claims["note"]) == ["GCPT coal plants; status operating; 80 % and 20 % held; state-linked"]
    assert unused_in_table(read_rows)[["row", "value"]].to_numpy().tolist() == [[2, "20.0"]]


def test_files_of_the_trackers_are_listed_as_not_read(assets: Reading) -> None:
    counts = assets.unused.set_index("file")["rows"]
    assert counts["gem_oil_gas_extraction_2025-02.csv.gz"] == 7396
    assert counts["gem_coal_plant_units_2024-07.csv.gz"] == 14004
    assert {*gem_assets.TRACKER_FILES} <= set(counts.index)


def test_rows_that_cannot_be_claims_are_listed(tmp_path: Path, places: Places) -> None:
    strange = [row(sender_iso3="QQQ"), row(host_iso3=""), row(host_iso3="CHN"), row(tracker="New tracker"), row(status="sold")]
    read_rows = read(tmp_path, places, *strange)
    assert read_rows.claims.empty
    assert unused_in_table(read_rows)["value"].tolist() == ["QQQ", "", "CHN", "New tracker", "sold"]


def test_bad_files_are_refused(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as missing:
        gem_assets.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
    with pytest.raises(PresenceError) as wrong:
        read(tmp_path, places, row(lat="north", share_pct="half"), row(lng="east"))
    assert {problem.code for problem in wrong.value.problems} == {"E-READ-VALUE"}
    assert [problem.found for problem in wrong.value.problems] == ["'north'", "'east'", "'half'"]
    (tmp_path / gem_assets.ASSETS_FILE).write_bytes(gzip.compress(b"tracker,group\n", mtime=0))
    with pytest.raises(PresenceError) as columns:
        gem_assets.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"
    (tmp_path / gem_assets.ASSETS_FILE).write_bytes(b"")
    with pytest.raises(PresenceError) as empty:
        gem_assets.read(tmp_path, places)
    assert empty.value.code == "E-READ-FORMAT"
