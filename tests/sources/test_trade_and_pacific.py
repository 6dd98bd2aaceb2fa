"""Trade, China in Africa, the outlook of 2019 and the Pacific compilation: their traps and the checks that they give."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import china_africa_fdi as cari
from dashboard.sources import cow_trade, imf
from dashboard.sources.pacific_links import AID, OTHERS, PACIFIC_AID, PACIFIC_LINKS, PARTIAL_NOTE
from dashboard.sources.reading import Reader, Reading


def pack(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


@pytest.fixture(scope="session")
def china(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return cari.read(raw_folder(cari.SOURCE_ID), places)


@pytest.fixture(scope="session")
def pacific(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return PACIFIC_LINKS.read(raw_folder("pacific-links"), places)


@pytest.mark.parametrize(("year", "million"), [(2019, 44_390.2), (2003, 491.2)])
def test_chinas_stock_in_africa_sums_to_the_printed_total(
    china: Reading, raw_folder: Callable[[str], Path], year: int, million: float
) -> None:
    african = (china.claims["measure"] == "fdi_stock") & ~china.claims["host"].isin(list(cari.CENTRES.values()))
    rows = china.claims[african & (china.claims["end"].dt.year == year)]
    raw = pd.read_csv(raw_folder(cari.SOURCE_ID) / cari.FILE, keep_default_na=False, na_values=[""])
    left = raw[raw["host_iso3"].isna() & (raw["metric"] == "fdi_stock") & (raw["year"] == year)]["value_musd"].sum()
    assert rows["best"].sum() / 1e6 + left == pytest.approx(million, abs=0.1)


def test_china_angola_flow_is_the_known_one(china: Reading) -> None:
    rows = china.claims[(china.claims["host"] == "AGO") & (china.claims["measure"] == "fdi_flow")]
    assert rows.loc[rows["start"].dt.year == 2012, "best"].tolist() == [392.08e6]


def test_every_row_of_china_in_africa_is_accounted_for(china: Reading) -> None:
    assert len(china.claims) + china.unused["rows"].sum() == sum(china.rows_read.values())
    assert china.rows_read[cari.FILE] == 1_776


def test_the_south_of_sudan_is_no_zero_before_it_was_a_state(tmp_path: Path, places: Places) -> None:
    rows = "CHN,SSD,South Sudan,fdi_stock,2009,0\nCHN,SSD,South Sudan,fdi_stock,2012,5\nCHN,,Regional,fdi_flow,2012,7\n"
    (tmp_path / cari.FILE).write_text(",".join(cari.COLUMNS) + "\n" + rows)
    (tmp_path / cari.SELECT_FILE).write_text(",".join(cari.SELECT_COLUMNS) + "\n")
    read = cari.read(tmp_path, places)
    assert read.claims[["host", "best"]].to_numpy().tolist() == [["SSD", 5e6]]
    assert read.claims["start"].tolist() == [pd.Timestamp("2012-12-31")]
    assert read.unused["rows"].sum() == 2


def test_financial_centres_are_hosts_and_sums_of_many_are_not(tmp_path: Path, places: Places) -> None:
    (tmp_path / cari.FILE).write_text(",".join(cari.COLUMNS) + "\n")
    stocks = "Hong Kong,2019,1275.36\nCayman Islands,2019,276.15\nAfrica,2019,44.4\nWorld,2019,2198.88\nOther,2019,1\n"
    (tmp_path / cari.SELECT_FILE).write_text(",".join(cari.SELECT_COLUMNS) + "\n" + stocks)
    read = cari.read(tmp_path, places)
    assert read.claims[["sender", "host", "measure"]].to_numpy().tolist() == [
        ["CHN", "HKG", "fdi_stock"],
        ["CHN", "CYM", "fdi_stock"],
    ]
    assert read.claims["best"].tolist() == pytest.approx([1275.36e9, 276.15e9])
    assert read.claims["start"].tolist() == read.claims["end"].tolist() == [pd.Timestamp("2019-12-31")] * 2
    assert sorted(read.unused["value"]) == ["Africa", "Other", "World"]


def test_the_centres_hold_most_of_chinas_stock(china: Reading) -> None:
    stock = china.claims[(china.claims["measure"] == "fdi_stock") & (china.claims["end"].dt.year == 2019)].set_index("host")
    # The description gives 77 % of the world's 2,198.88 billion.
    assert stock.loc[["HKG", "CYM", "VGB"], "best"].sum() / 2198.88e9 == pytest.approx(0.77, abs=0.005)


def test_flows_of_2018_are_read_as_they_stand(china: Reading) -> None:
    rows = china.claims[(china.claims["measure"] == "fdi_flow") & (china.claims["start"].dt.year == 2018)]
    assert rows["best"].sum() / 1e6 == pytest.approx(5_407.2, abs=0.1)


def test_the_souths_years_in_sudan_held_nothing_but_zeros(raw_folder: Callable[[str], Path]) -> None:
    raw = pd.read_csv(raw_folder(cari.SOURCE_ID) / cari.FILE, keep_default_na=False, na_values=[""])
    left = raw[(raw["host_iso3"] == cari.SOUTH_SUDAN) & (raw["year"] < cari.SOUTH_SUDAN_FROM)]
    assert len(left) == 13
    assert set(left["value_musd"]) == {0.0}


def test_goods_go_from_seller_to_buyer(tmp_path: Path, places: Places) -> None:
    head = ",".join(f'"{name}"' for name in (imf.REPORTER, imf.PARTNER, imf.YEAR, imf.EXPORTS, imf.IMPORTS))
    rows = 'United States,Mexico,2000,5,7\nUnited States,World,2000,9,9\nUnited States,"China, P.R.: Hong Kong",2000,3,\n'
    (tmp_path / imf.TRADE_FILE).write_text(f"{head}\n{rows}")
    read = imf.US_TRADE.read(tmp_path, places)
    assert read.claims[["definition", "sender", "host", "best"]].astype({"best": "int64"}).astype("str").to_numpy().tolist() == [
        ["exports-fob", "USA", "MEX", "5"], ["exports-fob", "USA", "HKG", "3"], ["imports-cif", "MEX", "USA", "7"],
    ]  # fmt: skip
    assert read.unused["value"].tolist() == ["World"]


def test_the_mainland_and_its_neighbours_are_apart(raw_folder: Callable[[str], Path], places: Places) -> None:
    claims = imf.US_TRADE.read(raw_folder("imf-dots-us"), places).claims
    sold = claims[(claims["definition"] == "exports-fob") & (claims["start"].dt.year == 1995)].set_index("host")["best"]
    assert sold["GBR"] == 28_826_900_000
    assert {"CHN", "HKG", "TWN", "DEU", "COG", "COD"} <= set(sold.index)


def test_trade_of_the_united_states_has_every_row_and_no_group(raw_folder: Callable[[str], Path], places: Places) -> None:
    read = imf.US_TRADE.read(raw_folder("imf-dots-us"), places)
    raw = pd.read_csv(raw_folder("imf-dots-us") / imf.TRADE_FILE)
    left = raw[imf.PARTNER].isin(["European Union", "Belgium-Luxembourg", "Special Categories"])
    assert read.unused["rows"].sum() == left.sum() == 31
    assert len(read.claims) == raw.loc[~left, [imf.EXPORTS, imf.IMPORTS]].notna().sum().sum()
    collective = {place.id for place in places.by_id.values() if place.kind == "collective"}
    assert not collective & (set(read.claims["host"]) | set(read.claims["sender"]))


def test_the_outlook_has_every_row_and_the_known_venezuela(raw_folder: Callable[[str], Path], places: Places) -> None:
    read = imf.OUTLOOK_2019.read(raw_folder("imf-weo-2019"), places)
    assert len(read.claims) + read.unused["rows"].sum() == sum(read.rows_read.values()) == 7_972 + 7_934
    gdp = read.claims[(read.claims["measure"] == "gdp") & (read.claims["host"] == "VEN")].set_index("start")["best"]
    assert (gdp[["2014-01-01", "2018-01-01"]] / 1e9).round().tolist() == [212, 98]
    forecast = read.claims["definition"] == "outlook-2019-forecast"
    assert (forecast == (read.claims["start"].dt.year >= 2019)).all()


def test_forecasts_are_no_figures_of_the_past(tmp_path: Path, places: Places, catalogue: Catalogue) -> None:
    (tmp_path / imf.GDP_FILE).write_text("year,country,ngdpd\n2018,twn,589.4\n2019,twn,601.4\n2018,uvk,7.9\n2017,syr,n/a\n")
    (tmp_path / imf.POPULATION_FILE).write_text("year,country,lp\n2018,twn,23.6\n")
    read = imf.OUTLOOK_2019.read(tmp_path, places)
    gdp = read.claims[read.claims["measure"] == "gdp"]
    assert gdp[["host", "definition", "best"]].to_numpy().tolist() == [
        ["TWN", "outlook-2019", 589.4e9], ["TWN", "outlook-2019-forecast", 601.4e9], ["XKX", "outlook-2019", 7.9e9],
    ]  # fmt: skip
    assert read.unused["value"].tolist() == ["syr"]
    assert not catalogue.measures["gdp"].definition("outlook-2019-forecast").drawn
    assert catalogue.measures["gdp"].sources[0] == "worldbank-wdi"


def test_trade_of_states_is_by_the_buyers_books(tmp_path: Path, places: Places) -> None:
    head = "ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2\n"
    rows = "2,710,2014,472525,110,1,1\n2,365,1980,1,2,1,1\n2,365,1920,1,2,1,1\n2,20,1950,,,3,4\n"
    (tmp_path / cow_trade.FILE).write_bytes(pack(head + rows))
    read = cow_trade.read(tmp_path, places)
    told = read.claims[["sender", "host", "best"]].astype({"best": "int64"}).astype("str").to_numpy().tolist()
    assert told == [
        ["CHN", "USA", "472525000000"],
        ["SUN", "USA", "1000000"],
        ["USA", "CHN", "110000000"],
        ["USA", "SUN", "2000000"],
    ]
    assert read.unused["rows"].sum() == 2


@pytest.mark.parametrize(
    ("number", "year", "place"),
    [
        ("710", 2014, "CHN"), ("713", 2014, "TWN"), ("365", 1991, "SUN"), ("365", 1992, "RUS"), ("260", 1960, "DEU"),
        ("255", 1995, "DEU"), ("265", 1960, "DDR"), ("678", 1980, "YAR"), ("679", 1995, "YEM"), ("680", 1980, "YMD"),
        ("816", 1970, "VNM"), ("817", 1970, "VDR"),
    ],
)  # fmt: skip
def test_state_numbers_are_those_of_the_year(tmp_path: Path, places: Places, number: str, year: int, place: str) -> None:
    text = f"ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2\n2,{number},{year},1,,1,1\n"
    (tmp_path / cow_trade.FILE).write_bytes(pack(text))
    assert cow_trade.read(tmp_path, places).claims[["sender", "host"]].to_numpy().tolist() == [[place, "USA"]]


def test_a_zero_is_told_as_no_known_trade(tmp_path: Path, places: Places) -> None:
    text = "ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2\n2,710,1950,0,3,0,3\n"
    (tmp_path / cow_trade.FILE).write_bytes(pack(text))
    claims = cow_trade.read(tmp_path, places).claims.set_index("sender")
    assert claims.loc["CHN", "note"] == cow_trade.ZERO_NOTE
    assert pd.isna(claims.loc["USA", "note"])


def test_every_flow_of_the_scholarly_list_is_accounted_for(
    raw_folder: Callable[[str], Path], places: Places, catalogue: Catalogue
) -> None:
    read = cow_trade.read(raw_folder(cow_trade.SOURCE_ID), places)
    raw = pd.read_csv(raw_folder(cow_trade.SOURCE_ID) / cow_trade.FILE, usecols=["year", *cow_trade.FLOWS])
    assert read.rows_read == {cow_trade.FILE: 344_964}
    assert read.unused["rows"].sum() == (raw["year"] < cow_trade.FIRST_YEAR).sum()
    flows = raw.loc[raw["year"] >= cow_trade.FIRST_YEAR, list(cow_trade.FLOWS)]
    assert len(read.claims) == flows.notna().sum().sum()
    assert not catalogue.sources[cow_trade.SOURCE_ID].redistributable


def test_chinese_goods_in_the_united_states_in_2014(raw_folder: Callable[[str], Path], places: Places) -> None:
    claims = cow_trade.read(raw_folder(cow_trade.SOURCE_ID), places).claims
    pair = (claims["sender"] == "CHN") & (claims["host"] == "USA") & (claims["start"].dt.year == 2014)
    assert (claims.loc[pair, "best"] / 1e6).round().tolist() == [472_525]


def write_pacific(folder: Path, **texts: str) -> Path:
    for table in (*OTHERS, *AID):
        columns = [
            "pacific_code",
            "counterpart_code",
            "counterpart_name",
            "year",
            "value_usd",
            *([table.part] if table.part else []),
        ]
        text = ",".join(columns) + "\n" + texts.get(table.file.split("_")[0], "")
        (folder / table.file).write_bytes(pack(text) if table.file.endswith("gz") else text.encode())
    return folder


def test_institutions_are_no_senders_and_states_by_number_are(tmp_path: Path, places: Places) -> None:
    write_pacific(tmp_path, debt="FJ,IDS_915,Asian Dev. Bank,2010,1\nFJ,IDS_004,France,2010,2\nFJ,IDS_BND,Bondholders,2010,3\n")
    read = PACIFIC_LINKS.read(tmp_path, places)
    assert read.claims[["sender", "host", "best"]].to_numpy().tolist() == [["FRA", "FJI", 2.0]]
    assert set(read.unused["value"]) == {"Asian Dev. Bank", "Bondholders"}


@pytest.mark.parametrize(("dollars", "hosts"), [(2_863_931_211.34, ["FJI"]), (1_199_300.0, ["FJI", "KIR", "TUV"])])
def test_large_equal_positions_are_an_artefact_and_small_ones_rounding(
    tmp_path: Path, places: Places, dollars: float, hosts: list[str]
) -> None:
    write_pacific(tmp_path, fdi=f"KI,CA,Canada,2015,{dollars}\nTV,CA,Canada,2015,{dollars}\nFJ,CA,Canada,2015,-7\n")
    read = PACIFIC_LINKS.read(tmp_path, places)
    assert read.claims["host"].tolist() == hosts
    assert read.claims.set_index("host").loc["FJI", "best"] == -7.0
    assert read.unused["rows"].sum() == 3 - len(hosts)


def test_small_equal_positions_are_whole_units_of_the_holders_currency(raw_folder: Callable[[str], Path]) -> None:
    raw = pd.read_csv(raw_folder("pacific-links") / "fdi_positions_by_investor_year.csv", keep_default_na=False)
    spain = raw[(raw["counterpart_code"] == "ES") & (raw["year"] == 2017)]["value_usd"] / 1_199_300
    assert sorted(spain) == pytest.approx([-7, -3, 1, 1, 1])


def test_only_large_equal_positions_are_left_out_of_the_files(pacific: Reading) -> None:
    left = pacific.unused[pacific.unused["reason"].str.startswith("The same position")]
    assert left.groupby("value")["rows"].sum().to_dict() == {"CA": 11, "GB": 2}


def test_codes_that_the_aid_map_has_for_itself(tmp_path: Path, places: Places) -> None:
    donors = ("UK,United Kingdom", "EL,Greece", "AF,Adaptation Fund", "ADB,Asian Development Bank")
    write_pacific(tmp_path, aid="".join(f"FJ,{donor},2015,{worth}\n" for worth, donor in enumerate(donors, start=1)))
    read = PACIFIC_AID.read(tmp_path, places)
    assert sorted(set(read.claims["sender"])) == ["GBR", "GRC"]
    assert {"Adaptation Fund", "Asian Development Bank"} <= set(read.unused["value"])


def test_afghanistan_is_only_where_goods_go_there(raw_folder: Callable[[str], Path], places: Places) -> None:
    aid = PACIFIC_AID.read(raw_folder("pacific-links"), places)
    assert "AFG" not in set(aid.claims["sender"])
    assert len(aid.claims) + aid.unused["rows"].sum() == sum(aid.rows_read.values()) == 3_817 + 3_077
    british = aid.claims[aid.claims["sender"] == "GBR"]["definition"].value_counts().to_dict()
    assert british == {"spent": 115, "committed": 105}


def test_the_latest_year_is_told_to_be_partial(tmp_path: Path, places: Places) -> None:
    write_pacific(tmp_path, debt="FJ,CN,China,2023,1\nFJ,CN,China,2024,2\n")
    notes = PACIFIC_LINKS.read(tmp_path, places).claims["note"]
    assert [None if pd.isna(note) else note for note in notes] == [None, PARTIAL_NOTE]


def test_classes_of_goods_are_added_and_the_seller_sends(tmp_path: Path, places: Places) -> None:
    write_pacific(tmp_path, exports="CK,CA,Canada,2010,5,Animal\nCK,CA,Canada,2010,6,Mineral\n")
    read = PACIFIC_LINKS.read(tmp_path, places)
    assert read.claims[["sender", "host", "best"]].to_numpy().tolist() == [["COK", "CAN", 11.0]]
    assert read.unused["value"].tolist() == ["2 rows in 1 sums"]


def test_spent_and_committed_are_two_definitions_and_stay_at_home(tmp_path: Path, places: Places, catalogue: Catalogue) -> None:
    write_pacific(tmp_path, aid="CK,AU,Australia,2010,5\n")
    claims = PACIFIC_AID.read(tmp_path, places).claims
    assert claims["definition"].tolist() == ["spent", "committed"]
    assert not catalogue.sources["pacific-links-aid"].redistributable
    assert [d.id for d in catalogue.measures["aid_pacific"].definitions if d.drawn] == ["spent"]


def test_every_row_of_the_pacific_is_accounted_for(pacific: Reading) -> None:
    direct = pacific.claims[pacific.claims["measure"].isin(["fdi_stock", "portfolio_stock", "debt_stock"])]
    lines = pacific.unused[pacific.unused["file"].isin([t.file for t in OTHERS if not t.part])]
    assert len(direct) + lines["rows"].sum() == 1149 + 1284 + 437
    assert sum(pacific.rows_read.values()) == 1149 + 1284 + 437 + 456 + 48_015


def test_copied_debt_is_never_drawn_beside_the_original(catalogue: Catalogue) -> None:
    assert not catalogue.measures["debt_stock"].definition("pacific-debt").drawn


@pytest.mark.parametrize("reader", [imf.US_TRADE, imf.OUTLOOK_2019, PACIFIC_LINKS, PACIFIC_AID, cari, cow_trade])
def test_a_missing_file_is_told(tmp_path: Path, places: Places, reader: Reader) -> None:
    with pytest.raises(PresenceError) as caught:
        reader.read(tmp_path, places)
    assert caught.value.code == "E-READ-MISSING-FILE"


@pytest.mark.parametrize(
    ("reader", "file", "good", "bad"),
    [
        (imf.US_TRADE, imf.TRADE_FILE, ",".join(f'"{n}"' for n in (imf.REPORTER, imf.PARTNER, imf.YEAR, imf.EXPORTS, imf.IMPORTS)),
         "United States,Mexico,2000,much,7"),
        (imf.OUTLOOK_2019, imf.GDP_FILE, "year,country,ngdpd", "2018,twn,much"),
        (cari, cari.FILE, ",".join(cari.COLUMNS), "CHN,AGO,Angola,fdi_flow,2012,much"),
        (cow_trade, cow_trade.FILE, ",".join(cow_trade.COLUMNS), "2,710,2014,much,1"),
        (PACIFIC_LINKS, OTHERS[0].file, "pacific_code,counterpart_code,counterpart_name,year,value_usd", "FJ,JP,Japan,2015,much"),
    ],
    ids=["us-trade", "outlook", "china-africa", "cow-trade", "pacific"],
)  # fmt: skip
def test_a_bad_cell_and_a_missing_column_are_told(
    tmp_path: Path, places: Places, reader: Reader, file: str, good: str, bad: str
) -> None:
    for text, code in ((f"{good}\n{bad}\n", "E-READ-VALUE"), ("nothing\n1\n", "E-READ-COLUMNS")):
        (tmp_path / file).write_bytes(pack(text) if file.endswith("gz") else text.encode())
        with pytest.raises(PresenceError) as caught:
            reader.read(tmp_path, places)
        assert caught.value.code == code
        assert file in str(caught.value.problems[0].where)
