"""The one registry of claim columns: dtypes, validation, data dictionary and export headers all derive from it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Dtype = Literal["str", "category", "float64", "datetime64[s]", "Int8"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the claims table.

    Attributes:
        name: the column's name everywhere: store, frames, CSV, page.
        dtype: pandas dtype in a ledger frame.
        title: what a reader sees above it.
        description: what the value is.
        null: what a missing value means; ``never`` where a value is required.
        unit: unit of the value, empty where it has none.
        allowed: the closed list of values, empty where open.
    """

    name: str
    dtype: Dtype
    title: str
    description: str
    null: str
    unit: str = ""
    allowed: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """True when the column may not hold a missing value."""
        return self.null == "never"


KINDS = ("value", "at-most", "at-least", "ratio", "trend", "denial", "withheld", "none-found")
PRECISIONS = ("day", "month", "quarter", "year")
STATUSES = ("pledged", "committed", "disbursed", "active", "suspended", "cancelled")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")

COLUMNS: tuple[Column, ...] = (
    Column("claim_id", "str", "Claim", "Stable identifier: the same statement has the same id in every build.", "never"),
    Column("source_id", "category", "Source", "Key of the source in the catalogue: the publication that was read.", "never"),
    Column(
        "said_by",
        "category",
        "Said by",
        "Who made the statement, where it is not the source's publisher itself.",
        "the publisher of the source says it",
    ),
    Column(
        "actor",
        "category",
        "Actor",
        "The organisation on the ground: Rostec, MINUSMA, US Army, Rosneft.",
        "the sending state as a whole",
    ),
    Column("measure", "category", "Measure", "What is counted; key into the catalogue.", "never"),
    Column("definition", "category", "Definition", "Exactly who or what is in the count; key into the catalogue.", "never"),
    Column(
        "sender", "category", "Sender", "Place id of the sending state.", "the claim is about the host alone, as a denominator is"
    ),
    Column("host", "category", "Host", "Place id of the place where it is present.", "never"),
    Column("kind", "category", "Kind", "What sort of statement it is.", "never", allowed=KINDS),
    Column("low", "float64", "Low", "Lower end that the source gives.", "the source gives no lower end", "the measure's unit"),
    Column(
        "best", "float64", "Best", "The figure that the source gives.", "the source gives no single figure", "the measure's unit"
    ),
    Column("high", "float64", "High", "Upper end that the source gives.", "the source gives no upper end", "the measure's unit"),
    Column(
        "phrase", "category", "Phrase", "The source's own words for a number given in words.", "the number was given in figures"
    ),
    Column(
        "start",
        "datetime64[s]",
        "From",
        "First day on which the statement holds; a stock on one day has start = end.",
        "the beginning is not stated",
    ),
    Column("end", "datetime64[s]", "To", "Last day on which the statement holds, inclusive.", "no end is stated, and it goes on"),
    Column("precision", "category", "Precision", "How exactly start and end are known.", "never", allowed=PRECISIONS),
    Column(
        "published",
        "datetime64[s]",
        "Published",
        "Day on which the statement became known.",
        "not recorded; counted as known from the last day it speaks of",
    ),
    Column(
        "withdrawn",
        "datetime64[s]",
        "Withdrawn",
        "Day from which the source no longer stood by the statement, exclusive.",
        "still stands",
    ),
    Column(
        "target", "category", "About claim", "Id of the claim that is denied, corrected or scaled.", "not about another claim"
    ),
    Column(
        "derived_from",
        "category",
        "Repeats claim",
        "Id of the claim that this one repeats; such a claim is no origin of its own.",
        "an origin of its own",
    ),
    Column("status", "category", "Status", "Stage of a deal or project.", "not applicable or not stated", allowed=STATUSES),
    Column(
        "reliability", "category", "Reliability", "Admiralty grade of the source, A to F.", "not graded", allowed=RELIABILITIES
    ),
    Column(
        "credibility",
        "Int8",
        "Credibility",
        "Admiralty grade of the information, 1 to 6.",
        "not graded",
        allowed=("1", "2", "3", "4", "5", "6"),
    ),
    Column("site", "category", "Site", "Name of the base, project or asset.", "not about one site"),
    Column("lat", "float64", "Latitude", "Latitude of the site, WGS 84.", "no point known", "degrees north"),
    Column("lon", "float64", "Longitude", "Longitude of the site, WGS 84.", "no point known", "degrees east"),
    Column("note", "category", "Note", "What a reader must know to use the figure.", "nothing to add"),
    Column("url", "category", "Link", "Address of the statement; the source's own address where missing.", "see the source"),
)

COLUMN = {column.name: column for column in COLUMNS}
COLUMN_NAMES = tuple(COLUMN)
# What makes two statements the same statement. Grades, notes and links describe a statement and are not part of it;
# `withdrawn` is left out because closing a claim must not give it another id.
IDENTITY_COLUMNS = (
    "source_id",
    "said_by",
    "actor",
    "measure",
    "definition",
    "sender",
    "host",
    "kind",
    "low",
    "best",
    "high",
    "phrase",
    "start",
    "end",
    "precision",
    "published",
    "target",
    "status",
    "site",
)


def conform(frame: pd.DataFrame) -> pd.DataFrame:
    """Give ``frame`` the registered columns, order and dtypes; columns it lacks are filled with missing values.

    Empty strings become missing. Raises ValueError for a column that is not registered, so that a misspelt name
    cannot lose data.
    """
    unknown = sorted(set(frame.columns) - set(COLUMN_NAMES))
    if unknown:
        raise ValueError(f"not claim columns: {', '.join(unknown)}")
    return pd.DataFrame({column.name: _typed(frame, column) for column in COLUMNS}).reset_index(drop=True)


def _typed(frame: pd.DataFrame, column: Column) -> pd.Series:
    if column.name not in frame.columns:
        return pd.Series([None] * len(frame), index=frame.index).astype(column.dtype)
    values = frame[column.name]
    if column.dtype == "category":
        return _composed(_text(values))
    if column.dtype == "str":
        return _text(values)
    if column.dtype == "datetime64[s]":
        return pd.to_datetime(values).astype("datetime64[s]")
    return pd.to_numeric(values).astype(column.dtype)


def _composed(text: pd.Series) -> pd.Series:
    """Categories of composed letters (Unicode NFC), so that two ways to write one word are one."""
    words = text.astype("category")
    loose = {word: unicodedata.normalize("NFC", word) for word in words.cat.categories if not word.isascii()}
    return text.replace(loose).astype("category") if any(word != loose[word] for word in loose) else words


def _text(values: pd.Series) -> pd.Series:
    text = values.astype("str")
    return text.mask(text.str.len() == 0)
