"""Multinational Military Exercises: who took part in exercises on another state's ground, 1980-2010."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places, normalise_name
from dashboard.outlines import load_outlines
from dashboard.settings import load_settings
from dashboard.sources.reading import Exclusion, Reading, period_bounds, read_table, reading, set_aside, with_numbers, year_bounds
from dashboard.sources.state_numbers import from_gleditsch_ward, holder_at

SOURCE_ID = "mme-exercises"
FILE = "mme-v7-long.csv.gz"
FILES = (FILE,)
COLUMNS = (
    "MMEID", "Ex_Name", "gwcode", "country", "year", "Location", "lat", "lon", "s.year", "s.month", "s.day", "e.year", "e.month", "e.day",
)  # fmt: skip
UNKNOWN_DAY = "xx"
NO_NAME = "-9"
EAST_GERMANY, EAST_GERMAN_NUMBER = "DDR", "265"
UNIFICATION = pd.Timestamp("1990-10-03")
# Ports such as Constanta, Piraeus, Kochi and Yokosuka lie up to ten kilometres outside the simplified outlines; the points of seas,
# which the geocoder sets in their middle, lie much farther out.
SHORE_KM = 10.0
# Waters and states of a federation that carry the name of a state.
NOT_THE_STATE = r"new mexico|gulf of (?:mexico|oman|thailand|guinea|panama)|sea of japan|indian ocean|georgia strait"
# What the file calls states that the list of places writes otherwise.
SHORT_NAMES = {
    "britain": "GBR",
    "england": "GBR",
    "scotland": "GBR",
    "us": "USA",
    "usa": "USA",
    "uae": "ARE",
    "burma": "MMR",
    "holland": "NLD",
}


def read(folder: Path, places: Places) -> Reading:
    """One claim, of the value 1, for each participant in an exercise on another state's ground; the host is where the point lies.

    A claim counts in the year in which its exercise began: it holds over the whole year, and the note gives the days.
    An exercise at sea has no host, and one whose text names another state than the point has none that is sure: both are listed.
    Raises PresenceError for a missing file or column and for cells that are no numbers.
    """
    table = with_numbers(read_table(folder / FILE, COLUMNS), ["lat", "lon"], file=FILE, year="year")
    days = _days(table)
    sender = from_gleditsch_ward(table["gwcode"].where(table["gwcode"] != "NA"), table["year"], places)
    sender = sender.fillna(places.resolve_series(table["country"], days["start"]))
    at = load_outlines(load_settings({}).assets).places_at(table["lat"], table["lon"], shore_km=SHORE_KM)
    host = holder_at(_east_german(at, table, days["start"]), days["start"], places)
    placed = table.assign(sender=sender, host=host, at=at).join(days)
    rows, unused = set_aside(placed, _exclusions(placed, places), file=FILE)
    return reading([_claims(rows)], unused, {FILE: len(table)})


def _exclusions(placed: pd.DataFrame, places: Places) -> list[Exclusion]:
    keys = ["MMEID", "sender"]
    return [
        Exclusion(placed["sender"].isna(), "country", "No single state is named as the participant"),
        Exclusion(placed["lat"].isna(), "Location", "The exercise has no point"),
        Exclusion(placed["at"].isna(), "Location", "The point lies at sea, or on no land that is drawn"),
        Exclusion(_other_named(placed, places), "Location", "The text names another state than the one in which the point lies"),
        Exclusion(placed["host"].isna(), "at", "No place held this ground at the time"),
        Exclusion(placed["sender"] == placed["host"], "country", "On the participant's own ground: nothing is abroad"),
        Exclusion(placed.duplicated(keys), "country", "The participant is listed twice in the exercise"),
    ]


def _days(table: pd.DataFrame) -> pd.DataFrame:
    """``start``, the first day that an exercise may have begun on, and ``days``, its dates as the file gives them, to day or month."""
    begun, ended = (_date(table, side) for side in ("s", "e"))
    # Some ends stand before their start, by a slip in the month or year: such an end is not told.
    right = period_bounds(ended)["last"] >= period_bounds(begun)["first"]
    return pd.DataFrame({"start": period_bounds(begun)["first"], "days": begun + (" to " + ended).where(right, "")})


def _date(table: pd.DataFrame, side: str) -> pd.Series:
    month = table[f"{side}.year"] + "-" + table[f"{side}.month"].str.zfill(2)
    return month + ("-" + table[f"{side}.day"].str.zfill(2)).mask(table[f"{side}.day"] == UNKNOWN_DAY, "")


def _east_german(at: pd.Series, table: pd.DataFrame, start: pd.Series) -> pd.Series:
    """Ground in Germany before unification is East German where East Germany took part, West German otherwise.

    No exercise of the list has both, and neither alliance exercised on the other's ground.
    """
    east = table["MMEID"].isin(table.loc[table["gwcode"] == EAST_GERMAN_NUMBER, "MMEID"])
    return at.mask((at == "DEU") & east & (start < UNIFICATION), EAST_GERMANY)


def _other_named(placed: pd.DataFrame, places: Places) -> pd.Series:
    """True where the text of the location names states and the place under the point is none of them."""
    names = {normalise_name(p.name): p.id for p in places.by_id.values() if p.kind in ("state", "territory")} | SHORT_NAMES
    pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b")
    texts = placed["Location"].fillna("").drop_duplicates()
    plain = texts.map(lambda text: re.sub(NOT_THE_STATE, " ", " ".join(re.findall(r"[^\W_]+", text.casefold()))))
    named = plain.map(lambda text: frozenset(names[name] for name in pattern.findall(text)))
    by_text = dict(zip(texts, named, strict=True))
    told = placed["Location"].fillna("").map(by_text)
    agrees = [
        not states or at in states or host in states for states, at, host in zip(told, placed["at"], placed["host"], strict=True)
    ]
    return ~pd.Series(agrees, index=placed.index) & placed["at"].notna()


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    first, last = year_bounds(rows["start"].dt.year)
    name = rows["Ex_Name"].mask(rows["Ex_Name"] == NO_NAME, "Exercise without a name")
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "joint_exercises", "definition": "took-part", "sender": rows["sender"],
            "host": rows["host"], "kind": "value", "best": 1.0, "start": first, "end": last,
            "precision": "year", "site": name + " (" + rows["MMEID"] + ")", "lat": rows["lat"], "lon": rows["lon"],
            "note": rows["days"] + ("; " + rows["Location"].str.slice(0, 160)).mask(rows["Location"] == NO_NAME, ""),
        }
    )  # fmt: skip
