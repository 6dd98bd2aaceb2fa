"""Building, training, conflicts, support, alliances, interventions and peace operations: their traps and their sources' checks."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import alliances_and_interventions as lists
from dashboard.sources import cia_factbook_strength as factbook
from dashboard.sources import peace_operations as peace
from dashboard.sources import ucdp
from dashboard.sources import us_military as us
from dashboard.sources.reading import Reader, Reading

READERS = (
    us.CONSTRUCTION, us.TRAINING, ucdp.TROOPS_IN_CONFLICT, ucdp.EXTERNAL_SUPPORT, factbook.FACTBOOK_STRENGTH, lists.ALLIANCES,
    lists.INTERVENTIONS, lists.US_INTERVENTIONS, peace.MISSION_MONTHS, peace.SITES,
)  # fmt: skip


@pytest.fixture(scope="session")
def read(raw_folder: Callable[[str], Path], places: Places) -> Callable[[Reader], Reading]:
    kept: dict[str, Reading] = {}

    def reader(source: Reader) -> Reading:
        if source.FILES[0] not in kept:
            kept[source.FILES[0]] = source.read(raw_folder(source.SOURCE_ID), places)
        return kept[source.FILES[0]]

    return reader


def write(path: Path, columns: str, *rows: str) -> Path:
    text = "\n".join([columns, *rows, ""]).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return path.parent


@pytest.mark.parametrize("source", READERS, ids=lambda source: source.FILES[0])
def test_a_missing_file_is_told(tmp_path: Path, places: Places, source: Reader) -> None:
    with pytest.raises(PresenceError) as caught:
        source.read(tmp_path, places)
    assert caught.value.code == "E-READ-MISSING-FILE"


@pytest.mark.parametrize(
    "source", [lists.INTERVENTIONS, lists.US_INTERVENTIONS, factbook.FACTBOOK_STRENGTH], ids=lambda s: s.FILES[0]
)
def test_every_row_is_a_claim_or_is_counted(read: Callable[[Reader], Reading], source: Reader) -> None:
    made = read(source)
    own = made.unused[made.unused["file"].isin(source.FILES)]
    assert len(made.claims) + own["rows"].sum() == sum(made.rows_read.values())


@pytest.mark.parametrize(
    "source", ["atop-alliances", "imi-interventions", "mip-us-interventions", "geo-pko", "peace-ops-mission-month"]
)
def test_what_is_not_clearly_free_is_not_shipped(catalogue: Catalogue, source: str) -> None:
    assert not catalogue.sources[source].redistributable


MILCON = "countryname,iso3c,year,location,lat,lon,spend_construction"


def test_building_at_home_and_nowhere_is_no_presence_and_projects_add_up(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / us.BUILDING_FILE, MILCON, "United States,USA,2010,Fort Hood,31,-97,5", "Worldwide Unspecified,NA,2010,,,,7",
        "Germany,DEU,2010,Ramstein,49.4,7.6,1000", "Germany,DEU,2010,Ramstein,49.4,7.6,500", "Diego Garcia,NA,2010,Diego Garcia,,,2",
    )  # fmt: skip
    made = us.CONSTRUCTION.read(tmp_path, places)
    assert made.claims[["host", "site", "best"]].to_numpy().tolist() == [["DEU", "Ramstein", 1.5e6], ["IOT", "Diego Garcia", 2e3]]
    assert made.unused["rows"].tolist() == [1, 1, 0]


def test_building_sums_to_the_raw_file(read: Callable[[Reader], Reading], raw_folder: Callable[[str], Path]) -> None:
    raw = pd.read_csv(raw_folder("us-milcon") / us.BUILDING_FILE)
    rows = read(us.CONSTRUCTION).claims
    for host in ("DEU", "JPN", "DJI"):
        assert rows.loc[rows["host"] == host, "best"].sum() == raw.loc[raw["iso3c"] == host, "spend_construction"].sum() * 1000


def test_printed_totals_and_damaged_pages(read: Callable[[Reader], Reading]) -> None:
    rows = read(us.TRAINING).claims
    people = rows[(rows["measure"] == "military_trainees") & (rows["definition"] == "all")]
    assert people.loc[people["end"] == pd.Timestamp("2018-09-30"), "best"].sum() == 53_446
    assert people.loc[people["end"] == pd.Timestamp("2016-09-30"), "best"].sum() == pytest.approx(64_634, rel=0.001)
    damaged = rows[rows["host"].isin(["AGO", "BEN"]) & (rows["end"] == pd.Timestamp("2019-09-30"))]
    assert damaged.empty
    assert people["note"].str.contains("printed").sum() > 100


def test_no_trainee_of_nothing_is_a_zero(read: Callable[[Reader], Reading], catalogue: Catalogue) -> None:
    rows = read(us.TRAINING).claims
    assert rows["best"].min() > 0
    assert rows["start"].min() == pd.Timestamp("1998-10-01")
    assert [d.id for d in catalogue.measures["military_trainees"].definitions if d.drawn] == ["all"]
    assert "no presence" in catalogue.measures["military_trainees"].text.lower()


ACD = "conflict_id,year,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,intensity_level,type_of_conflict"


def test_the_crossed_lists_count_each_state_once(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / ucdp.ACD_FILE, ACD, "1,2015,652,365,,640,2,II", "1,2015,652,365,,2,2,II", "1,2015,652,630,,640,2,II",
        "1,2015,652,630,,2,2,II",
    )  # fmt: skip
    made = ucdp.TROOPS_IN_CONFLICT.read(tmp_path, places)
    told = made.claims[["definition", "sender", "host"]].to_numpy().tolist()
    assert told == [
        ["for-the-government", "RUS", "SYR"], ["for-the-government", "IRN", "SYR"], ["for-the-rebels", "TUR", "SYR"],
        ["for-the-rebels", "USA", "SYR"],
    ]  # fmt: skip
    assert made.claims["best"].tolist() == [1.0] * 4


@pytest.mark.parametrize(
    "row", ["418,2005,2,20,,,1,II", "9,1965,2,20,816,,1,interstate", "8,1960,220,200,,,1,extrasystemic", "7,2000,652,,,,1,intrastate"],
    ids=["al-qaida", "interstate", "colonial", "alone"],
)  # fmt: skip
def test_where_the_place_is_not_told_there_is_no_claim(tmp_path: Path, places: Places, row: str) -> None:
    made = ucdp.TROOPS_IN_CONFLICT.read(write(tmp_path / ucdp.ACD_FILE, ACD, row), places)
    assert made.claims.empty
    assert made.unused["rows"].sum() == 1


def test_codes_go_by_year_and_a_large_force_is_marked(tmp_path: Path, places: Places) -> None:
    many = [f"3,2014,432,{code},,,1,II" for code in (2, 20, 200, 220, 230, 211, 210, 255, 260, 325, 390)]
    write(tmp_path / ucdp.ACD_FILE, ACD, "2,1980,700,365,,,2,II", *many)
    rows = ucdp.TROOPS_IN_CONFLICT.read(tmp_path, places).claims
    assert rows.loc[rows["host"] == "AFG", "sender"].tolist() == ["SUN"]
    assert set(rows.loc[rows["host"] == "MLI", "definition"]) == {"multilateral-force"}


def test_known_interventions(read: Callable[[Reader], Reading]) -> None:
    rows = read(ucdp.TROOPS_IN_CONFLICT).claims
    pairs = set(zip(rows["sender"], rows["host"], rows["start"].dt.year, strict=True))
    assert {("RUS", "SYR", 2016), ("SUN", "AFG", 1985), ("RUS", "UKR", 2014), ("CUB", "AGO", 1980)} <= pairs


ESD = "actor_name,year,civil,conflict_id,gwno_a,ext_name,ext_sup," + ",".join(f"ext_{letter}" for letter in ucdp.KINDS)


def support(*flags: str) -> str:
    return ",".join("1" if letter in flags else "0" for letter in ucdp.KINDS)


def test_a_kind_is_told_only_of_a_single_supporter(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / ucdp.ESD_FILE, ESD, f"KDPI,1983,1,205,630,Government of Iraq,1,{support('w', 't')}",
        f'KDPI,1984,1,205,630,"Government of Iraq,PUK,Government of Russia (Soviet Union)",1,{support("w")}',
        f"Government of Iran,1984,1,205,630,PUK,1,{support('x')}", f"KDPI,1985,1,205,630,,0,{support()}",
        f"Government of India,1999,0,205,750,Government of Israel,1,{support('w')}",
    )  # fmt: skip
    made = ucdp.EXTERNAL_SUPPORT.read(tmp_path, places)
    told = made.claims[["sender", "host", "definition", "note"]].to_numpy().tolist()
    several = "one of several supporters: kinds not told apart"
    assert told == [
        ["IRQ", "IRN", "rebels-supported", "weapons, training"], ["IRQ", "IRN", "rebels-supported", several],
        ["SUN", "IRN", "rebels-supported", several],
    ]  # fmt: skip
    assert "2 supporters" in set(made.unused["value"])


def test_support_of_a_war_fought_elsewhere_has_no_host(tmp_path: Path, places: Places) -> None:
    row = f"Government of United States of America,2005,1,418,2,Government of United Kingdom,1,{support('x')}"
    made = ucdp.EXTERNAL_SUPPORT.read(write(tmp_path / ucdp.ESD_FILE, ESD, row), places)
    assert made.claims.empty


def test_only_pacts_of_defence_are_drawn(tmp_path: Path, places: Places, catalogue: Catalogue) -> None:
    head = "ccode1,ccode2,year," + ",".join(lists.PACTS)
    write(tmp_path / lists.ATOP_FILE, head, "2,20,1949,1,0,0,1,1", "2,20,1945,1,0,0,0,0", "255,260,1990,1,0,0,0,0")
    made = lists.ALLIANCES.read(tmp_path, places)
    assert made.claims["definition"].tolist() == ["defence", "non-aggression", "consultation"]
    assert [d.id for d in catalogue.measures["alliances"].definitions if d.drawn] == ["defence"]
    assert made.unused["rows"].sum() == 2


IMI = "intervener_iso3,target_iso3,intervener,target,start,end,amount,direction"


def test_size_classes_are_bounds_and_no_war_stands_for_ever(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / lists.IMI_FILE, IMI, "RUS,AFG,365,700,19791227,19881231,4,1", "CUB,AGO,40,540,19751105,19880101,1,1",
        "RUS,EGY,365,651,19700301,10720718,9,1", "USA,IRQ,2,645,20030320,99999999,0,3", ",IRQ,1014,645,20030320,20040101,1,3",
    )  # fmt: skip
    made = lists.INTERVENTIONS.read(tmp_path, places)
    afghanistan, angola, egypt, iraq = made.claims.to_dict("records")
    assert (afghanistan["kind"], afghanistan["low"]) == ("at-least", 10_001.0)
    assert pd.isna(afghanistan["high"])
    assert (afghanistan["sender"], afghanistan["end"]) == ("SUN", pd.Timestamp("1988-12-31"))
    assert "went on at least until" in afghanistan["note"]
    assert (angola["low"], angola["high"]) == (1.0, 1000.0)
    assert pd.isna(angola["best"])
    assert (egypt["kind"], egypt["end"]) == ("trend", pd.Timestamp("1972-07-18"))
    assert iraq["end"] == iraq["start"] == pd.Timestamp("2003-03-20")
    assert made.unused["value"].tolist() == ["1014"]


MIP = "target_iso3,location_iso3,name,removecase,stday,stmon,styear,endday,endmon,endyear,ongoing,maxtroops,objective"


def test_the_most_in_a_theatre_is_no_level(tmp_path: Path, places: Places, catalogue: Catalogue) -> None:
    write(
        tmp_path / lists.MIP_FILE, MIP, "PAN,PAN,Just Cause,0,20,12,1989,,,1990,0,27000,x", "IRQ,IRQ,Merged,1,1,1,1991,1,1,1992,0,5,x",
        "VNM,VNM,Unknown,0,1,1,1960,1,1,1973,0,-9,x", "LBY,LBY,Barbary,0,14,5,1801,12,6,1805,0,500,x", "NER,NER,Now,0,1,1,2013,,,,1,800,x",
    )  # fmt: skip
    made = lists.US_INTERVENTIONS.read(tmp_path, places)
    panama, vietnam, niger = made.claims.to_dict("records")
    assert (panama["kind"], panama["high"], panama["start"]) == ("at-most", 27_000.0, pd.Timestamp("1989-12-20"))
    assert pd.isna(panama["best"])
    assert vietnam["kind"] == "trend"
    assert pd.isna(niger["end"])
    assert not catalogue.measures["interventions"].definition("most-in-theatre").drawn
    assert made.unused["rows"].sum() == 2


@pytest.mark.parametrize(("host", "troops"), [("PAN", 27_000), ("DJI", 6_000), ("NER", 800)])
def test_known_maxima(read: Callable[[Reader], Reading], host: str, troops: float) -> None:
    rows = read(lists.US_INTERVENTIONS).claims
    assert troops in rows.loc[rows["host"] == host, "high"].tolist()


def test_an_operation_stands_once_a_month_by_each_handbook(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / peace.TOTALS_FILE,
        "mission,missioncountry,year,month,total",
        "BINUB,Burundi,2007,1,11",
        "MONUC,Nowhere,2007,1,5",
    )
    head = "location,date,mission,org," + ",".join(peace.HANDBOOKS)
    write(
        tmp_path / peace.OTHERS_FILE, head, "Georgia,2000-01-01,CIS PKO,2.0,1500,,1600,", "Georgia,2000-01-01,CIS PKO,2.0,1500,,1600,",
        "Burundi,2007-01-01,BINUB,1.0,5,,,", "Somalia,2008-01-01,AMISOM,2.0,3000,,,", "Chad,2008-01-01,,,,,,",
    )  # fmt: skip
    made = peace.MISSION_MONTHS.read(tmp_path, places)
    total, *others = made.claims.to_dict("records")
    assert (total["definition"], total["host"], total["best"], total["actor"]) == ("un-mission-total", "BDI", 11.0, "BINUB")
    assert [(row["said_by"], row["sender"], row["best"]) for row in others] == [("SIPRI", "RUS", 1500.0), ("IPO", "RUS", 1600.0)]
    assert made.unused["rows"].sum() == 5


def test_sites_of_missions_count_once_a_year(tmp_path: Path, places: Places) -> None:
    head = "mission,year,country,location,latitude,longitude,ave.no.troops"
    write(
        tmp_path / peace.SITES_FILE, head, "MINUSMA,2014,Mali,Gao,16.3,0,650", "MINUSMA,2014,Mali,Gao,16.3,0,650",
        "UNMEE,2001,Ethiopia/Eritrea,Border,,,5", "MONUC,2001,DRC,Goma,-1.7,29.2,35",
    )  # fmt: skip
    made = peace.SITES.read(tmp_path, places)
    assert made.claims[["host", "site"]].to_numpy().tolist() == [["MLI", "MINUSMA, Gao"], ["COD", "MONUC, Goma"]]
    assert made.claims["note"].str.startswith("about").all()


STRENGTH = ",".join(factbook.STRENGTH_COLUMNS)
SHARE = "iso3,country,year,pct_gdp,est_flag,last_seen"


def test_a_short_range_is_mended_and_a_year_is_no_strength(tmp_path: Path, places: Places) -> None:
    write(
        tmp_path / factbook.STRENGTH_FILE, STRENGTH, 'a,DRC,2025,2025-05-22,2026-05-17,"estimated 100-150,000 active FARDC (2025)"',
        'b,AFG,2022,2022-01-01,2022-05-01,"prior to August 2021, the forces had 300,000"',
        'c,LBR,2019,2020-11-24,2021-03-01,"approximately 2,000 personnel (2019)"',
        'c,LBR,2019,2021-03-01,2021-05-01,"approximately 2,100 personnel (2019)"', "d,EST,2019,2020-11-24,2021-03-01,not available",
    )  # fmt: skip
    write(tmp_path / factbook.SHARE_FILE, SHARE, "DZA,Algeria,2019,6,est,2021-01-01", ",europe/ee.json,2019,1.5,,2021-07-24")
    made = factbook.FACTBOOK_STRENGTH.read(tmp_path, places)
    congo, liberia, later, algeria = made.claims.to_dict("records")
    assert (congo["host"], congo["low"], congo["high"]) == ("COD", 100_000.0, 150_000.0)
    assert (liberia["best"], liberia["withdrawn"]) == (2000.0, pd.Timestamp("2021-03-01"))
    assert pd.isna(later["withdrawn"])
    assert (algeria["measure"], algeria["best"], algeria["note"]) == ("military_share", 6.0, "estimated")
    assert made.unused["rows"].sum() == 3


def test_shares_are_of_the_order_that_they_should_be(read: Callable[[Reader], Reading]) -> None:
    rows = read(factbook.FACTBOOK_STRENGTH).claims
    share = rows[rows["measure"] == "military_share"]
    assert share["best"].between(0, 60).all()
    strength = rows[rows["measure"] == "armed_forces"]
    assert not strength["best"].isin(range(2015, 2027)).any()


@pytest.mark.parametrize(
    ("host", "low", "best", "high"),
    [
        ("USA", None, 1_280_000, None), ("CHN", None, 2_000_000, None), ("IND", None, 1_500_000, None), ("RUS", 1_100_000, None, 1_200_000),
        ("PRK", None, None, 1_300_000), ("BEN", 10_000, None, 12_000), ("GEO", None, None, None), ("CRI", None, None, None),
    ],
)  # fmt: skip
def test_the_whole_force_is_told_and_not_its_first_part(
    read: Callable[[Reader], Reading], host: str, low: float | None, best: float | None, high: float | None
) -> None:
    rows = read(factbook.FACTBOOK_STRENGTH).claims
    latest = rows[
        (rows["measure"] == "armed_forces") & (rows["host"] == host) & (rows["start"] == "2025-01-01") & rows["withdrawn"].isna()
    ]
    told = latest[["low", "best", "high"]].drop_duplicates().to_dict("records")
    figures = {name: value for name, value in (("low", low), ("best", best), ("high", high)) if value is not None}
    assert [{name: value for name, value in row.items() if not pd.isna(value)} for row in told] == ([figures] if figures else [])


@pytest.mark.parametrize(
    ("name", "code", "location", "host"),
    [
        ("Bangladesh", "BGD", "Nevo Selo Fos", "BGR"), ("Cm", "NA", "Palanquero Ab", "COL"), ("Bi", "NA", "Sw Asia", "BHR"),
        ("Mariana Islands", "MNP", "Guam", "GUM"), ("Cuba", "CUB", "Guantanamo Bay", "X-GTMO"),
    ],
)  # fmt: skip
def test_a_location_is_filed_where_it_is(tmp_path: Path, places: Places, name: str, code: str, location: str, host: str) -> None:
    made = us.CONSTRUCTION.read(write(tmp_path / us.BUILDING_FILE, MILCON, f'"{name}",{code},2010,{location},24,90,5'), places)
    assert made.claims["host"].tolist() == [host]


def test_a_point_elsewhere_is_no_point_of_the_base(tmp_path: Path, places: Places) -> None:
    rows = (
        "Greenland,GRL,2013,Thule Ab,43.0362,-70.83283,5",
        "Germany,DEU,2013,Ramstein Ab,51.5,10.5,5",
        "Germany,DEU,2013,Vilseck,49.6,11.8,5",
    )
    claims = us.CONSTRUCTION.read(write(tmp_path / us.BUILDING_FILE, MILCON, *rows), places).claims.set_index("site")
    assert claims["lat"].dropna().index.tolist() == ["Vilseck"]


def test_totals_printed_in_part_are_no_totals_and_gaps_make_lower_bounds(read: Callable[[Reader], Reading]) -> None:
    rows = read(us.TRAINING).claims
    mine = rows[rows["definition"] == "all"].set_index(["measure", "host", "end"])
    ukraine = mine.loc[("military_trainees", "UKR", pd.Timestamp("2007-09-30"))]
    colombia = mine.loc[("military_training_cost", "COL", pd.Timestamp("2009-09-30"))]
    nigeria = mine.loc[("military_training_cost", "NGA", pd.Timestamp("2009-09-30"))]
    assert (ukraine["kind"], ukraine["low"]) == ("at-least", 433)
    assert (colombia["best"], nigeria["best"]) == (16_329_938, 9_115_823)


def test_missions_are_where_they_work(read: Callable[[Reader], Reading]) -> None:
    made = read(peace.MISSION_MONTHS)
    totals = made.claims[made.claims["measure"] == "peacekeepers"].drop_duplicates(["actor", "host"])
    hosts = totals.groupby("actor", observed=True)["host"].agg(list).to_dict()
    assert (hosts["UNTAET"], hosts["MINURSO"], hosts["UNMIK"], hosts["UNMOGIP"]) == (["TLS"], ["ESH"], ["XKX"], ["IND"])
    assert made.unused.loc[made.unused["reason"].str.contains("No single place"), "rows"].sum() < 100
