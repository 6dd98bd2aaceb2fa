"""World Bank International Debt Statistics: public debt by debtor and country of the creditor, and what is paid on it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers, year_bounds

SOURCE_ID = "worldbank-ids-creditor"
STOCK_FILE = "ids_ppg_debt_stock_by_creditor_1990_2024.csv.gz"
SERVICE_FILE = "ids_ppg_debt_service_by_creditor_2009_2030.csv.gz"
FILES = (STOCK_FILE, SERVICE_FILE)

COLUMNS = ("country", "counterpart-area", "time", "value", "series_code")
# The second part of a series code says what is counted, the third who lent: DT.DOD.BLAT.CD.
STOCK_DEFINITIONS = {
    "DT.DOD.BLAT.CD": "official-bilateral",
    "DT.DOD.PCBK.CD": "commercial-banks",
    "DT.DOD.PROP.CD": "other-private",
}
SERVICE_DEFINITIONS = {
    "DT.AMT.BLAT.CD": "principal-official",
    "DT.INT.BLAT.CD": "interest-official",
    "DT.AMT.PCBK.CD": "principal-banks",
    "DT.INT.PCBK.CD": "interest-banks",
    "DT.AMT.PROP.CD": "principal-other",
    "DT.INT.PROP.CD": "interest-other",
}
# The release has data to the end of 2024; payments of later years are the schedule as it stood then. They are another
# definition, so that a plan never passes for a payment: 2025 to 2030 hold a fifth of the service file.
LAST_PAID_YEAR = 2024
RELEASED = pd.Timestamp("2025-12-03")
# A newer release names its day in a file of its own; its data end with the year before.
RELEASE_FILE = "released.txt"

# Debtors that are groups of countries; each of their members has rows of its own.
DEBTOR_GROUPS = frozenset(
    {
        "East Asia & Pacific (excluding high income)",
        "Europe & Central Asia (excluding high income)",
        "IDA only",
        "IDA total",
        "Latin America & Caribbean (excluding high income)",
        "Least developed countries: UN classification",
        "Low & middle income",
        "Low income",
        "Lower middle income",
        "Middle East, North Africa, Afghanistan & Pakistan (excluding high income)",
        "Middle income",
        "South Asia",
        "Sub-Saharan Africa (excluding high income)",
        "Upper middle income",
    }
)
# Institutions with claims among the private creditors only, so that no multilateral row betrays them.
INSTITUTIONS = frozenset({"Africa Finance Corporation"})
NEGATIVE_NOTE = "Negative as published"


def read(folder: Path, places: Places) -> Reading:
    """Read both files: a debt stock at the end of each year, debt service over each year, in current USD.

    The creditor is the sender, the debtor the host. Raises PresenceError for a missing file or column and for cells that
    are no numbers.
    """
    stock, service = _table(folder / STOCK_FILE), _table(folder / SERVICE_FILE)
    released = _released(folder)
    owed, stock_unused = _owed(stock, STOCK_DEFINITIONS, STOCK_FILE, places)
    paid, service_unused = _owed(service, SERVICE_DEFINITIONS, SERVICE_FILE, places)
    return reading(
        [_stock_claims(owed), _service_claims(paid, released)],
        [*stock_unused, *service_unused],
        {STOCK_FILE: len(stock), SERVICE_FILE: len(service)},
    )


def _table(path: Path) -> pd.DataFrame:
    frame = with_numbers(read_table(path, COLUMNS), ["value"], file=path.name, year="time")
    # Names of banks are padded with no-break spaces, as in "World Bank-IBRD\xa0\xa0".
    return frame.assign(country=frame["country"].str.strip(), **{"counterpart-area": frame["counterpart-area"].str.strip()})


def _owed(table: pd.DataFrame, definitions: dict[str, str], file: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Rows between two places, with ``definition``, ``sender`` and ``host``, and the lines for the others."""
    placed = table.assign(
        definition=table["series_code"].map(definitions),
        sender=_place_ids(table["counterpart-area"], places),
        host=_place_ids(table["country"], places),
    )
    return set_aside(placed, _exclusions(placed), file=file)


def _place_ids(names: pd.Series, places: Places) -> pd.Series:
    """Ids of the names as they are used in the year of the release: rows of 1990 say Samoa, not Western Samoa.

    Names of states that are gone (USSR, Czechoslovakia) mean what they meant then.
    """
    spellings = pd.Series(names.unique())
    ids = places.resolve_series(spellings, pd.Series(RELEASED, index=spellings.index))
    ids = ids.fillna(places.resolve_series(spellings))
    return names.map(dict(zip(spellings, ids, strict=True)))


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    creditor, code = placed["counterpart-area"], placed["series_code"]
    # A creditor is an institution if any of its rows is multilateral: the EIB and BADEA also stand among the bilateral ones.
    institutions = INSTITUTIONS | set(creditor[code.str.contains(".MLAT.", regex=False)])
    group = placed["country"].isin(DEBTOR_GROUPS)
    return [
        Exclusion(group, "country", "The debtor is a group of countries whose members have rows of their own"),
        Exclusion(creditor == "World", "counterpart-area", "The creditor World is the total of all creditors"),
        Exclusion(creditor == "Bondholders", "counterpart-area", "Bonds are held by a market, not by a known state"),
        Exclusion(creditor == "Multiple Lenders", "counterpart-area", "Lenders of several countries are reported together"),
        Exclusion(creditor.isin(institutions), "counterpart-area", "The creditor is an international institution, no state"),
        Exclusion(placed["definition"].isna(), "series_code", "The series is not in the catalogue"),
        Exclusion(placed["value"].isna(), "series_code", "The cell is empty"),
        Exclusion(placed["sender"].isna(), "counterpart-area", "No place has this creditor's name"),
        Exclusion(placed["host"].isna(), "country", "No place has this debtor's name"),
        Exclusion(
            placed["sender"] == placed["host"], "country", "The creditor is in the debtor's own country: nothing is abroad"
        ),
    ]


def _stock_claims(owed: pd.DataFrame) -> pd.DataFrame:
    last = year_bounds(owed["time"])[1]
    return _claims(owed, "debt_stock").assign(start=last, end=last)


def _released(folder: Path) -> pd.Timestamp:
    """The day of the release: as a file beside the tables says, else that of the release that this reader was written for."""
    path = folder / RELEASE_FILE
    if not path.is_file():
        return RELEASED
    text = path.read_text(encoding="utf-8").strip()
    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    if pd.isna(day):
        raise PresenceError(
            "E-READ-VALUE", repr(text[:40]), "a day such as 2025-12-03", cause="another form of date", where=RELEASE_FILE
        )
    return day


def _service_claims(paid: pd.DataFrame, released: pd.Timestamp) -> pd.DataFrame:
    first, last = year_bounds(paid["time"])
    claims = _claims(paid, "debt_service").assign(start=first, end=last)
    scheduled = paid["time"] > (LAST_PAID_YEAR if released == RELEASED else released.year - 1)
    # The schedule is known from its release on; without this day it would count as known only after the year it speaks of.
    return claims.assign(
        definition=paid["definition"].mask(scheduled, "scheduled-" + paid["definition"]),
        published=pd.Series(released, index=paid.index).where(scheduled),
    )


def _claims(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "measure": measure,
            "definition": rows["definition"],
            "sender": rows["sender"],
            "host": rows["host"],
            "kind": "value",
            "best": rows["value"],
            "precision": "year",
            "note": pd.Series("", index=rows.index).mask(rows["value"] < 0, NEGATIVE_NOTE),
        }
    )
