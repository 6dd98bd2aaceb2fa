"""US foreign assistance: totals by country from ForeignAssistance.gov, economic and military parts from the Greenbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, unused_summary, with_numbers

SOURCE_ID = "us-foreign-aid"
COUNTRY_FILE = "us_foreign_aid_country_fy1946_2025.csv.gz"
GREENBOOK_FILE = "us_greenbook_economic_military_fy1946_2020.csv.gz"
FILES = (COUNTRY_FILE, GREENBOOK_FILE)
SENDER = "USA"

COUNTRY_COLUMNS = ("Country Name", "Transaction Type Name", "Fiscal Year", "current_amount", "constant_amount")
GREENBOOK_COLUMNS = ("country", "assistance_category", "fiscal_year", "obligations_current_usd", "obligations_constant_2020_usd")
# Kind of transaction or category -> definition and the registry's word for the stage, where it says the same.
DEFINITIONS = {
    "Obligations": ("obligations-total", "committed"),
    "Disbursements": ("disbursements-total", "disbursed"),
    "Appropriated and Planned": ("appropriated", ""),
    "President's Budget Requests": ("requested", "pledged"),
    "Economic": ("obligations-economic", "committed"),
    "Military": ("obligations-military", "committed"),
}
TRANSITION = "1976tq"
# The fiscal year began on 1 July up to that of 1976, and on 1 October from that of 1977; the quarter between stands alone.
LAST_JULY_YEAR = 1976
# The download is of late 2025: agencies had not yet reported these years in full.
PARTIAL_FROM = 2024

# Names that meant two places, with the meaning that they have here. The publisher's country file gives Germany, Guinea,
# Samoa, Congo and Yemen a code each, lists East Germany and South Yemen apart, and calls the Vietnam of the Greenbook's
# years to 1978 "Vietnam (former South)", with the same amounts.
MEANINGS = {"Germany": "DEU", "Guinea": "GIN", "Samoa": "WSM", "Congo": "COG", "Yemen": "YAR"}
SOUTH_VIETNAM = ("Vietnam", "VDR", pd.Timestamp("1978-09-30"))
# What is now Serbia and Montenegro was Yugoslavia up to that day; the publisher uses both names on both sides of it.
YUGOSLAV = ("Serbia and Montenegro (former)", "Serbia and Montenegro, Former", "Yugoslavia (former)")
LAST_YUGOSLAV_DAY = pd.Timestamp("1992-04-27")

SUM_REASON = "Rows of one place, fiscal year and definition are added up to one claim"
CONSTANT_REASON = "Amounts in constant dollars are the same obligations at another price level; only current dollars are read"


def read(folder: Path, places: Places) -> Reading:
    """Read both files: amounts over fiscal years, in current USD; a negative one means that money was taken back.

    Where several rows of a file concern one place, fiscal year and definition, the claim is their sum: the Greenbook prints an
    account a row, and the country file lists "Sudan" and "Sudan (former)" apart. Raises PresenceError for a missing file or
    column and for cells that are no number or no fiscal year.
    """
    country = _table(folder / COUNTRY_FILE, COUNTRY_COLUMNS)
    greenbook = _table(folder / GREENBOOK_FILE, GREENBOOK_COLUMNS)
    totals, country_unused = _placed(country, COUNTRY_FILE, places)
    parts, greenbook_unused = _placed(greenbook, GREENBOOK_FILE, places)
    claims = [_claims(totals), _claims(parts)]
    unused = [*country_unused, *greenbook_unused, *_column_lines(), *_sum_lines(totals, claims[0], parts, claims[1])]
    return reading(claims, unused, {COUNTRY_FILE: len(country), GREENBOOK_FILE: len(greenbook)})


def _table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Columns ``name, kind, fiscal_year, amount`` (float64), ``start``, ``end``."""
    name, kind, year, amount, _ = columns
    raw = with_numbers(read_table(path, columns), [amount], file=path.name)
    table = pd.DataFrame({"name": raw[name], "kind": raw[kind], "fiscal_year": raw[year].fillna(""), "amount": raw[amount]})
    _check_fiscal_years(table["fiscal_year"], path.name, year)
    return table.join(_fiscal_years(table["fiscal_year"]))


def _check_fiscal_years(years: pd.Series, file: str, column: str) -> None:
    wrong = years[~(years.str.fullmatch(r"\d{4}") | (years == TRANSITION))]
    problems = [
        Problem("E-READ-VALUE", repr(cell), f"a year of four digits or {TRANSITION}", cause="another way to write fiscal years",
                next_step="mend the cell or the reader", where=f"{file}, row {row + 1}, column {column}")
        for row, cell in zip(wrong.index[:50], wrong, strict=False)
    ]  # fmt: skip
    if problems:
        raise PresenceError.of(problems)


def _fiscal_years(years: pd.Series) -> pd.DataFrame:
    """First and last day (inclusive) of each fiscal year, datetime64[s]."""
    year = years.str[:4].astype("int64")
    autumn = year > LAST_JULY_YEAR
    first = (year - 1).astype("str") + autumn.map({True: "-10-01", False: "-07-01"})
    last = year.astype("str") + autumn.map({True: "-09-30", False: "-06-30"})
    quarter = years == TRANSITION
    days = {"start": first.mask(quarter, "1976-07-01"), "end": last.mask(quarter, "1976-09-30")}
    return pd.DataFrame({name: pd.to_datetime(text).astype("datetime64[s]") for name, text in days.items()})


