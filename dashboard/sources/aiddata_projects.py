"""AidData, single projects: Chinese finance of foreign armed forces (2000-2017) and located development projects (2000-2014)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import SEVERAL_HOSTS, Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    read_table,
    reading,
    set_aside,
    unused_summary,
    with_numbers,
    year_bounds,
)

SENDER = "CHN"
MILITARY_FILE = "aiddata_chinese_military_finance_2.0.csv.gz"
# Letters as in Latin-1, quotation marks and dashes where that has control characters.
ENCODING = "cp1252"
ID, ADVISED, RECIPIENT, YEAR = "AidData TUFF Project ID", "Recommended For Military Aggregates", "Recipient", "Commitment Year"
AMOUNT = "Amount (Constant USD2017)"
MILITARY_COLUMNS = (ID, ADVISED, RECIPIENT, YEAR, "Title", "Status", AMOUNT, "Source URLs")
STATUSES = {
    "Completion": "disbursed", "Implementation": "active", "Pipeline: Commitment": "committed", "Pipeline: Pledge": "pledged",
    "Cancelled": "cancelled",
}  # fmt: skip
# The publisher's names that mean several places elsewhere; it lists the Democratic Republic of the Congo and Guinea-Bissau apart.
MEANINGS = {"Congo": "COG", "Guinea": "GIN"}

LOCATED_FILE = "geogcof1_project_locations_2000_2014.csv.gz"
LOCATED_COLUMNS = (
    "project_id", "project_title", "recipients_iso3", "status", "transactions_start_year", "total_commitments",
    "precision_code", "place_name", "latitude", "longitude",
)  # fmt: skip
# Up to 3 the point lies in or near the place; 4 and 5 stand for provinces, 6 and 8 for a whole country.
NEAR = 3


@dataclass(frozen=True, slots=True)
class MilitaryFinance:
    """Reader of the projects for foreign armed forces."""

    SOURCE_ID: str = "aiddata-military-finance"
    FILES: tuple[str, ...] = (MILITARY_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a project, in the year of its commitment, constant US dollars of 2017.

        A project without an amount is a claim without a number. Only projects that the publisher recommends for sums stand under the
        definition that is drawn. Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        table = read_table(folder / MILITARY_FILE, MILITARY_COLUMNS, encoding=ENCODING)
        typed = with_numbers(table, [AMOUNT], file=MILITARY_FILE, year=YEAR)
        placed = typed.assign(host=_named(typed, places))
        exclusions = [Exclusion(placed["host"].isna(), RECIPIENT, "No place has the recipient's name")]
        rows, unused = set_aside(placed, exclusions, file=MILITARY_FILE)
        return reading([self._claims(rows)], unused, {MILITARY_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        first, last = year_bounds(rows[YEAR])
        stated, advised = rows[AMOUNT].notna(), rows[ADVISED] == "Yes"
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "military_finance",
                "definition": advised.map({True: "recommended-for-sums", False: "other-projects"}), "sender": SENDER,
                "host": rows["host"], "kind": stated.map({True: "value", False: "trend"}), "best": rows[AMOUNT],
                "phrase": pd.Series("amount not stated", index=rows.index).mask(stated), "start": first, "end": last,
                "precision": "year", "status": rows["Status"].map(STATUSES), "site": rows[ID] + ": " + one_line(rows["Title"]),
                "url": _first_address(rows["Source URLs"]),
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LocatedProjects:
    """Reader of the projects with their locations."""

    SOURCE_ID: str = "aiddata-geogcof1"
    FILES: tuple[str, ...] = (LOCATED_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a project and host, counted in the year in which it was committed; a point where one location is near enough.

        The file has a row a location and repeats the project's amount on each: the amount stands once, in the note. Raises
        PresenceError for a missing file or column and for cells that are no numbers.
        """
        table = read_table(folder / LOCATED_FILE, LOCATED_COLUMNS)
        numbers = ["total_commitments", "precision_code", "latitude", "longitude"]
        typed = with_numbers(table, numbers, file=LOCATED_FILE, year="transactions_start_year")
        placed = typed.assign(host=_several(typed["recipients_iso3"], places))
        exclusions = [Exclusion(placed["host"].isna(), "recipients_iso3", "No place has the recipient's code")]
        rows, unused = set_aside(placed, exclusions, file=LOCATED_FILE)
        projects = _one_a_project(rows)
        line = unused_summary(
            file=LOCATED_FILE, field="project_id", value=f"{len(rows)} rows of {len(projects)} projects", rows=0,
            reason="Rows that give further locations of one project make one claim",
        )  # fmt: skip
        return reading([self._claims(projects)], [*unused, line], {LOCATED_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        first, last = year_bounds(rows["transactions_start_year"])
        amount = rows["total_commitments"].where(rows["total_commitments"] > 0)
        told = amount.map("{:,.0f} constant US dollars of 2014 committed".format).where(amount.notna(), "amount not known")
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "projects", "definition": "chinese-official-finance", "sender": SENDER,
                "host": rows["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
                "status": rows["status"].map(STATUSES), "site": rows["project_id"] + ": " + one_line(rows["project_title"]),
                "lat": rows["lat"], "lon": rows["lon"], "note": told + rows["where"],
            }
        )  # fmt: skip


def one_line(text: pd.Series) -> pd.Series:
    """The texts without line ends and doubled spaces; a missing one becomes empty."""
    return text.fillna("").str.split().str.join(" ")


def _named(table: pd.DataFrame, places: Places) -> pd.Series:
    middle = pd.to_datetime(table[YEAR].astype("str") + "-07-01").astype("datetime64[s]")
    return table[RECIPIENT].map(MEANINGS).astype("str").fillna(places.resolve_series(table[RECIPIENT], middle))


def _first_address(texts: pd.Series) -> pd.Series:
    return texts.str.extract(r"(https?://[^\s|;,]+)")[0]


def _several(codes: pd.Series, places: Places) -> pd.Series:
    """Place ids of codes joined by "|"; several together are one collective host, an unknown one makes the whole missing."""
    meaning = {text: _meaning(str(text), places) for text in codes.dropna().unique()}
    return codes.map(meaning).astype("str")


def _meaning(text: str, places: Places) -> str | None:
    ids = places.from_alpha3(pd.Series(text.split("|"), dtype="str"))
    if ids.isna().any():
        # A continent beside named states ("AGO|Africa, regional") is several hosts whose list is open.
        return SEVERAL_HOSTS if len(ids) > 1 else None
    return places.collective(ids)


def _one_a_project(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a project and host with ``lat, lon`` (missing unless it has one location near enough) and ``where`` (text)."""
    near = rows["precision_code"] <= NEAR
    marked = rows.assign(lat=rows["latitude"].where(near), lon=rows["longitude"].where(near))
    groups = marked.groupby(["project_id", "host"], sort=True)
    firsts = groups.first()
    alone = groups.size() == 1
    located = groups.size().astype("str") + " locations"
    where = ("; " + firsts["place_name"].fillna("")).where(alone, "; " + located)
    return firsts.assign(lat=firsts["lat"].where(alone), lon=firsts["lon"].where(alone), where=where).reset_index()


MILITARY_FINANCE = MilitaryFinance()
LOCATED_PROJECTS = LocatedProjects()
