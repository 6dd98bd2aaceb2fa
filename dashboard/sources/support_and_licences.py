"""Three lists that are read and not shipped: support for Ukraine, Dutch arms licences, the states of the Belt and Road."""

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

UKRAINE_FILE = "data_explorer.csv"
UKRAINE_UNREAD = {
    "eu_aid_shares.csv": "Member states' shares of what the EU gives: the EU's own rows hold the same money",
    "total_allocations.csv": "Totals over all donors: no sender is stated",
    "weapons.csv": "Heavy weapons over the whole time, without a date",
    "release_info.csv": "The number and day of the release",
}
# The release is of that day.
RELEASED = "2026-08-04"
AMOUNTS = {
    "military": "military",
    "financial": "financial",
    "humanitarian": "humanitarian",
    "total": "all",
    "commitments": "committed",
}
BILLION = 1e9
LICENCE_FILE, LICENCE_ROWS = "nl_licences_year_destination.csv", "nl_licences_2004_2014.csv.gz"
NEW, EVERY = "value_permanent_new_eur", "value_all_eur"
BELT_FILE = "bri_countries_2025_05.csv"
JOINED, LEFT = "Likely date of joining", "Likely date of exit"
# The list describes that month.
LISTED = "2025-05-01"


@dataclass(frozen=True, slots=True)
class UkraineSupport:
    """Reader of the Ukraine Support Tracker."""

    SOURCE_ID: str = "ukraine-support-tracker"
    FILES: tuple[str, ...] = (UKRAINE_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """Allocations and commitments of each donor by month, in euros; the host is Ukraine.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        raw = read_table(folder / UKRAINE_FILE, ("iso", "year", "month", *AMOUNTS))
        table = with_numbers(raw, ["month", *AMOUNTS], file=UKRAINE_FILE, year="year")
        placed = table.assign(sender=places.from_alpha3(table["iso"]))
        exclusions = [Exclusion(placed["sender"].isna(), "iso", "The institutions of the European Union are no state")]
        rows, unused = set_aside(placed, exclusions, file=UKRAINE_FILE)
        left = [unread_file(folder / name, reason) for name, reason in UKRAINE_UNREAD.items()]
        return reading([self._claims(rows, c, d) for c, d in AMOUNTS.items()], [*unused, *left], {UKRAINE_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame, column: str, definition: str) -> pd.DataFrame:
        given = rows[rows[column].notna()]
        last = month_end(given["year"], given["month"].astype("int64"))
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "support_eur", "definition": definition, "sender": given["sender"],
                "host": "UKR", "kind": "value", "best": given[column] * BILLION, "start": last - pd.offsets.MonthBegin(1), "end": last,
                "precision": "month", "published": RELEASED, "status": "committed",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutchLicences:
    """Reader of the Dutch export licences for military goods."""

    SOURCE_ID: str = "nl-arms-export-licences"
    FILES: tuple[str, ...] = (LICENCE_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """Licensed value by year and country of end use, euros: permanent and new licences, with all licences as the upper end.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        table = with_numbers(
            read_table(folder / LICENCE_FILE, ("year", "end_use_iso3", NEW, EVERY)), [NEW, EVERY], file=LICENCE_FILE, year="year"
        )
        placed = table.assign(host=places.from_alpha3(table["end_use_iso3"]))
        exclusions = [
            Exclusion(placed["host"].isna(), "end_use_iso3", "No single place of end use: several together, or a group"),
            Exclusion(placed["host"] == "NLD", "end_use_iso3", "End use in the sender itself: nothing is abroad"),
        ]
        rows, unused = set_aside(placed, exclusions, file=LICENCE_FILE)
        left = unread_file(folder / LICENCE_ROWS, "Single licences: their sums by year and destination are read")
        first, last = year_bounds(rows["year"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "arms_licences_eur", "definition": "permanent-and-new", "sender": "NLD",
                "host": rows["host"], "kind": "value", "low": rows[NEW], "best": rows[NEW], "high": rows[[NEW, EVERY]].max(axis=1),
                "start": first, "end": last, "precision": "year", "status": "committed", "note": "licensed value, not deliveries",
            }
        )  # fmt: skip
        return reading([claims], [*unused, left], {LICENCE_FILE: len(table)})


@dataclass(frozen=True, slots=True)
class BeltAndRoad:
    """Reader of the states of the Belt and Road Initiative."""

    SOURCE_ID: str = "bri-membership"
    FILES: tuple[str, ...] = (BELT_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a state, from its likely month of joining to its likely exit; uncertain dates count from the day of the list.

        Raises PresenceError for a missing file or column.
        """
        table = read_table(folder / BELT_FILE, ("Country", "Country Code", JOINED, LEFT))
        placed = table.assign(host=places.from_alpha3(table["Country Code"]))
        rows, unused = set_aside(placed, [Exclusion(placed["host"].isna(), "Country", "No place has the code")], file=BELT_FILE)
        joined = pd.to_datetime(rows[JOINED], errors="coerce").dt.normalize()
        left = pd.to_datetime(rows[LEFT], errors="coerce").dt.normalize()
        sure = joined.notna()
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "memoranda", "definition": "belt-and-road", "sender": "CHN",
                "host": rows["host"], "kind": "value", "best": 1.0, "start": joined.fillna(pd.Timestamp(LISTED)), "end": left,
                "precision": "month", "note": sure.map({True: "", False: "month of joining uncertain"}),
            }
        )  # fmt: skip
        return reading([claims], unused, {BELT_FILE: len(table)})


UKRAINE = UkraineSupport()
DUTCH_LICENCES = DutchLicences()
BELT_AND_ROAD = BeltAndRoad()
