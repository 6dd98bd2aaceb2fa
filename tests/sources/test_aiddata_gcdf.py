"""Chinese development finance: each trap that the source names, and its totals."""

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
from dashboard.sources import aiddata_gcdf
from dashboard.sources.reading import Reading

FULL = ["oda-like", "oof-like", "vague"]
ADJUSTED = [f"{name}-adjusted" for name in FULL]
TOTALS = "Country Code,year,projects,usd_const_2021,share_amount_estimated\n"
CLASSES = "ccode,year,oof_amt,oof_adj,oda_amt,oda_adj,vof_amt,vof_adj\n"


@pytest.fixture(scope="session")
def folder(raw_folder: Callable[[str], Path]) -> Path:
    return raw_folder(aiddata_gcdf.SOURCE_ID)


@pytest.fixture(scope="session")
def finance(folder: Path, places: Places) -> Reading:
    return aiddata_gcdf.read(folder, places)


@pytest.fixture(scope="session")
def claims(finance: Reading) -> pd.DataFrame:
    return finance.claims


def write(folder: Path, totals: str = "", classes: str = "", by_gw: str = "") -> Path:
    (folder / aiddata_gcdf.TOTAL_FILE).write_text(TOTALS + totals)
    (folder / aiddata_gcdf.CLASS_FILE).write_text(CLASSES + classes)
    (folder / aiddata_gcdf.GW_CLASS_FILE).write_text(CLASSES.replace("ccode", "gwcode") + by_gw)
    return folder


def of(claims: pd.DataFrame, *definitions: str) -> pd.DataFrame:
    return claims[claims["definition"].isin(definitions)]


def by_host_year(claims: pd.DataFrame, *definitions: str) -> pd.Series:
    rows = of(claims, *definitions)
    return rows.groupby([rows["host"].astype("str"), rows["start"].dt.year])["best"].sum()


def test_commitments_sum_to_1331_6_billion(claims: pd.DataFrame) -> None:
    total = of(claims, "commitments-total")
    assert total["best"].sum() / 1e9 == pytest.approx(1331.6, abs=0.05)
    assert (total["start"].min(), total["end"].max()) == (pd.Timestamp("2000-01-01"), pd.Timestamp("2021-12-31"))
    assert set(claims["sender"]) == {"CHN"}


def test_claims_may_be_published(claims: pd.DataFrame, catalogue: Catalogue, places: Places) -> None:
    with_ids = with_claim_ids(claims)
    assert not with_ids["claim_id"].duplicated().any()
    assert check_claims(with_ids, catalogue, frozenset(places.ids)) == []
    assert catalogue.measures["dev_finance"].unit == "USD constant 2021"


def test_every_row_is_accounted_for(finance: Reading) -> None:
    assert finance.rows_read == {aiddata_gcdf.TOTAL_FILE: 2525, aiddata_gcdf.CLASS_FILE: 2458, aiddata_gcdf.GW_CLASS_FILE: 2271}
    assert len(of(finance.claims, "commitments-total")) == 2525
    unused = finance.unused.groupby("file")["rows"].sum()
    split = of(finance.claims, *FULL, *ADJUSTED)
    told = len(split[["host", "start"]].astype("str").drop_duplicates())
    assert told + unused[aiddata_gcdf.CLASS_FILE] + unused[aiddata_gcdf.GW_CLASS_FILE] == 2458 + 2271


def test_zero_means_amount_not_known_and_never_becomes_a_figure(claims: pd.DataFrame) -> None:
    silent = claims[claims["kind"] == "trend"]
    assert len(silent) == 295
    assert silent[["low", "best", "high"]].isna().all(axis=None)
    assert silent["phrase"].str.fullmatch(r"\d+ projects?, amount not stated").all()
    assert not (claims["best"] == 0).any()


def test_zero_by_class_is_left_out_and_counted(finance: Reading) -> None:
    lines = finance.unused[finance.unused["file"] == aiddata_gcdf.CLASS_FILE].set_index("value")["rows"]
    assert lines.to_dict() == {"0": 280, "0 in 6732 cells": 0}


def test_parts_without_refinancing_make_the_total(claims: pd.DataFrame) -> None:
    parts, total = by_host_year(claims, *ADJUSTED), by_host_year(claims, "commitments-total")
    both = pd.concat([parts, total], axis=1, keys=["parts", "total"], join="inner")
    assert (both["parts"] - both["total"]).abs().max() < 1
    assert both["parts"].drop("SRB").sum() / 1e9 == pytest.approx(1325.3, abs=0.1)


def test_places_without_a_state_code_have_a_total_only(claims: pd.DataFrame) -> None:
    totals, parts = (set(of(claims, *names)["host"]) for names in (["commitments-total"], [*FULL, *ADJUSTED]))
    assert totals - parts == {"COK", "CUW", "GUM", "NIU", "PSE", "PYF", "SXM"}
    assert parts < totals


def test_serbia_comes_from_the_other_list_of_states(claims: pd.DataFrame) -> None:
    serbia = claims[claims["host"] == "SRB"]
    total = of(serbia, "commitments-total")["best"].sum()
    assert of(serbia, *ADJUSTED)["best"].sum() == pytest.approx(total, abs=1)


