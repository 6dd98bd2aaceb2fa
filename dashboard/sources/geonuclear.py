"""GeoNuclearData: power reactors of Russian, Soviet and Chinese design outside the designer's own country."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, with_numbers

SOURCE_ID = "geonuclear"
FILE = "nuclear_power_plants.csv"
FILES = (FILE,)
COLUMNS = (
    "Name", "Latitude", "Longitude", "CountryCode", "Status", "ReactorModel", "ConstructionStartAt", "OperationalTo", "Capacity",
    "LastUpdatedAt",
)  # fmt: skip
# The file names no vendor, but the design; no other country builds these.
RUSSIAN, CHINESE = "VVER|RBMK", "CNP|ACP|HPR"
# A Chinese design counts in Pakistan only: elsewhere these letters name American and Korean designs under licence too.
CHINESE_HOSTS = frozenset({"PAK"})
# Building that began before the Soviet Union ended was Soviet; what it built in its own republics was not abroad.
SOVIET_END = pd.Timestamp("1991-12-26")
REPUBLICS = frozenset({"ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "TJK", "TKM", "UKR", "UZB"})
# Bushehr's first unit was begun in 1975 by a German firm; Russia took it up by contract in 1995.
TAKEN_UP = {"Bushehr-1": pd.Timestamp("1995-01-08")}
# What is now in one country stood in another while that lasted: all Czech and Slovak plants, and of the German ones those in the east.
FORMER_HOSTS = {"CZE": "CSK", "SVK": "CSK"}
EAST_GERMAN = re.compile(r"Greifswald|Rheinsberg")
STANDING = frozenset({"Operational", "Under Construction", "Shutdown", "Suspended Operation", "Decommissioning Completed"})
STATUSES = {"Suspended Operation": "suspended", "Suspended Construction": "suspended", "Cancelled Construction": "cancelled"}


def read(folder: Path, places: Places) -> Reading:
    """One claim a reactor, from the start of building to its shutdown; one that still runs has no end.

    A reactor that outlived the state in which it was begun is two claims: one up to the last day of that state, one from the next day
    in the country that followed. Reactors whose building began under the Soviet Union stand under a definition of their own: a design
    is no ownership. Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), ["Latitude", "Longitude", "Capacity"], file=FILE)
    placed = _placed(table, places)
    exclusions = [
        Exclusion(placed["sender"].isna(), "ReactorModel", "Neither of Russian or Soviet nor, in Pakistan, of Chinese design"),
        Exclusion(placed["host"].isna(), "CountryCode", "No place has the country's code"),
        Exclusion(placed["host"] == placed["sender"], "CountryCode", "The reactor stands in its designer's own country"),
        Exclusion(placed["soviet"] & placed["host"].isin([*REPUBLICS, "RUS"]), "CountryCode", "Built in the Soviet Union itself"),
    ]
    rows, unused = set_aside(placed, exclusions, file=FILE)
    return reading(_by_state_of_the_day(rows, _claims(rows), places), unused, {FILE: len(table)})


def _placed(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    host = table["CountryCode"].map({place.iso2: place.id for place in places.by_id.values() if place.iso2}).astype("str")
    taken_up = pd.to_datetime(table["Name"].map(TAKEN_UP))
    begun = taken_up.fillna(pd.to_datetime(table["ConstructionStartAt"], errors="coerce"))
    russian = table["ReactorModel"].str.contains(RUSSIAN, na=False)
    chinese = table["ReactorModel"].str.contains(CHINESE, na=False) & host.isin(CHINESE_HOSTS)
    soviet = russian & (begun < SOVIET_END)
    sender = pd.Series(pd.NA, index=table.index, dtype="str").mask(chinese, "CHN").mask(russian, "RUS").mask(soviet, "SUN")
    return table.assign(host=host, begun=begun, soviet=soviet, sender=sender)


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    standing = rows["Status"].isin(STANDING) & rows["begun"].notna()
    listed = pd.to_datetime(rows["LastUpdatedAt"].str[:10], errors="coerce")
    definition = (
        pd.Series("not-built", index=rows.index).mask(standing, "built-abroad").mask(standing & rows["soviet"], "soviet-legacy")
    )
    capacity = rows["Capacity"].map("{:,.0f} MWe".format).where(rows["Capacity"].notna(), "capacity not stated")
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "nuclear_reactors", "definition": definition, "sender": rows["sender"],
            "host": rows["host"], "kind": "value", "best": 1.0, "start": rows["begun"].fillna(listed),
            "end": pd.to_datetime(rows["OperationalTo"], errors="coerce"), "precision": "day",
            "status": rows["Status"].map(STATUSES), "site": rows["Name"], "lat": rows["Latitude"], "lon": rows["Longitude"],
            "note": rows["ReactorModel"] + ", " + capacity + "; " + rows["Status"].str.lower(),
        }
    )  # fmt: skip


def _by_state_of_the_day(rows: pd.DataFrame, claims: pd.DataFrame, places: Places) -> list[pd.DataFrame]:
    """The claims, those begun in a former state cut at its last day."""
    east = rows["Name"].str.contains(EAST_GERMAN) & (rows["host"] == "DEU")
    former = rows["host"].map(FORMER_HOSTS).astype("str").mask(east, "DDR")
    last = pd.to_datetime(former.map({name: places.by_id[name].valid_to for name in {*FORMER_HOSTS.values(), "DDR"}}))
    before = claims["start"] <= last
    outlived = before & ~(claims["end"] <= last)
    first = claims[before].assign(host=former[before], end=claims["end"].where(~outlived, last)[before])
    later = claims[outlived].assign(start=last[outlived] + pd.Timedelta(days=1))
    return [claims[~before], first, later]
