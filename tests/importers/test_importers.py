"""Formats of data that people fetch themselves: each is recognised alone, read with its traps, and told what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from dashboard.catalogue_files import load_catalogue
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.importers import IMPORTERS, recognise
from dashboard.importers.arms import ARMS_TRANSFERS, UNION_LICENCES
from dashboard.importers.investment import (
    COMTRADE_TABLE,
    GLOBAL_INVESTMENT_TRACKER,
    INVESTMENT_POSITIONS,
    LOANS_PANEL,
    US_INVESTMENT_WORKBOOK,
)  # fmt: skip
from dashboard.importers.relations import DEFENCE_AGREEMENTS, DIPLOMATIC_POSTS, MILITARY_BALANCE, SANCTIONS
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.validate import check_claims

ROOT = Path(__file__).resolve().parent.parent.parent
Sheets = Mapping[str, pd.DataFrame]


def sheet(text: str, separator: str = ",") -> pd.DataFrame:
    rows = list(csv.reader(io.StringIO(text.strip("\n")), delimiter=separator))
    width = max(len(row) for row in rows)
    frame = pd.DataFrame([[*row, *[""] * (width - len(row))] for row in rows], dtype="str")
    return frame.mask(frame == "")


SIPRI = """
TIV of arms exports from Russia, 1950-2021
Generated: 28 April 2022
Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.
,2019,2020,2021,Total
Algeria,120,0,,120
India,1.5,,7,8
Hamas*,3,,,3
NATO**,2,,,2
Total,126,0,7,133
"""
UNION = """
2003; 0; AT; Austria; DZ; Algeria; AFN; North Africa; ML 4; b; 435148;
2003; 0; AT; Austria; DZ; Algeria; AFN; North Africa; ML 5; b; 52;
2003; 0; AT; Austria; DZ; Algeria; AFN; North Africa; ML 4; a; 3;
2003; 0; AT; Austria; DZ; Algeria; AFN; North Africa; ML 4; c; 99;
"""
AEI = """
Year,Month,Investor, Quantity in Millions ,Share Size,Transaction Party,Sector,Subsector,Country,Region,BRI,Greenfield
2012,March,CNPC,"$1,740",20%,Eni,Energy,Gas,Mozambique,Sub-Saharan Africa,1,
2012,March,CNPC,$100,,,Energy,Gas,Russian Federation,Asia,1,
2013,April,ICBC,$300,,,Transport,Autos,Congo,Sub-Saharan Africa,,G
2013,April,ICBC,,,,Transport,Autos,Peru,South America,,
"""
DIP = """
SERIES_CODE,TIME_PERIOD,OBS_VALUE
A.DE.IOW_BP6_USD.CN,2020,12.5
A.VN.IIW_BP6_USD.CN,2020,3
A.VN.IIW_BP6_USD_DV.CN,2020,4
A.VN.IIW_BP6_USD.W00,2020,100
"""
PANEL = """
iso3,year,cla_total_usd,codf_total_usd,cgp_capacity_mw,fdi_stock_usd,fdi_flow_usd
AGO,2016,19538160000,100,5,2000,
KEN,2016,,,7,,
"""
COMTRADE = """
typeCode,freqCode,refPeriodId,refYear,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,cmdCode,customsCode,motCode,primaryValue
C,A,20200101,2020,76,BRA,X,156,CHN,0,TOTAL,C00,0,67788
C,A,20200101,2020,76,BRA,M,156,CHN,0,TOTAL,C00,0,34778
C,A,20200101,2020,76,BRA,X,156,CHN,0,TOTAL,C00,2100,5
C,A,20200101,2020,76,BRA,X,156,CHN,0,12,C00,0,20000
C,A,20200101,2020,76,BRA,X,0,W00,0,TOTAL,C00,0,209180
C,A,20200101,2020,76,BRA,RX,156,CHN,0,TOTAL,C00,0,1
"""
GSDB = """
case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,target_mult,sender_mult,objective,success
7,Russia,"EU, Switzerland",2014,2023,1,exp_part,1,0,0,0,0,0,1,x,ongoing
8,Zimbabwe,EU,2002,2004,0,,0,0,0,1,0,0,0,x,failed
9,South Sudan,UN,2018,2023,0,,1,0,0,0,0,0,0,x,ongoing
10,Cuba,United States,1962,2023,1,exp_compl,0,0,0,0,0,0,0,x,ongoing
"""
POSTS = "COUNTRY,POST COUNTRY,Year,POST COUNT\nBA,FRA,2019,1\nFRA,BA,2019,2\nZZ,FRA,2019,4\n"
CODES = "code,name\nBA,Bangladesh\nFRA,France\n"
DCAD = "ccode1,abbrev1,ccode2,abbrev2,year,dcaGeneralV1\n2,USA,140,BRA,2010,1\n2,USA,220,FRN,2010,0\n"
BALANCE = """
,Year,Theatre,Lat,Lon,Country,Organisation,MissionName,MissionType,Deployed
1,2015,"Kosovo, Serbia",42,21,FRA,NATO,KFOR,Operation,2
2,2015,Mali,17,-4,FRA,FRA,Barkhane,Operation,1500
3,2015,Mali,17,-4,FRA,UN,MINUSMA,Operation,20
4,2015,Indian Ocean,0,70,FRA,EU,Atalanta,Operation,200
5,2015,Gabon,0,11,FRA,FRA,,MilitaryPresence,450
"""


def bea() -> Sheets:
    body = "U.S. Direct Investment Position Abroad\n[Millions of dollars]\n,2009,2010\nAll countries,10,20\nChile,{},(D)\nPeru,(*),4\n"
    return {"Position": sheet(body.format(7)), "Financial transactions": sheet(body.format(-3)), "Notes": sheet("Note\n")}


FILES: dict[str, tuple[object, Sheets]] = {
    "sipri": (ARMS_TRANSFERS, {"": sheet(SIPRI)}),
    "union": (UNION_LICENCES, {"": sheet(UNION, ";")}),
    "aei": (GLOBAL_INVESTMENT_TRACKER, {"": sheet(AEI)}),
    "dip": (INVESTMENT_POSITIONS, {"": sheet(DIP)}),
    "bea": (US_INVESTMENT_WORKBOOK, bea()),
    "panel": (LOANS_PANEL, {"": sheet(PANEL)}),
    "comtrade": (COMTRADE_TABLE, {"": sheet(COMTRADE)}),
    "gsdb": (SANCTIONS, {"": sheet(GSDB)}),
    "lowy": (DIPLOMATIC_POSTS, {"posts": sheet(POSTS), "codes": sheet(CODES)}),
    "dcad": (DEFENCE_AGREEMENTS, {"": sheet(DCAD)}),
    "balance": (MILITARY_BALANCE, {"Sheet1": sheet(BALANCE)}),
}


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(ROOT / "data" / "catalogue")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data" / "catalogue")


def claims_of(key: str, places: Places) -> pd.DataFrame:
    importer, sheets = FILES[key]
    return importer.read(f"{key}.csv", sheets, places).claims  # type: ignore[attr-defined, no-any-return]


def told(claims: pd.DataFrame, *columns: str) -> list[list[object]]:
    rows: list[list[object]] = claims[list(columns)].to_numpy().tolist()
    return rows


@pytest.mark.parametrize("key", FILES)
def test_each_format_is_recognised_as_itself_alone(key: str) -> None:
    importer, sheets = FILES[key]
    assert recognise(f"{key}.csv", sheets) == (importer,)


def test_every_importer_is_tried() -> None:
    assert {id(importer) for importer, _ in FILES.values()} == {id(importer) for importer in IMPORTERS}


@pytest.mark.parametrize(
    "text", ["country,year,value\nKenya,2020,5\n", "a\n", "sender,host,date,troops\nRUS,VEN,2019,5\n", "Year,Country\n2020,Kenya\n"],
    ids=["plain", "one-cell", "own", "two-columns"],
)  # fmt: skip
def test_a_table_of_another_kind_is_no_known_format(text: str) -> None:
    assert recognise("mine.csv", {"": sheet(text)}) == ()


@pytest.mark.parametrize("key", FILES)
def test_claims_pass_every_check_of_the_ledger(key: str, places: Places, catalogue: Catalogue) -> None:
    claims = with_claim_ids(claims_of(key, places))
    assert len(claims) > 0
    assert check_claims(claims, catalogue, frozenset(places.ids)) == []


@pytest.mark.parametrize("key", FILES)
def test_nothing_of_it_is_ever_shipped(key: str, catalogue: Catalogue) -> None:
    importer, _ = FILES[key]
    assert not catalogue.sources[importer.SOURCE_ID].redistributable  # type: ignore[attr-defined]


def test_sipri_a_zero_is_under_half_a_million_and_a_blank_is_no_claim(places: Places) -> None:
    claims = claims_of("sipri", places)
    assert set(claims["sender"]) == {"RUS"}
    assert told(claims, "host", "kind", "best", "high")[0] == ["DZA", "value", 120.0, pytest.approx(float("nan"), nan_ok=True)]
    zero = claims[claims["kind"] == "at-most"]
    assert told(zero, "host", "high") == [["DZA", 0.5]]
    assert zero["best"].isna().all()
    assert len(claims) == 4


def test_sipri_what_is_no_state_and_the_total_are_counted(places: Places) -> None:
    unused = ARMS_TRANSFERS.read("a.csv", FILES["sipri"][1], places).unused
    assert {"Hamas*", "NATO**", "Total"} == set(unused["value"])


def test_sipri_an_unknown_supplier_is_told(places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        ARMS_TRANSFERS.read("a.csv", {"": sheet(SIPRI.replace("Russia", "Korea"))}, places)
    assert caught.value.code == "E-READ-PLACE"


def test_union_ratings_are_added_and_refusals_are_no_amount(places: Places) -> None:
    claims = claims_of("union", places)
    assert told(claims, "definition", "sender", "host", "best") == [
        ["union-licences", "AUT", "DZA", 435_200.0], ["union-exports", "AUT", "DZA", 99.0],
    ]  # fmt: skip


def test_aei_amounts_are_read_and_a_lost_mark_is_told(places: Places) -> None:
    claims = claims_of("aei", places)
    assert told(claims, "host", "definition", "best") == [
        ["MOZ", "investment", 1.74e9], ["RUS", "investment-or-construction", 1e8], ["COG", "investment", 3e8],
    ]  # fmt: skip
    assert claims["end"].dt.strftime("%Y-%m-%d").tolist() == ["2012-03-31", "2012-03-31", "2013-04-30"]


def test_dip_sides_decide_who_invests_and_derived_series_are_left_out(places: Places) -> None:
    claims = claims_of("dip", places)
    assert told(claims, "said_by", "sender", "host", "best") == [["home", "DEU", "CHN", 12.5e6], ["host", "CHN", "VNM", 3e6]]


def test_bea_withheld_and_small_are_no_zeros(places: Places) -> None:
    claims = claims_of("bea", places)
    stock = claims[claims["measure"] == "fdi_stock"].set_index(["host", claims[claims["measure"] == "fdi_stock"]["end"].dt.year])
    assert stock.loc[("CHL", 2009), "best"] == 7e6
    assert stock.loc[("CHL", 2010), "kind"] == "withheld"
    assert (stock.loc[("PER", 2009), "low"], stock.loc[("PER", 2009), "high"]) == (-5e5, 5e5)
    flow = claims[claims["measure"] == "fdi_flow"]
    assert flow["best"].min() == -3e6
    assert flow["start"].dt.strftime("%m-%d").unique().tolist() == ["01-01"]


def test_panel_control_value_and_overlapping_lists(places: Places, catalogue: Catalogue) -> None:
    claims = claims_of("panel", places)
    assert told(claims, "measure", "definition", "best")[0] == ["chinese_loans", "loans-to-africa", 19_538_160_000.0]
    assert [d.id for d in catalogue.measures["chinese_loans"].definitions if d.drawn] == ["loans-to-africa"]
    assert len(claims) == 3


def test_comtrade_only_whole_totals_and_the_seller_sends(places: Places) -> None:
    claims = claims_of("comtrade", places)
    assert told(claims, "definition", "sender", "host", "best") == [
        ["comtrade-exports", "BRA", "CHN", 67_788.0], ["comtrade-imports", "CHN", "BRA", 34_778.0],
    ]  # fmt: skip
    assert COMTRADE_TABLE.read("a.csv", FILES["comtrade"][1], places).unused["rows"].sum() == 4


def test_gsdb_the_union_is_its_members_at_the_time(places: Places) -> None:
    claims = claims_of("gsdb", places)
    trade = claims[(claims["definition"] == "trade") & (claims["host"] == "RUS")]
    assert len(trade) == 29
    assert trade.loc[trade["sender"] == "GBR", "end"].tolist() == [pd.Timestamp("2020-01-31")]
    assert trade.loc[trade["sender"] == "DEU", "end"].isna().all()
    assert trade.loc[trade["sender"] == "CHE", "start"].tolist() == [pd.Timestamp("2014-01-01")]
    travel = claims[claims["definition"] == "travel"]
    assert travel.loc[travel["sender"] == "POL", "start"].tolist() == [pd.Timestamp("2004-05-01")]
    assert travel.loc[travel["sender"] == "DEU", "end"].tolist() == [pd.Timestamp("2004-12-31")]
    assert "SSD" not in set(claims["host"])


def test_lowy_codes_are_never_guessed(places: Places) -> None:
    assert told(claims_of("lowy", places), "sender", "host", "best") == [["BGD", "FRA", 1.0], ["FRA", "BGD", 2.0]]
    with pytest.raises(PresenceError) as caught:
        DIPLOMATIC_POSTS.read("a.csv", {"": sheet(POSTS)}, places)
    assert caught.value.code == "E-READ-COMPANION"


def test_dcad_is_undirected_and_nothing_known_is_no_claim(places: Places) -> None:
    assert told(claims_of("dcad", places), "sender", "host") == [["USA", "BRA"], ["BRA", "USA"]]


def test_balance_missions_counted_elsewhere_are_not_drawn_and_seas_have_no_host(places: Places, catalogue: Catalogue) -> None:
    claims = claims_of("balance", places)
    assert told(claims, "host", "definition", "best") == [
        ["XKX", "balance-operation", 2.0], ["MLI", "balance-operation", 1500.0], ["MLI", "balance-un-osce", 20.0],
        ["GAB", "balance-presence", 450.0],
    ]  # fmt: skip
    assert not catalogue.measures["troops"].definition("balance-un-osce").drawn


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("aei", "$100", "$lots"), ("dip", "12.5", "many"), ("panel", "19538160000", "x"), ("comtrade", "67788", "x"),
        ("gsdb", "1962", "ca. 1962"), ("dcad", "2010,1", "2010,yes"), ("balance", "1500", "about 1500"), ("union", "435148", "x"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_row(key: str, old: str, new: str, places: Places) -> None:
    importer, sheets = FILES[key]
    broken = {name: frame.replace(old, new).replace(f" {old}", new) for name, frame in sheets.items()}
    if key == "dcad":
        broken = {name: frame.replace({5: {"1": "yes"}}) for name, frame in sheets.items()}
    with pytest.raises(PresenceError) as caught:
        importer.read("mine.csv", broken, places)  # type: ignore[attr-defined]
    assert caught.value.code == "E-READ-VALUE"
    assert "mine.csv, row " in caught.value.problems[0].where


@pytest.mark.parametrize("key", ["aei", "panel", "gsdb", "dcad", "balance", "comtrade"])
def test_every_row_is_a_claim_or_is_counted(key: str, places: Places) -> None:
    importer, sheets = FILES[key]
    made = importer.read("mine.csv", sheets, places)  # type: ignore[attr-defined]
    whole = sum(made.rows_read.values())
    assert whole == len(next(iter(sheets.values())).dropna(how="all")) - 1
    assert made.unused["rows"].sum() <= whole