def _placed(table: pd.DataFrame, file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    placed = table.assign(host=_hosts(table, places), definition=table["kind"].map(_definitions()))
    exclusions = [
        Exclusion(placed["definition"].isna(), "kind", "The kind of transaction is not in the catalogue"),
        Exclusion(placed["host"].isna(), "name", "No place has the recipient's name"),
        Exclusion(placed["host"] == SENDER, "name", "The recipient is the sender: nothing is abroad"),
        Exclusion(placed["amount"].isna(), "kind", "The cell is empty"),
    ]
    return set_aside(placed, exclusions, file=file)


def _definitions() -> dict[str, str]:
    return {kind: pair[0] for kind, pair in DEFINITIONS.items()}


def _hosts(table: pd.DataFrame, places: Places) -> pd.Series:
    """Place ids of the names at the end of each fiscal year; missing where a name is not known."""
    name, end = table["name"], table["end"]
    uses = pd.DataFrame({"name": name, "end": end}).drop_duplicates()
    by_use = uses.assign(host=places.resolve_series(uses["name"], uses["end"]))
    hosts = table[["name", "end"]].merge(by_use, how="left", validate="many_to_one")["host"].set_axis(table.index)
    south, south_id, last_day = SOUTH_VIETNAM
    yugoslav = name.isin(YUGOSLAV)
    return (
        hosts.fillna(name.map(MEANINGS))
        .mask((name == south) & (end <= last_day), south_id)
        .mask(yugoslav & (end <= LAST_YUGOSLAV_DAY), "YUG")
        .mask(yugoslav & (end > LAST_YUGOSLAV_DAY), "SCG")
    )


def _claims(placed: pd.DataFrame) -> pd.DataFrame:
    keys = ["host", "kind", "fiscal_year"]
    groups = placed.groupby(keys, sort=True)
    sums = groups.agg(
        amount=("amount", "sum"), start=("start", "first"), end=("end", "first"), definition=("definition", "first"),
    ).reset_index()  # fmt: skip
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": "aid",
            "definition": sums["definition"],
            "sender": SENDER,
            "host": sums["host"],
            "kind": "value",
            "best": sums["amount"],
            "start": sums["start"],
            "end": sums["end"],
            "precision": "day",
            "status": sums["kind"].map({kind: pair[1] for kind, pair in DEFINITIONS.items()}),
            "note": _notes(sums, _labels(placed, keys)),
        }
    )


def _labels(placed: pd.DataFrame, keys: list[str]) -> pd.Series:
    """For each sum the names under which its rows are listed, where they are several or an old one; else empty."""
    named = placed[[*keys, "name"]].drop_duplicates().sort_values([*keys, "name"])
    groups = named.groupby(keys, sort=True)["name"]
    names = groups.agg(lambda names: '" and "'.join(names))
    told = (groups.size() > 1) | names.isin(YUGOSLAV)
    return ('; listed as "' + names + '"').where(told, "").reset_index(drop=True)


def _notes(sums: pd.DataFrame, labels: pd.Series) -> pd.Series:
    year = sums["fiscal_year"]
    partial = year.str[:4].astype("int64") >= PARTIAL_FROM
    title = ("Fiscal year " + year).mask(year == TRANSITION, "Transition quarter between fiscal years 1976 and 1977")
    return title + partial.map({True: ", not yet reported in full", False: ""}) + labels


def _column_lines() -> list[pd.DataFrame]:
    columns = {COUNTRY_FILE: COUNTRY_COLUMNS[-1], GREENBOOK_FILE: GREENBOOK_COLUMNS[-1]}
    return [
        unused_summary(file=file, field=column, value="the whole column", reason=CONSTANT_REASON, rows=0)
        for file, column in columns.items()
    ]


def _sum_lines(
    totals: pd.DataFrame, total_claims: pd.DataFrame, parts: pd.DataFrame, part_claims: pd.DataFrame
) -> list[pd.DataFrame]:
    """How many rows went into sums with others; the lines stand for no row because none of these rows is lost."""
    pairs = {COUNTRY_FILE: (totals, total_claims), GREENBOOK_FILE: (parts, part_claims)}
    return [
        unused_summary(file=file, field="*", value=f"{len(rows)} rows in {len(claims)} sums", reason=SUM_REASON, rows=0)
        for file, (rows, claims) in pairs.items()
        if len(rows) > len(claims)
    ]


# Amounts of what was planned or asked for are in dollars of 2022, in a column whose name says 2024: only these two kinds are in those of 2024.
DEFLATED = ("Obligations", "Disbursements")
# Amounts are printed in whole dollars: the ratio of a smaller one is mostly rounding.
LEAST_AMOUNT = 1e5


def deflators(folder: Path) -> pd.DataFrame:
    """The price level of each fiscal year: dollars of fiscal year 2024 for one of that year, the ratio of the sums of both columns.

    Columns ``fiscal_year, deflator, lowest, highest, rows``; the extremes are those of single rows of at least `LEAST_AMOUNT`. The
    transition quarter of 1976 is no year and left out.
    """
    current, constant = COUNTRY_COLUMNS[3:]
    raw = with_numbers(read_table(folder / COUNTRY_FILE, COUNTRY_COLUMNS), [current, constant], file=COUNTRY_FILE)
    large = (
        raw["Transaction Type Name"].isin(DEFLATED) & (raw[current].abs() >= LEAST_AMOUNT) & (raw["Fiscal Year"] != TRANSITION)
    )
    kept = raw[large].assign(year=raw["Fiscal Year"][large].astype("int64"), ratio=raw[constant] / raw[current])
    years = kept.groupby("year").agg(
        current=(current, "sum"),
        constant=(constant, "sum"),
        lowest=("ratio", "min"),
        highest=("ratio", "max"),
        rows=("ratio", "size"),
    )
    table = years.assign(deflator=years["constant"] / years["current"]).rename_axis("fiscal_year").reset_index()
    return table[["fiscal_year", "deflator", "lowest", "highest", "rows"]]
