"""CIA World Factbook: personnel strengths of the armed forces and military expenditure as a share of GDP, text by text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, unread_file, with_numbers, year_bounds

STRENGTH_FILE = "armed_forces_strength_history.csv"
SHARE_FILE = "military_expenditure_pct_gdp.csv"
NOTES_FILE = "military_notes_latest.csv"
NOTES_REASON = "Notes on foreign bases and agreements in words: no figure that can be counted"
STRENGTH_COLUMNS = ("iso3", "as_of_year", "first_number_low", "first_number_high", "first_seen", "last_seen", "text")
# The Factbook's own code of the Democratic Republic of the Congo, as the file has it.
CODES = {"DRC": "COD"}
# "100-150,000 active" was read as 100 to 150,000: the thousands belong to both ends.
SHORT_RANGE = r"\b(\d{1,3})-(\d{1,3}),000\b"
THOUSAND = 1000.0
YEARS = (1990, 2030)


@dataclass(frozen=True, slots=True)
class FactbookStrength:
    """Reader of what the Factbook says of a state's own forces."""

    SOURCE_ID: str = "cia-factbook-deployments"
    FILES: tuple[str, ...] = (STRENGTH_FILE, SHARE_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """Strengths with the day from which the text was displayed, and shares of GDP by year; there is no sender.

        The strength is the first number of the text, mostly of all in active service; the text stands in the note. Raises
        PresenceError for a missing file or column and for cells that are no numbers.
        """
        strength, unused, rows = self._strength(folder, places)
        share, left, more = self._share(folder, places)
        unread = unread_file(folder / NOTES_FILE, NOTES_REASON)
        return reading([strength, share], [*unused, *left, unread], {STRENGTH_FILE: rows, SHARE_FILE: more})

    def _strength(self, folder: Path, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        numbers = ["as_of_year", "first_number_low", "first_number_high"]
        table = with_numbers(read_table(folder / STRENGTH_FILE, STRENGTH_COLUMNS), numbers, file=STRENGTH_FILE)
        placed = table.assign(host=places.from_alpha3(table["iso3"].replace(CODES)))
        exclusions = [
            Exclusion(placed["host"].isna(), "iso3", "No place has the code, or none is given"),
            Exclusion(_is_year(placed), "first_number_low", "The first number of the text is a year, no strength"),
            Exclusion(placed["first_number_low"].isna(), "text", "The text gives no number"),
            Exclusion(placed["as_of_year"].isna(), "text", "The text gives no year"),
        ]
        rows, unused = set_aside(placed, exclusions, file=STRENGTH_FILE)
        return _strength_claims(rows, self.SOURCE_ID), unused, len(table)

    def _share(self, folder: Path, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        raw = read_table(folder / SHARE_FILE, ("iso3", "country", "year", "pct_gdp", "est_flag", "last_seen"))
        table = with_numbers(raw, ["pct_gdp"], file=SHARE_FILE, year="year")
        placed = table.assign(host=places.from_alpha3(table["iso3"].replace(CODES)))
        exclusions = [
            Exclusion(placed["host"].isna(), "country", "No place has the code, or none is given"),
            Exclusion(placed["pct_gdp"].isna(), "country", "The row gives no figure"),
        ]
        rows, unused = set_aside(placed, exclusions, file=SHARE_FILE)
        first, last = year_bounds(rows["year"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "military_share", "definition": "share-of-gdp", "host": rows["host"],
                "kind": "value", "best": rows["pct_gdp"], "start": first, "end": last, "precision": "year",
                "note": rows["est_flag"].map({"est": "estimated"}).fillna(""),
            }
        )  # fmt: skip
        return claims, unused, len(table)


def _strength_claims(rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    low, high = _mended(rows)
    first, last = year_bounds(rows["as_of_year"])
    single = low == high
    return pd.DataFrame(
        {
            "source_id": source_id, "measure": "armed_forces", "definition": "first-number", "host": rows["host"], "kind": "value",
            "low": low.mask(single), "best": low.where(single), "high": high.mask(single), "start": first, "end": last,
            "precision": "year", "published": rows["first_seen"],
            "withdrawn": _replaced(rows), "note": rows["text"].str.split().str.join(" "),
        }
    )  # fmt: skip


def _is_year(rows: pd.DataFrame) -> pd.Series:
    """True where the first number is a year ("prior to August 2021, ..."): a strength of that size is written with a comma."""
    number = rows["first_number_low"]
    comma = (
        (number // THOUSAND).astype("Int64").astype("str") + "," + (number % THOUSAND).astype("Int64").astype("str").str.zfill(3)
    )
    written = pd.Series([str(c) in str(t) for c, t in zip(comma, rows["text"], strict=True)], index=rows.index)
    return number.between(*YEARS) & ~written


def _mended(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    low, high = rows["first_number_low"], rows["first_number_high"].fillna(rows["first_number_low"])
    short = rows["text"].str.extract(SHORT_RANGE).astype("float64")
    cut = (short[0] == low) & (short[1] * THOUSAND == high)
    whole = low.where(~cut, low * THOUSAND)
    return whole.astype("float64"), pd.Series(np.maximum(whole, high), index=rows.index)


def _replaced(rows: pd.DataFrame) -> pd.Series:
    """Day from which another text about the same year stood in its place; missing while it was still displayed, or was the last."""
    ordered = rows.sort_values(["host", "as_of_year", "first_seen"], kind="stable")
    following = ordered.groupby(["host", "as_of_year"])["first_seen"].shift(-1)
    return following.reindex(rows.index)


FACTBOOK_STRENGTH = FactbookStrength()
