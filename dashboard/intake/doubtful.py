"""What would go in wrongly without a word: figures in thousands, a second table beneath the first, a total among its own parts."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.intake.cells import plain_words
from dashboard.intake.columns import Layout
from dashboard.intake.problems import all_problems, problems_at

FIGURES = ("value", "low", "high")
# Words of a header, a title or a row of units by which figures are told in thousands or more.
MANY = re.compile(
    r"\b(?:thousands?|millions?|billions?|trillions?|tsd|tausend|mio|mrd|milliarden?|milliers?|milliards?|millones|milhares|milhoes|en miles"
    r"|mn|bn|mln|mld)\b|(?<![\d.,])(?<!\d )0{3}s?\b|[$€£] ?[mkb]n?\b|\b(?:usd|eur|gbp|us) ?[$]? [mkb]\b",
    re.IGNORECASE,
)
# A row of units stands at most so far beneath the header.
UNITS_DEPTH = 2
# Words for a part of the year, which beside a column of years would be lost.
MONTH_WORDS = frozenset({"month", "mois", "mes", "monat", "mese", "quarter", "trimestre", "quartal"})
KEYS = ("sender", "measure", "definition", "start", "end")


def check_scale(above: pd.DataFrame, cells: pd.DataFrame, layout: Layout, unit: str, where: str) -> None:
    """Pass where no title, header or row of units speaks of thousands or more, or the owner says the unit.

    Args:
        above: the rows of the sheet above its data, as they stand.
        cells: the sheet that ``layout`` is of.
        layout: what its columns are.
        unit: of the measure of every row; empty where rows have measures of their own.
        where: file and sheet, for the problem.

    Raises PresenceError (E-ADD-UNIT): a figure that is a thousand times too small looks like any other.
    """
    if layout.has("unit"):
        return
    figures = [layout.columns[name] for name in FIGURES if name in layout.columns]
    titles = [layout.titles[number] for number in figures]
    beneath = cells.iloc[layout.header + 1 : layout.header + 1 + UNITS_DEPTH, figures].to_numpy().ravel()
    units = [str(cell) for cell in beneath if not pd.isna(cell) and not re.search(r"[1-9]", str(cell))]
    told = [str(cell) for cell in above.to_numpy().ravel() if not pd.isna(cell)]
    found = next((text for text in (*titles, *units, *told) if MANY.search(text)), "")
    if found:
        raise PresenceError(
            "E-ADD-UNIT", repr(found[:100]), "the unit of the figures, said for every row", where=where,
            cause="the words speak of thousands or more; whether the figures are in them or written in full is not told by the table",
            next_step=_unit_to_say(unit),
        )  # fmt: skip


def _unit_to_say(unit: str) -> str:
    if not unit:
        return 'say it: --unit "thousand persons" or --unit "million USD"; for figures in full --unit persons or --unit USD'
    return f'say it: --unit "million {unit}" or "thousand {unit}"; for figures in full "{unit}"'


def check_months(cells: pd.DataFrame, layout: Layout, where: str) -> None:
    """Pass but where years and months stand in two columns. Raises PresenceError (E-ADD-COLUMN): the month would be lost."""
    body = cells.iloc[layout.header + 1 :]
    months = [n for n, title in enumerate(layout.titles) if title in layout.unread and plain_words(title) in MONTH_WORDS]
    if "date" not in layout.columns or not months:
        return
    years = body.iloc[:, layout.columns["date"]].dropna()
    if len(years) and years.str.fullmatch(r"\d{4}").all():
        raise PresenceError(
            "E-ADD-COLUMN", f"years in {layout.title('date')!r} and months in {layout.titles[months[0]]!r}", "one column for the date",
            where=where, cause="the two stand apart, and with the year alone a year's months would contradict each other",
            next_step="put them into one column, such as 2019-06",
        )  # fmt: skip


def second_tables(body: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """A problem for each row from the one on that names the columns again: another order, or another date, may hold there.

    The same header once more, as at the top of a page, is a problem by itself, unless a date or unit is said for every row.
    """
    titles = {plain_words(title) for title in layout.titles if title}
    read = {
        text: plain_words(text) for text in pd.unique(body.to_numpy().ravel()) if isinstance(text, str) and not text[:1].isdigit()
    }
    words = body.apply(lambda column: column.map(read, na_action="ignore").astype("str").fillna(""))
    known = words.isin(titles) & (words != "")
    again = (known.sum(axis=1) > 1) & (known.sum(axis=1) * 2 > (words != "").sum(axis=1))
    here = [plain_words(title) for title in layout.titles]
    same = again & (words == here).all(axis=1) & (not {"date", "unit"} & set(layout.constants))
    other = again & ~same
    from_there = other.cummax() if len(body) else other
    first = body.iloc[:, 0] if body.shape[1] else pd.Series(index=body.index, dtype="str")
    row = int(other.idxmax()) + 1 if other.any() else 0
    return all_problems(
        [
            problems_at(first, same, "", "E-ADD-SECOND", "a row of figures", cause="the header once more", next_step="take the row out"),
            problems_at(
                first, from_there, "", "E-ADD-SECOND", f"one table on a sheet; row {row} names columns again",
                cause="a second table, whose columns and date may be others", next_step="put it on a sheet or into a file of its own",
            ),
        ]
    )  # fmt: skip


def repeated(body: pd.DataFrame) -> pd.DataFrame:
    """A problem for each row that stands there before, cell for cell: added twice it would be two statements."""
    again = body.duplicated()
    first = body.iloc[:, 0] if body.shape[1] else pd.Series(index=body.index, dtype="str")
    return problems_at(
        first, again, "", "E-ADD-TWICE", "each row once", cause="the same row stands above, cell for cell",
        next_step="take one out, or tell the two apart in a column such as site or note",
    )  # fmt: skip


def totals(frame: pd.DataFrame, cells: pd.Series, title: str, places: Places) -> pd.DataFrame:
    """A problem for each figure of a group of places that is the sum of other rows: all its parts, or those just above or below it."""
    ids = {place.id for place in places.by_id.values() if place.kind == "collective"}
    groups = frame["host"].isin(ids) & frame["best"].notna()
    if not groups.any():
        return all_problems([])
    numbered = frame.assign(number=range(len(frame)), group=groups)
    alike = numbered[numbered.groupby(list(KEYS), dropna=False, observed=True)["group"].transform("any")]
    sums = [_sums(rows) for _, rows in alike.groupby(list(KEYS), dropna=False, observed=True)]
    found = {row: count for told in sums for row, count in told.items()}
    parts = pd.Series([found.get(number, 0) for number in range(len(frame))], index=frame.index)
    return problems_at(
        cells, parts > 0, title, "E-ADD-TOTAL", "a place, and no total of other rows",
        cause="the figure is the sum of " + parts.astype("str") + " other rows", next_step="take the row out: its parts are there",
    )  # fmt: skip


def _sums(rows: pd.DataFrame) -> dict[int, int]:
    """Number of a row of a group -> of how many single places its figure is the sum; rows of one sender, measure and time."""
    groups, best = rows["group"].to_numpy(), rows["best"].to_numpy()
    heads = groups.nonzero()[0]
    found = {}
    for here in heads:
        before = max((head for head in heads if head < here), default=-1)
        after = min((head for head in heads if head > here), default=len(rows))
        for parts in (best[~groups], best[before + 1 : here], best[here + 1 : after]):
            told = parts[~np.isnan(parts)]
            if len(told) > 1 and abs(told.sum() - best[here]) <= 1e-9 * abs(best[here]):
                found[int(rows["number"].iloc[here])] = len(told)
    return found
