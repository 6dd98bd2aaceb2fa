"""World Development Indicators: each trap that the source names."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources import worldbank_wdi
from dashboard.sources.reading import Reading

WIDE = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-12-19",\n\n'


@pytest.fixture(scope="session")
def wdi(raw_folder: Callable[[str], Path], places: Places) -> Reading:
    return worldbank_wdi.read(raw_folder(worldbank_wdi.SOURCE_ID), places)


def figures(wdi: Reading, measure: str, definition: str, host: str) -> pd.Series:
    claims = wdi.claims
    rows = claims[(claims["measure"] == measure) & (claims["definition"] == definition) & (claims["host"] == host)]
    return rows.set_index(rows["start"].dt.year)["best"]


def wide(rows: str) -> bytes:
    header = '"Country Name","Country Code","Indicator Name","Indicator Code","1989","1990",\n'
    return ("\ufeff" + WIDE + header + rows).encode()


def write(folder: Path, population: str, head: str, total: str = "", fdi: str = "", aid: str = "") -> Path:
    long = "iso_code,year,indicator_code,value\n"
    (folder / worldbank_wdi.POPULATION_FILE).write_bytes(wide(population))
    (folder / worldbank_wdi.GDP_HEAD_FILE).write_bytes(wide(head))
    (folder / worldbank_wdi.GDP_FILE).write_text("Country Name,Country Code,Year,Value\n" + total)
    (folder / worldbank_wdi.FDI_FILE).write_bytes(gzip.compress((long + fdi).encode()))
    (folder / worldbank_wdi.AID_FILE).write_bytes(gzip.compress((long + aid).encode()))
    return folder


def test_the_first_year_and_the_last_are_read(wdi: Reading) -> None:
    aruba = figures(wdi, "population", "total", "ABW")
    assert aruba[1960] == 54_922
    assert (aruba.index.min(), aruba.index.max()) == (1960, 2024)


def test_claims_are_about_the_host_alone(wdi: Reading) -> None:
    assert wdi.claims["sender"].isna().all()
    assert (wdi.claims["start"].dt.strftime("%m-%d") == "01-01").all()
    assert (wdi.claims["end"].dt.strftime("%m-%d") == "12-31").all()


def test_groups_of_countries_never_become_places(wdi: Reading, places: Places) -> None:
    groups = wdi.unused[wdi.unused["reason"].str.contains("group")]
    assert {"WLD", "ARB", "EUU"} <= set(groups["value"])
    assert set(groups["value"]) <= worldbank_wdi.GROUPS
    assert not worldbank_wdi.GROUPS & set(places.ids)


def test_no_code_is_left_without_a_place(wdi: Reading) -> None:
    assert wdi.unused[wdi.unused["reason"].str.startswith("No place")]["value"].tolist() == []


def test_every_row_is_claims_or_is_counted(wdi: Reading) -> None:
    left = wdi.unused.groupby("file")["rows"].sum()
    claims = wdi.claims.groupby(["measure", "definition"], observed=True).size()
    for file, key in [
        (worldbank_wdi.GDP_FILE, ("gdp", "total")),
        (worldbank_wdi.FDI_FILE, ("fdi_inflow_total", "net-inflow")),
        (worldbank_wdi.AID_FILE, ("oda_received", "net-oda")),
    ]:
        assert claims[key] + left[file] == wdi.rows_read[file]
    people = wdi.claims[wdi.claims["measure"] == "population"]["host"].nunique()
    assert people + left[worldbank_wdi.POPULATION_FILE] == wdi.rows_read[worldbank_wdi.POPULATION_FILE] == 266


def test_gdp_is_the_product_from_1990_on(wdi: Reading, catalogue: Catalogue) -> None:
    product = figures(wdi, "gdp", "per-head-times-population", "DEU")
    total = figures(wdi, "gdp", "total", "DEU")
    assert product.index.min() == 1990
    assert product.index.max() == 2024
    assert total.index.min() < 1990
    assert catalogue.measures["gdp"].definitions[0].id == "per-head-times-population"


def test_vintages_agree_for_most_and_differ_for_some(wdi: Reading) -> None:
    gdp = wdi.claims[wdi.claims["measure"] == "gdp"]
    wide = gdp.pivot_table(index=["host", "start"], columns="definition", values="best", observed=True)
    quartiles = (wide["per-head-times-population"] / wide["total"]).quantile([0.25, 0.5, 0.75])
    assert quartiles.to_numpy() == pytest.approx([1, 1, 1], abs=0.001)
    ratio = figures(wdi, "gdp", "per-head-times-population", "SDN") / figures(wdi, "gdp", "total", "SDN")
    assert ratio[2023] == pytest.approx(0.36, abs=0.005)


def test_the_broken_years_of_georgia_are_listed_and_not_claimed(wdi: Reading) -> None:
    broken = wdi.unused[wdi.unused["reason"].str.startswith("Georgia")]
    total = figures(wdi, "gdp", "total", "GEO")
    assert broken["rows"].sum() == 3
    assert broken["value"].astype("float64").max() < 20_000
    assert not {1987, 1988, 1989} & set(total.index)
    assert {1986, 1990} & set(total.index)


def test_who_has_no_gdp(wdi: Reading) -> None:
    gdp = wdi.claims[wdi.claims["measure"] == "gdp"]
    assert figures(wdi, "gdp", "per-head-times-population", "VEN").index.max() == 2014
    assert not {"TWN", "PRK"} & set(gdp["host"])


def test_negative_flows_are_kept(wdi: Reading) -> None:
    assert (wdi.claims.loc[wdi.claims["measure"] == "fdi_inflow_total", "best"] < 0).any()
    assert (wdi.claims.loc[wdi.claims["measure"] == "oda_received", "best"] < 0).any()


def test_every_definition_is_in_the_catalogue(wdi: Reading, catalogue: Catalogue) -> None:
    for measure, definition in wdi.claims[["measure", "definition"]].drop_duplicates().to_numpy():
        assert catalogue.measures[measure].definition(definition)
        assert catalogue.measures[measure].domain == "denominator"


def test_product_and_leftovers_of_a_small_table(tmp_path: Path, places: Places) -> None:
    population = '"France","FRA","x","y","10","20",\n"World","WLD","x","y","1","1",\n"Nowhere","QQQ","x","y","1","1",\n'
    head = '"France","FRA","x","y","2","3",\n"Italy","ITA","x","y","","4",\n"Spain","ESP","x","y","","",\n'
    read = worldbank_wdi.read(write(tmp_path, population, head, "Georgia,GEO,1988,13826\n"), places)
    gdp = read.claims[read.claims["measure"] == "gdp"]
    assert gdp[["host", "best"]].astype("str").to_numpy().tolist() == [["FRA", "60.0"]]
    reasons = set(zip(read.unused["value"].astype("str"), read.unused["reason"], strict=True))
    assert ("WLD", "The code stands for a group of countries") in reasons
    assert ("QQQ", "No place has this code") in reasons
    assert ("ESP", "The row gives no figure") in reasons
    assert ("1 cells", "There is no population to multiply with") in reasons
    assert ("1 cells", "GDP before 1990 comes from the published totals") in reasons


def test_wrong_cells_of_several_years_are_told_together(tmp_path: Path, places: Places) -> None:
    with pytest.raises(PresenceError) as caught:
        worldbank_wdi.read(write(tmp_path, '"France","FRA","x","y","ten","twenty",\n', ""), places)
    assert [problem.where.rpartition(" ")[2] for problem in caught.value.problems] == ["1989", "1990"]


def test_a_table_without_its_title_lines_is_told(tmp_path: Path, places: Places) -> None:
    folder = write(tmp_path, "", "")
    (folder / worldbank_wdi.POPULATION_FILE).write_text('"Country Name","Country Code","1990"\n"France","FRA","1"\n')
    with pytest.raises(PresenceError) as caught:
        worldbank_wdi.read(folder, places)
    assert caught.value.code in {"E-READ-FORMAT", "E-READ-COLUMNS"}
    assert worldbank_wdi.POPULATION_FILE in caught.value.problems[0].where
