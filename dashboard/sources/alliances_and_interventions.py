"""Three scholarly lists that are read and not shipped: alliances (1945-2018) and military interventions of all states and of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
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
from dashboard.sources.state_numbers import holder_at

ATOP_FILE = "atop5_1_directed_dyad_year_1945_2018.csv.gz"
PACTS = {
    "atop_defense": "defence", "atop_offense": "offence", "atop_neutral": "neutrality", "atop_nonagg": "non-aggression",
    "atop_consul": "consultation",
}  # fmt: skip
# The atlas begins in 1946.
FIRST_YEAR = 1946

IMI_FILE = "imi_1946_2005.csv"
# Size class -> bounds in troops, both inclusive; 0 is none, 9 is missing.
SIZES = {"0": (0.0, 0.0), "1": (1.0, 1000.0), "2": (1001.0, 5000.0), "3": (5001.0, 10_000.0), "4": (10_001.0, None)}
DIRECTIONS = {
    "0": "neutral", "1": "support of the government", "2": "against rebels", "3": "against the government", "4": "support of rebels",
    "5": "support or against a third party's government", "6": "against a rebel sanctuary", "9": "direction not known",
}  # fmt: skip
# One end date is misprinted: the Soviet units left Egypt on 18 July 1972.
MISPRINTS = {"10720718": "19720718", "199705170": "19970517"}
# The first release of the list ended on that day: what went on then is known to have lasted at least until it.
CENSORED = "19881231"
OPEN_ENDS = ("88888888", "99999999", "88888889")

MIP_FILE = "mip_2022_core_columns.csv"
NO_NUMBER = ("", "Unknown", "N/A", "-9", "unstated")


@dataclass(frozen=True, slots=True)
class Alliances:
    """Reader of the Alliance Treaty Obligations and Provisions."""

    SOURCE_ID: str = "atop-alliances"
    FILES: tuple[str, ...] = (ATOP_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a pair of states, year and kind of obligation; only pacts of defence are drawn.

        Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        raw = read_table(folder / ATOP_FILE, ("ccode1", "ccode2", "year", *PACTS))
        table = with_numbers(raw, list(PACTS), file=ATOP_FILE, year="year")
        placed = table.assign(
            sender=places.from_cow(table["ccode1"], table["year"]), host=places.from_cow(table["ccode2"], table["year"])
        )
        exclusions = [
            Exclusion(placed["year"] < FIRST_YEAR, "year", f"The year is before {FIRST_YEAR}, where the atlas begins"),
            Exclusion(placed["sender"].isna(), "ccode1", "No place has this state number in this year"),
            Exclusion(placed["host"].isna(), "ccode2", "No place has this state number in this year"),
            Exclusion(placed["sender"] == placed["host"], "ccode1", "Two parts of one place"),
            Exclusion((placed[list(PACTS)] != 1).all(axis=1), "ccode1", "The row names no obligation"),
        ]
        rows, unused = set_aside(placed, exclusions, file=ATOP_FILE)
        return reading([self._claims(rows, c, d) for c, d in PACTS.items()], unused, {ATOP_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame, column: str, definition: str) -> pd.DataFrame:
        bound = rows[rows[column] == 1]
        first, last = year_bounds(bound["year"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "alliances", "definition": definition, "sender": bound["sender"],
                "host": bound["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interventions:
    """Reader of the International Military Intervention data."""

    SOURCE_ID: str = "imi-interventions"
    FILES: tuple[str, ...] = (IMI_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim an intervention: the bounds of its size class, without a best figure; its days as far as they are known.

        An end that the first release cut off is the last day that is known, and the note says so; without an end the claim stands for
        its first day: an open end would let a war of 1979 stand today. Raises PresenceError for a missing file or column.
        """
        table = read_table(
            folder / IMI_FILE, ("intervener_iso3", "target_iso3", "intervener", "target", "start", "end", "amount", "direction")
        )
        placed = table.assign(
            first=_day(table["start"]), last=_day(table["end"].replace(MISPRINTS)),
            sender=_states(table["intervener"], table["intervener_iso3"], _day(table["start"]), places),
            host=_states(table["target"], table["target_iso3"], _day(table["start"]), places),
        )  # fmt: skip
        crossed = placed["first"] > placed["last"]
        exclusions = [
            Exclusion(placed["first"].isna(), "start", "The beginning is not known"),
            Exclusion(placed["sender"].isna(), "intervener", "The intervener is a coalition, an organisation or no state"),
            Exclusion(placed["host"].isna(), "target", "The target is no place of today or a territory without a code"),
            Exclusion(placed["sender"] == placed["host"], "target", "Intervener and target are one place"),
            Exclusion(crossed, "end", "The end lies before the start"),
        ]
        rows, unused = set_aside(placed, exclusions, file=IMI_FILE)
        return reading([self._claims(rows)], unused, {IMI_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        low, high = (rows["amount"].map({code: bounds[end] for code, bounds in SIZES.items()}) for end in (0, 1))
        censored = rows["end"] == CENSORED
        known = low.notna()
        open_end = rows["last"].isna().map({True: "; end not known", False: ""})
        cut = censored.map({True: "; went on at least until the end given", False: ""})
        number = rows.groupby(["sender", "host"]).cumcount() + 1
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "interventions", "definition": "size-class", "sender": rows["sender"],
                "host": rows["host"],
                "kind": pd.Series("value", index=rows.index).mask(high.isna(), "at-least").mask(~known, "trend"), "low": low, "high": high,
                "phrase": pd.Series("number of troops not known", index=rows.index).mask(known), "start": rows["first"],
                "end": rows["last"].fillna(rows["first"]), "precision": "day", "site": "intervention " + number.astype("str"),
                "note": rows["direction"].map(DIRECTIONS).fillna("direction not known") + cut + open_end,
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class UsInterventions:
    """Reader of the Military Intervention Project."""

    SOURCE_ID: str = "mip-us-interventions"
    FILES: tuple[str, ...] = (MIP_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a case that the authors keep: the most troops at any time in the whole theatre, never a level at a date.

        Raises PresenceError for a missing file or column.
        """
        table = read_table(
            folder / MIP_FILE,
            ("target_iso3", "location_iso3", "name", "removecase", "stday", "stmon", "styear", "endday", "endmon", "endyear", "ongoing",
             "maxtroops", "objective"),
        )  # fmt: skip
        today = places.from_alpha3(table["location_iso3"]).fillna(places.from_alpha3(table["target_iso3"]))
        first = _parts(table, "st")
        placed = table.assign(host=holder_at(today, first, places), first=first, last=_parts(table, "end"))
        early = pd.to_numeric(placed["styear"], errors="coerce") < FIRST_YEAR
        exclusions = [
            Exclusion(placed["removecase"] != "0", "removecase", "The authors removed the case or merged it into another"),
            Exclusion(early, "removecase", f"The case began before {FIRST_YEAR}, where the atlas begins"),
            Exclusion(placed["host"].isna(), "name", "No single place is named or can be read"),
            Exclusion(placed["host"] == "USA", "name", "The place is the sender itself"),
        ]
        rows, unused = set_aside(placed, exclusions, file=MIP_FILE)
        odd = unused_summary(
            file=MIP_FILE, field="maxtroops", rows=0, value=f"{int(rows['maxtroops'].isin(NO_NUMBER).sum())} cases",
            reason="The number of troops is not stated: the claim has no number",
        )  # fmt: skip
        return reading([self._claims(rows)], [*unused, odd], {MIP_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        troops = pd.to_numeric(rows["maxtroops"].mask(rows["maxtroops"].isin(NO_NUMBER)), errors="coerce")
        stated = troops > 0
        going_on = rows["ongoing"] == "1"
        ordered = rows["last"].where(rows["last"] >= rows["first"], rows["first"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "interventions", "definition": "most-in-theatre", "sender": "USA",
                "host": rows["host"], "kind": stated.map({True: "at-most", False: "trend"}), "high": troops.where(stated),
                "phrase": pd.Series("number of troops not stated", index=rows.index).mask(stated), "start": rows["first"],
                "end": ordered.mask(going_on), "precision": "day", "site": rows["name"].str.split().str.join(" "),
                "note": rows["objective"],
            }
        )  # fmt: skip


def _states(numbers: pd.Series, iso3: pd.Series, day: pd.Series, places: Places) -> pd.Series:
    """Places of Correlates of War numbers at the time; where there is none, of the code of today that the copy gives."""
    return places.from_cow(numbers, day.dt.year).fillna(holder_at(places.from_alpha3(iso3), day, places))


def _day(text: pd.Series) -> pd.Series:
    """Days written YYYYMMDD; a day that its month does not have (31 November) is the month's last, what is no date is missing."""
    digits = text.mask(text.isin(list(OPEN_ENDS))).fillna("").str.extract(r"^(\d{4})(\d{2})(\d{2})$")
    month = digits[0] + "-" + digits[1]
    exact = pd.to_datetime(month + "-" + digits[2], format="%Y-%m-%d", errors="coerce")
    return exact.fillna(pd.to_datetime(month, format="%Y-%m", errors="coerce") + pd.offsets.MonthEnd(0))


def _parts(table: pd.DataFrame, prefix: str) -> pd.Series:
    """A date from day, month and year columns; a day or month that is not given is the first; missing without a year."""
    number = {part: pd.to_numeric(table[f"{prefix}{part}"], errors="coerce") for part in ("day", "mon", "year")}
    filled = {part: values.where(values > 0, 1) for part, values in number.items() if part != "year"}
    parts = pd.DataFrame({"year": number["year"], "month": filled["mon"], "day": filled["day"]})
    return pd.to_datetime(parts, errors="coerce")


ALLIANCES = Alliances()
INTERVENTIONS = Interventions()
US_INTERVENTIONS = UsInterventions()
