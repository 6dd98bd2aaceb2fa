"""Scholarly lists of peace operations, read and not shipped: mission totals by month, operations of one state, sites by year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    month_end,
    read_table,
    reading,
    set_aside,
    unread_file,
    with_numbers,
    year_bounds,
)  # fmt: skip

TOTALS_FILE = "kathman_un_mission_month_2019-12.csv.gz"
OTHERS_FILE = "bara_hultman_un_nonun_mission_month_v2-2019.csv.gz"
# Operations of one state -> who sent them. All others need the shares of their contributors, which the file does not give.
SINGLE = {"CIS PKO": "RUS", "CIS JPKF": "RUS", "Op. Licorne": "FRA", "Op. Serval": "FRA", "Op. Sangaris": "FRA"}
# Four handbooks count the same operation; the filled columns (backward, forward) are no counts.
HANDBOOKS = {"SIPRI_totals": "SIPRI", "totals_iepo": "IEPO", "totals_ipo": "IPO", "IPI_totals": "IPI"}
UNITED_NATIONS = 1.0
# The list's names that mean several places elsewhere, or none.
COUNTRIES = {
    "Congo": "COD", "DRC": "COD", "Ivory Coast": "CIV", "Yugoslavia": "YUG", "Macedonia": "MKD", "East Timor": "TLS",
    "Western Sahara": "ESH", "Golan Heights": "SYR", "Kosovo": "XKX",
}  # fmt: skip
# Missions whose country in the list is not where they worked, or is two or "Various": the hosts by which the UN's own figures of
# these missions are filed.
MISSIONS = {
    "MINURSO": "ESH", "UNAMET": "TLS", "UNTAET": "TLS", "UNMISET": "TLS", "UNMIK": "XKX", "UNMOGIP": "IND", "MINURCAT": "TCD",
    "UNIKOM": "IRQ", "UNIIMOG": "IRN", "UNMEE": "ERI", "UNTSO": "ISR", "UNPROFOR": "HRV",
}  # fmt: skip
SITES_FILE = "FrontMap_v.2.3.csv"
SITES_UNREAD = {
    "TCCMap_v.2.3.csv": "Contributors of a site in one text, mostly of unknown size: contributors are read by mission elsewhere",
    "TTMap_v.2.3.csv": "Kinds of troops at a site: the sites are read",
}


@dataclass(frozen=True, slots=True)
class MissionMonths:
    """Reader of the two lists by mission and month."""

    SOURCE_ID: str = "peace-ops-mission-month"
    FILES: tuple[str, ...] = (TOTALS_FILE, OTHERS_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """Totals of UN missions (no sender), and the counts of four handbooks for operations of one state.

        A mission stands once a month however many conflicts its country has. Raises PresenceError for a missing file or column and
        for cells that are no numbers.
        """
        totals, unused, total_rows = self._totals(folder, places)
        others, left, other_rows = self._others(folder, places)
        return reading([totals, others], [*unused, *left], {TOTALS_FILE: total_rows, OTHERS_FILE: other_rows})

    def _totals(self, folder: Path, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        raw = read_table(folder / TOTALS_FILE, ("mission", "missioncountry", "year", "month", "total"))
        table = with_numbers(raw, ["month", "total"], file=TOTALS_FILE, year="year")
        mission = table["mission"].str.strip()
        placed = table.assign(host=mission.map(MISSIONS).astype("str").fillna(_hosts(table["missioncountry"], places)))
        exclusions = [
            Exclusion(placed["host"].isna(), "missioncountry", "No single place has the name of the mission's country"),
            Exclusion(placed["total"].isna() | (placed["total"] < 0), "mission", "The row gives no total"),
        ]
        rows, unused = set_aside(placed, exclusions, file=TOTALS_FILE)
        day = month_end(rows["year"], rows["month"].astype("int64"))
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": "Kathman", "actor": rows["mission"].str.strip(), "measure": "peacekeepers",
                "definition": "un-mission-total", "host": rows["host"], "kind": "value", "best": rows["total"], "start": day,
                "end": day, "precision": "month",
            }
        )  # fmt: skip
        return claims, unused, len(table)

    def _others(self, folder: Path, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        raw = read_table(folder / OTHERS_FILE, ("location", "date", "mission", "org", *HANDBOOKS))
        table = with_numbers(raw, ["org", *HANDBOOKS], file=OTHERS_FILE)
        mission = table["mission"].str.strip()
        placed = table.assign(mission=mission, sender=mission.map(SINGLE), host=_hosts(table["location"], places))
        exclusions = [
            Exclusion(placed["mission"].isna(), "location", "No operation in the month"),
            Exclusion(placed["org"] == UNITED_NATIONS, "mission", "A mission of the United Nations: read from its own reports"),
            Exclusion(placed["sender"].isna(), "mission", "Several states sent the operation, and their shares are not given"),
            Exclusion(placed["host"].isna(), "location", "No place has the name"),
            Exclusion(
                placed.duplicated(["mission", "host", "date"]), "mission", "The same operation and month under another conflict"
            ),
            Exclusion(placed[list(HANDBOOKS)].isna().all(axis=1), "mission", "No handbook counts it in the month"),
        ]
        rows, unused = set_aside(placed, exclusions, file=OTHERS_FILE)
        claims = pd.concat([self._counts(rows, column, name) for column, name in HANDBOOKS.items()], ignore_index=True)
        return claims, unused, len(table)

    def _counts(self, rows: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
        given = rows[rows[column].notna()]
        first = pd.to_datetime(given["date"])
        day = month_end(first.dt.year, first.dt.month)
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "said_by": name, "actor": given["mission"], "measure": "troops",
                "definition": "peace-operation", "sender": given["sender"], "host": given["host"], "kind": "value",
                "best": given[column], "start": day, "end": day, "precision": "month",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sites:
    """Reader of the geocoded sites of UN missions."""

    SOURCE_ID: str = "geo-pko"
    FILES: tuple[str, ...] = (SITES_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a site of a mission and year: a place where it stood, with its point; troops are estimates and stand in the note.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        needed = ("mission", "year", "country", "location", "latitude", "longitude", "ave.no.troops")
        table = with_numbers(read_table(folder / SITES_FILE, needed), list(needed[4:]), file=SITES_FILE, year="year")
        placed = table.assign(host=_hosts(table["country"], places))
        exclusions = [
            Exclusion(placed["host"].isna(), "country", "No single place has the country's name"),
            Exclusion(placed.duplicated(["mission", "year", "host", "location"]), "location", "The same site and year again"),
        ]
        rows, unused = set_aside(placed, exclusions, file=SITES_FILE)
        left = [unread_file(folder / name, reason) for name, reason in SITES_UNREAD.items()]
        return reading([self._claims(rows)], [*unused, *left], {SITES_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        first, last = year_bounds(rows["year"])
        point = rows["latitude"].notna() & rows["longitude"].notna()
        size = rows["ave.no.troops"].map("about {:,.0f} troops on average, from standard sizes of units".format)
        line = location_names(rows["location"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "actor": rows["mission"], "measure": "peacekeeping_sites", "definition": "site-year",
                "host": rows["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
                "site": rows["mission"] + ", " + line, "lat": rows["latitude"].where(point), "lon": rows["longitude"].where(point),
                "note": size,
            }
        )  # fmt: skip


def location_names(names: pd.Series) -> pd.Series:
    """Names of locations on one line; one that is missing is told as such."""
    return names.fillna("location not stated").str.split().str.join(" ")


def _hosts(names: pd.Series, places: Places) -> pd.Series:
    plain = names.str.strip()
    return plain.map(COUNTRIES).astype("str").fillna(places.resolve_series(plain))


MISSION_MONTHS = MissionMonths()
SITES = Sites()