def test_the_other_list_repeats_the_rest(folder: Path) -> None:
    cow, gw = (pd.read_csv(folder / name) for name in (aiddata_gcdf.CLASS_FILE, aiddata_gcdf.GW_CLASS_FILE))
    # Vietnam and Yemen have other codes there; Serbia stands there alone.
    gw = gw[~gw["gwcode"].isin(aiddata_gcdf.GW_ONLY)].assign(ccode=gw["gwcode"].replace({817: 816, 678: 679}))
    both = gw.merge(cow, on=["ccode", "year"], suffixes=("_gw", ""), how="left")
    for column in aiddata_gcdf.CLASSES:
        assert (both[column] - both[f"{column}_gw"]).abs().max() < 1


def test_russia_is_the_largest_host(claims: pd.DataFrame) -> None:
    full = of(claims, *FULL).groupby("host", observed=True)["best"].sum().div(1e9).nlargest(3)
    assert full.round(1).to_dict() == {"RUS": 169.6, "ARG": 138.8, "VEN": 112.9}


def test_refinanced_debt_is_in_the_full_amount_only(claims: pd.DataFrame) -> None:
    full, adjusted = by_host_year(claims, "oof-like"), by_host_year(claims, "oof-like-adjusted")
    assert full.sum() - adjusted.sum() == pytest.approx(163.1e9, rel=0.01)
    aid = by_host_year(claims, "oda-like") - by_host_year(claims, "oda-like-adjusted")
    assert aid.abs().max() < 1


def test_parts_are_drawn_only_when_asked_for(catalogue: Catalogue) -> None:
    drawn = [definition.id for definition in catalogue.measures["dev_finance"].definitions if definition.drawn]
    assert drawn == ["commitments-total"]


def test_commitments_over_a_year(claims: pd.DataFrame) -> None:
    assert set(claims["status"]) == {"committed"}
    assert set(claims["precision"]) == {"year"}
    assert (claims["start"].dt.day_of_year == 1).all()
    assert (claims["end"].dt.strftime("%m-%d") == "12-31").all()


def test_files_that_are_not_read_have_a_reason(finance: Reading) -> None:
    lines = finance.unused[finance.unused["file"].isin(aiddata_gcdf.UNREAD)].set_index("file")
    assert set(lines.index) == set(aiddata_gcdf.UNREAD)
    assert lines.loc["gcdf3_adm1_locations.csv.gz", "rows"] == 12779
    assert lines["reason"].str.len().min() > 20


def test_share_of_estimated_amounts(tmp_path: Path, places: Places) -> None:
    rows = "".join(f"AFG,{2000 + i},2,5.5,{share}\n" for i, share in enumerate(("0.0", "0.02", "0.26", "1.0")))
    notes = aiddata_gcdf.read(write(tmp_path, rows), places).claims["note"]
    assert notes.isna().tolist() == [True, False, False, False]
    assert [note.rpartition("estimated for ")[2] for note in notes[1:]] == [
        "less than 5 % of the projects", "about 30 % of the projects", "about 100 % of the projects"
    ]  # fmt: skip


def test_a_zero_total_keeps_its_projects(tmp_path: Path, places: Places) -> None:
    claims = aiddata_gcdf.read(write(tmp_path, "AFG,2001,1,0.0,0.0\nAFG,2002,3,0,0.0\n"), places).claims
    assert list(claims["phrase"]) == ["1 project, amount not stated", "3 projects, amount not stated"]
    assert set(claims["kind"]) == {"trend"}


def test_a_code_that_passed_on_goes_to_the_state_of_the_year(tmp_path: Path, places: Places) -> None:
    claims = aiddata_gcdf.read(write(tmp_path, classes="626,2012,0,0,7,7,0,0\n345,2005,0,0,7,7,0,0\n"), places).claims
    assert list(claims["host"]) == ["SSD", "SCG", "SSD", "SCG"]


def test_recipients_that_are_no_place_are_listed(tmp_path: Path, places: Places) -> None:
    finance = aiddata_gcdf.read(write(tmp_path, "Africa,2001,1,5,0\nCHN,2001,1,5,0\n", "9999,2001,1,1,1,1,1,1\n"), places)
    assert finance.claims.empty
    assert finance.unused[["file", "value", "rows"]].to_numpy().tolist() == [
        [aiddata_gcdf.TOTAL_FILE, "Africa", 1], [aiddata_gcdf.TOTAL_FILE, "CHN", 1], [aiddata_gcdf.CLASS_FILE, "9999.0", 1]
    ]  # fmt: skip


def test_bad_files_are_refused(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as missing:
        aiddata_gcdf.read(tmp_path, places)
    assert missing.value.code == "E-READ-MISSING-FILE"
    with pytest.raises(PresenceError) as wrong:
        aiddata_gcdf.read(write(tmp_path, "AFG,two,many,much,0\n"), places)
    assert [problem.found for problem in wrong.value.problems] == ["'many'", "'much'", "'two'"]
    (write(tmp_path) / aiddata_gcdf.TOTAL_FILE).write_text("Country Code,year\n")
    with pytest.raises(PresenceError) as columns:
        aiddata_gcdf.read(tmp_path, places)
    assert columns.value.code == "E-READ-COLUMNS"
