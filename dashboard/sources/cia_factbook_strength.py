"""CIA World Factbook: personnel strengths of the armed forces and military expenditure as a share of GDP, text by text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, unread_file, with_numbers, year_bounds

STRENGTH_FILE = "armed_forces_strength_history.csv"
SHARE_FILE = "military_expenditure_pct_gdp.csv"
NOTES_FILE = "military_notes_latest.csv"
NOTES_REASON = "Notes on foreign bases and agreements in words: no figure that can be counted"
STRENGTH_COLUMNS = ("factbook_path", "iso3", "as_of_year", "first_seen", "last_seen", "text")
# The Factbook's own code of the Democratic Republic of the Congo, as the file has it.
CODES = {"DRC": "COD"}
# The copy takes this code from its own file name.
BY_FILE = {"africa/ct.json": "CAF"}
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
# A number that is a year ("in 2024", "the 2023-2025 conflict") is none of people.
QUANTITY = (
    rf"(?:(?P<lead>up to|as many as|more than|over|at least|less than|fewer than) )?(?<![\d,.])(?!(?:19|20)\d\d(?!\d|,\d))"
    rf"(?P<first>{NUMBER})(?P<first_million> ?(?:million|m)\b)?(?: ?(?:-|to) ?(?P<second>{NUMBER})(?P<second_million> ?(?:million|m)\b)?)?"
)
AT_MOST, AT_LEAST = ("up to", "as many as", "less than", "fewer than"), ("more than", "over", "at least")
# The field is about military and other services: the first statement must speak of forces, and not only of these others, ceilings,
# alliances, insurgents, estimates that vary or times gone by.
FORCES = r"\bactive|forces|army|military|personnel|troops|regiment|cadre|FARP|FADM|PNGDF|RBDF|FAES"
NOT_FORCES = (
    r"police|public (?:security|force)|coast guard|special mobile|authorized|prior to|countries of the EU|HAMAS|claims|militia|reservists and"
    r"|planned|announced intentions|Palestinian Authority|PA Security|\bvary\b|since the start"
)
# Remarks within brackets, also where the bracket closes beyond the statement.
BRACKETS = r"\([^)]*(?:\)|$)"
MILLION = 1e6
THOUSAND = 1000.0


@dataclass(frozen=True, slots=True)
class FactbookStrength:
    """Reader of what the Factbook says of a state's own forces."""

    SOURCE_ID: str = "cia-factbook-deployments"
    FILES: tuple[str, ...] = (STRENGTH_FILE, SHARE_FILE)

    def read(self, folder: Path, places: Places) -> Reading:
        """Strengths with the day from which the text was displayed, and shares of GDP by year; there is no sender.

        The strength is read from the first statement of the text, which stands in the note, and not from the copy's column of first
        numbers: that holds parts of the forces, years, and thousands without their zeros. Raises PresenceError for a missing file
        or column and for cells that are no numbers.
        """
        strength, unused, rows = self._strength(folder, places)
        share, left, more = self._share(folder, places)
        unread = unread_file(folder / NOTES_FILE, NOTES_REASON)
        return reading([strength, share], [*unused, *left, unread], {STRENGTH_FILE: rows, SHARE_FILE: more})

    def _strength(self, folder: Path, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame], int]:
        table = with_numbers(read_table(folder / STRENGTH_FILE, STRENGTH_COLUMNS), ["as_of_year"], file=STRENGTH_FILE)
        code = table["iso3"].replace(CODES).fillna(table["factbook_path"].map(BY_FILE))
        main = _first_statement(table["text"]).str.replace(BRACKETS, "", regex=True)
        placed = table.assign(host=places.from_alpha3(code)).join(_ends(main))
        exclusions = [
            Exclusion(placed["host"].isna(), "factbook_path", "No place has the code, or none is given"),
            Exclusion(
                main.str.contains(NOT_FORCES, regex=True, case=False), "text", "Not the strength of the state's armed forces"
            ),
            Exclusion(placed["low"].isna(), "text", "The text gives no number"),
            Exclusion(
                ~main.str.contains(FORCES, regex=True, case=False), "text", "The text does not say that these are the forces"
            ),
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
    first, last = year_bounds(rows["as_of_year"])
    at_most, at_least = rows["lead"].isin(AT_MOST), rows["lead"].isin(AT_LEAST)
    plain = (rows["low"] == rows["high"]) & ~at_most & ~at_least
    return pd.DataFrame(
        {
            "source_id": source_id, "measure": "armed_forces", "definition": "first-number", "host": rows["host"],
            "kind": pd.Series("value", index=rows.index).mask(at_most, "at-most").mask(at_least, "at-least"),
            "low": rows["low"].mask(plain | at_most), "best": rows["low"].where(plain), "high": rows["high"].mask(plain | at_least),
            "start": first, "end": last, "precision": "year", "published": rows["first_seen"],
            "withdrawn": _replaced(rows), "note": rows["text"].str.split().str.join(" "),
        }
    )  # fmt: skip


def _first_statement(text: pd.Series) -> pd.Series:
    """The first clause of each text; the second where the first is a remark without a number ("information varies; ...")."""
    clauses = text.fillna("").str.split(";")
    remark = ~clauses.str[0].str.contains(r"\d", regex=True) & clauses.str[1].notna()
    return clauses.str[0].mask(remark, clauses.str[1]).str.strip()


def _ends(text: pd.Series) -> pd.DataFrame:
    """``lead, low, high`` of the first quantity of each text: both ends are the number where one is given; missing where none is."""
    found = text.str.extract(QUANTITY)
    first, second = (pd.to_numeric(found[name].str.replace(",", "")) for name in ("first", "second"))
    million = found["second_million"].notna()
    # "1.1-1.2 million", "100-150,000" and "4-500": the unit stands once, at the second number.
    first = first.mask(found["first_million"].notna() | (million & (first < THOUSAND)), first * MILLION)
    second = second.mask(million, second * MILLION)
    first = first.mask((first < THOUSAND) & (first * THOUSAND <= second), first * THOUSAND)
    first = first.mask((first < 10) & (second < THOUSAND), first * 100)
    return pd.DataFrame({"lead": found["lead"].fillna(""), "low": first, "high": second.fillna(first)})


def _replaced(rows: pd.DataFrame) -> pd.Series:
    """Day from which another text about the same year stood in its place; missing while it was still displayed, or was the last."""
    ordered = rows.sort_values(["host", "as_of_year", "first_seen"], kind="stable")
    following = ordered.groupby(["host", "as_of_year"])["first_seen"].shift(-1)
    return following.reindex(rows.index)


FACTBOOK_STRENGTH = FactbookStrength()
