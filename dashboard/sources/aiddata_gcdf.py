"""AidData, Global Chinese Development Finance 3.0: China's commitments 2000-2021 by recipient and year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    read_table,
    reading,
    set_aside,
    unread_file,
    unused_summary,
    with_numbers,
    year_bounds,
)

SOURCE_ID = "aiddata-gcdf3"
TOTAL_FILE = "gcdf3_country_year_total.csv"
CLASS_FILE = "gcdf3_country_year_by_flow_class_cow.csv"
GW_CLASS_FILE = "gcdf3_country_year_by_flow_class_gw.csv"
FILES = (TOTAL_FILE, CLASS_FILE, GW_CLASS_FILE)
UNREAD = {
    "gcdf3_country_totals_interest.csv": "Sums over 2000 to 2021 of figures that are read by year, and shares computed from them",
    "gcdf3_world_year_by_flow_class.csv": "Totals over all recipients: no host is stated",
    "gcdf3_adm1_locations.csv.gz": "Shares of projects by province: the amounts are in the country figures already",
    "gcdf3_projects_10musd_precise_subset.csv.gz": "A subset of projects: their amounts are in the country figures already",
    "gcdf3_recipient_names_iso3.csv": "Spellings of recipients and their codes: no statement about finance",
    "gcdf3_data_dictionary.csv": "Descriptions of fields: no statement about finance",
}
SENDER = "CHN"
TOTAL = "commitments-total"
# Flow class and amount -> definition. "adj" strips what refinances older debt, "amt" does not.
CLASSES = {
    "oda_adj": "oda-like-adjusted",
    "oof_adj": "oof-like-adjusted",
    "vof_adj": "vague-adjusted",
    "oda_amt": "oda-like",
    "oof_amt": "oof-like",
    "vof_amt": "vague",
}
# The Gleditsch-Ward file repeats the other for all recipients but Serbia, which has no rows there.
GW_ONLY = {340: "SRB"}
# Commitments of a class with no amount and no commitment in that class are both written 0.
ZERO_REASON = "Zero stands both for no commitment and for an amount that is not known, and the file counts no projects"


def read(folder: Path, places: Places) -> Reading:
    """Read the totals by recipient and year, and the split by flow class, in constant 2021 USD.

    A total of zero is a claim without a number, because the projects it stands for have amounts that are not known.
    Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    totals, classes, by_gw = (
        _totals(folder / TOTAL_FILE),
        _classes(folder / CLASS_FILE, "ccode"),
        _classes(folder / GW_CLASS_FILE, "gwcode"),
    )
    known, unused = _set_aside(totals.assign(host=places.from_alpha3(totals["Country Code"])), "Country Code", TOTAL_FILE)
    split, further = _set_aside(classes.assign(host=places.from_cow(classes["ccode"], classes["year"])), "ccode", CLASS_FILE)
    added, repeated = _added(by_gw)
    cells, zeros = _cells(split, CLASS_FILE)
    gw_cells, gw_zeros = _cells(added, GW_CLASS_FILE)
    unread = [unread_file(folder / name, reason) for name, reason in UNREAD.items()]
    return reading(
        [_total_claims(known), _class_claims(cells), _class_claims(gw_cells)],
        [*unused, *further, *zeros, *repeated, *gw_zeros, *unread],
        {TOTAL_FILE: len(totals), CLASS_FILE: len(classes), GW_CLASS_FILE: len(by_gw)},
    )


def _added(by_gw: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Recipients that stand in the Gleditsch-Ward file alone, with their ``host``, and a line for the others."""
    host = by_gw["gwcode"].map(GW_ONLY).astype("str")
    repeated = int(host.isna().sum())
    line = unused_summary(
        file=GW_CLASS_FILE, field="gwcode", rows=repeated, reason="The same figures as in the file by Correlates of War code"
    )
    return by_gw.assign(host=host)[host.notna()], [line] if repeated else []


def _totals(path: Path) -> pd.DataFrame:
    columns = ["projects", "usd_const_2021", "share_amount_estimated"]
    return with_numbers(read_table(path, ("Country Code", "year", *columns)), columns, file=path.name, year="year")


def _classes(path: Path, code: str) -> pd.DataFrame:
    table = read_table(path, (code, "year", *CLASSES))
    return with_numbers(table, [code, *CLASSES], file=path.name, year="year")


def _set_aside(placed: pd.DataFrame, code: str, file: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    exclusions = [
        Exclusion(placed["host"].isna(), code, "No place has the recipient's code"),
        Exclusion(placed["host"] == SENDER, code, "The recipient is the sender: nothing is abroad"),
    ]
    return set_aside(placed, exclusions, file=file)


def _cells(split: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """One row a recipient, year and definition with an amount, and lines for what is zero."""
    long = split.melt(["host", "year"], list(CLASSES), var_name="column", value_name="amount")
    given = long["amount"].notna() & (long["amount"] != 0)
    empty = (split[list(CLASSES)].fillna(0) == 0).all(axis=1)
    lines = [unused_summary(file=file, field="*", value="0", reason=ZERO_REASON, rows=int(empty.sum()))]
    # The other zeros stand in rows that give a claim of another class: they are counted, but no row is lost.
    others = int((~given).sum()) - len(CLASSES) * int(empty.sum())
    lines.append(unused_summary(file=file, field="*", value=f"0 in {others} cells", reason=ZERO_REASON, rows=0))
    return long[given], [line for line, count in zip(lines, (empty.sum(), others), strict=True) if count]


def _total_claims(totals: pd.DataFrame) -> pd.DataFrame:
    stated = totals["usd_const_2021"].fillna(0) != 0
    projects = totals["projects"].astype("int64")
    counted = projects.astype("str") + (projects == 1).map({True: " project", False: " projects"})
    return _claims(totals).assign(
        definition=TOTAL,
        kind=stated.map({True: "value", False: "trend"}),
        best=totals["usd_const_2021"].where(stated),
        phrase=(counted + ", amount not stated").mask(stated),
        note=_estimated(totals["share_amount_estimated"]).where(stated),
    )


def _estimated(share: pd.Series) -> pd.Series:
    """How much of the projects' number has an estimated amount, to the nearest tenth so that few notes serve thousands."""
    tenths = (share * 10).round().astype("Int64") * 10
    text = "The amount is estimated for about " + tenths.astype("str") + " % of the projects"
    small = text.mask((share > 0) & (tenths == 0), "The amount is estimated for less than 5 % of the projects")
    return small.mask(share.isna() | (share == 0))


def _class_claims(cells: pd.DataFrame) -> pd.DataFrame:
    return _claims(cells).assign(definition=cells["column"].map(CLASSES), kind="value", best=cells["amount"])


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = year_bounds(rows["year"])
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": "dev_finance",
            "sender": SENDER,
            "host": rows["host"],
            "start": first,
            "end": last,
            "precision": "year",
            "status": "committed",
        }
    )
