"""From the rows of a sheet to claims: every row is a claim, or a row to mend with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import STATUSES, conform
from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.intake.cells import DayOrder, Mark, Span, figure_of, plain_words, span_of
from dashboard.intake.columns import REASONS, Layout
from dashboard.intake.doubtful import repeated, second_tables, totals
from dashboard.intake.figures import InWords, read_figures
from dashboard.intake.place_cells import place_ids
from dashboard.intake.problems import all_problems, problems_at
from dashboard.intake.words import WORDS
from dashboard.sources.reading import coarser

# What tables call a measure that has another title here, in several languages.
EVERYDAY = dict.fromkeys(
    ("soldiers", "soldats", "troupes", "soldados", "tropas", "soldaten", "truppen", "truppe", "soldati"), "troops"
)
TEXTS = ("said_by", "actor", "site", "note")


@dataclass(frozen=True, slots=True)
class Known:
    """What cells may name, and how this owner writes.

    Attributes:
        catalogue: measures and their definitions.
        places: names and codes of places.
        in_words: turns a number in words into an interval.
        dates: what stands first in a date such as 2.6.2019.
        mark: the sign before the decimals; empty: each column decides.
    """

    catalogue: Catalogue
    places: Places
    in_words: InWords
    dates: DayOrder = ""
    mark: Mark = ""

    def measures(self) -> dict[str, str]:
        """Word, as names are compared -> measure: by id, title and the words of a title."""
        entries = self.catalogue.measures.values()
        words = [(word, m.id) for m in entries for word in (m.id, m.title, m.phrase)]
        words += [(word, name) for word, name in EVERYDAY.items() if name in self.catalogue.measures]
        return {plain_words(word.replace("_", " ")): name for word, name in reversed(words)}


@dataclass(frozen=True, slots=True)
class Rows:
    """What became of the rows of one sheet.

    Attributes:
        claims: registry columns and dtypes without ids; the index is the 0-based row of the sheet.
        problems: `dashboard.intake.problems.PROBLEM_COLUMNS`; every row that is no claim is in it, and no row that is one.
        rows: rows that are not blank.
    """

    claims: pd.DataFrame
    problems: pd.DataFrame
    rows: int


def read_rows(sheet: pd.DataFrame, layout: Layout, source_id: str, known: Known) -> Rows:
    """Read every row below the header of ``sheet`` that is not blank; ``source_id`` is the source of all claims.

    ``claims`` and the distinct rows of ``problems`` together are all rows that are not blank.
    """
    body = sheet.iloc[layout.header + 1 :]
    told = [number for number, title in enumerate(layout.titles) if title.startswith(REASONS)]
    body = body[body.drop(columns=told).notna().any(axis=1)]
    cells = pd.DataFrame({name: _cells(body, layout, name) for name in WORDS}, index=body.index)
    titles = {name: layout.title(name) for name in WORDS}
    read = [_keys(cells, titles, known), _times(cells, titles, known.dates), _points(cells, titles), _texts(cells, titles)]
    parts: dict[str, pd.Series] = {}
    problems: list[pd.DataFrame] = [_ragged(body, layout), second_tables(body, layout), repeated(body.drop(columns=told))]
    for part, found in read:
        parts.update(part)
        problems += found
    day = parts["end"].fillna(parts["start"])
    for side in ("sender", "host"):
        parts[side], wrong_places = place_ids(cells[side], day, titles[side], known.places)
        problems.append(wrong_places)
    problems.append(_at_home(cells, parts, titles))
    units = parts["measure"].map({m.id: m.unit for m in known.catalogue.measures.values()}).astype("str")
    figures = read_figures(cells, titles, units, known.mark, known.in_words)
    frame = pd.DataFrame(parts, index=body.index).join(figures.frame).assign(source_id=source_id)
    wrong = all_problems([*problems, *figures.problems, totals(frame, cells["host"], titles["host"], known.places)])
    good = frame[~frame.index.isin(wrong["row"])]
    return Rows(conform(good).set_axis(good.index), wrong, len(body))


def unit_of_rows(layout: Layout, known: Known) -> str:
    """Unit of the measure that is said for every row; empty where there is none."""
    said = layout.constants.get("measure")
    measure = _measure(said, known, known.measures()) if said else None
    return known.catalogue.measures[measure].unit if measure else ""


def check_definition(layout: Layout, where: str, known: Known) -> None:
    """Pass where the definition is told, need not be, or is a matter of single rows.

    Raises PresenceError: E-ADD-MEASURE for an unknown measure of all rows, E-ADD-MISSING where it has several definitions and none
    is told.
    """
    said = layout.constants.get("measure")
    if said is None:
        return
    measure = _measure(said, known, known.measures())
    if measure is None:
        raise PresenceError(
            "E-ADD-MEASURE", repr(said[:80]), "one of " + ", ".join(sorted(known.catalogue.measures)), cause="a misspelt measure",
            next_step="list them with: presence measures; a measure of your own comes with --new-measure", where=where,
        )  # fmt: skip
    definition, listed = _definition(measure, None, known.catalogue)
    if definition is None and not layout.has("definition"):
        raise PresenceError(
            "E-ADD-MISSING", "no column for definition", f"definition: {WORDS['definition'][0]}; one of {listed}",
            cause=f"{measure} is counted under several definitions", where=where,
            next_step='say it for every row: --definition ID, or name the column: --map "HEADER=definition"',
        )  # fmt: skip


def _cells(body: pd.DataFrame, layout: Layout, name: str) -> pd.Series:
    if name in layout.columns:
        return body.iloc[:, layout.columns[name]].astype("str")
    return pd.Series(layout.constants.get(name), index=body.index, dtype="str")


def _ragged(body: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    bare = [number for number, title in enumerate(layout.titles) if not title]
    if not bare:
        return all_problems([])
    extra = body.iloc[:, bare].bfill(axis=1).iloc[:, 0]
    return problems_at(
        extra, extra.notna(), "", "E-ADD-RAGGED", f"at most {sum(map(bool, layout.titles))} cells with a header above them",
        cause="a separator within a cell that is not in quotation marks, or a column without a header",
        next_step="put the cell into quotation marks, or give the column a header",
    )  # fmt: skip


Part = tuple[dict[str, pd.Series], list[pd.DataFrame]]


def _keys(cells: pd.DataFrame, titles: Mapping[str, str], known: Known) -> Part:
    """Measure and definition; a measure that has one definition needs none to be named."""
    words = known.measures()
    meant = {text: _measure(str(text), known, words) for text in cells["measure"].dropna().unique()}
    measure = cells["measure"].map(meant, na_action="ignore").astype("str")
    listed = ", ".join(sorted(known.catalogue.measures))
    wrong = [
        problems_at(cells["measure"], measure.isna(), titles["measure"], "E-ADD-MEASURE", f"one of {listed}",
                    next_step="list them with: presence measures; a measure of your own comes with --new-measure")
    ]  # fmt: skip
    pairs = pd.DataFrame({"measure": measure, "text": cells["definition"]})
    read = {
        pair: _definition(*pair, known.catalogue)
        for pair in {(m, t) for m, t in zip(*_columns(pairs), strict=True) if pd.notna(m)}
    }
    rows = [read.get(pair, (None, "")) for pair in zip(*_columns(pairs), strict=True)]
    told = pd.DataFrame(rows, index=cells.index, columns=["definition", "listed"]).astype("str")
    wrong.append(
        problems_at(
            cells["definition"], measure.notna() & told["definition"].isna(), titles["definition"], "E-ADD-DEFINITION",
            "one of " + told["listed"], cause="the count may be of different people or things",
            next_step='say it for every row: --definition ID, or name the column: --map "HEADER=definition"',
        )
    )  # fmt: skip
    return {"measure": measure, "definition": told["definition"]}, wrong


def _columns(frame: pd.DataFrame) -> list[pd.Series]:
    return [frame[name].astype("object").where(frame[name].notna(), None) for name in frame]


def _measure(text: str, known: Known, words: Mapping[str, str]) -> str | None:
    return text if text in known.catalogue.measures else words.get(plain_words(text.replace("_", " ")))


def _definition(measure: str, text: str | None, catalogue: Catalogue) -> tuple[str | None, str]:
    definitions = catalogue.measures[measure].definitions
    listed = ", ".join(f"{definition.id} ({definition.title})" for definition in definitions)
    if text is None:
        return (definitions[0].id if len(definitions) == 1 else None), listed
    names = {plain_words(word): d.id for d in reversed(definitions) for word in (d.title, d.id)}
    return names.get(plain_words(text)), listed


def _times(cells: pd.DataFrame, titles: Mapping[str, str], order: DayOrder) -> Part:
    """First and last day and how exactly they are known, and when it was said."""
    spans = {name: _spans(cells[name], order) for name in ("date", "start", "end", "published")}
    wrong = [_day_problems(cells[name], span, titles[name]) for name, span in spans.items()]
    bounded = cells["start"].notna() | cells["end"].notna()
    start = spans["start"]["first"].where(bounded, spans["date"]["first"])
    end = spans["end"]["last"].where(bounded, spans["date"]["last"])
    exact = coarser(spans["start"]["precision"], spans["end"]["precision"])
    precision = exact.where(bounded, spans["date"]["precision"])
    named = next((name for name in ("date", "start", "end") if titles[name] != name), "date")
    none = cells[["date", "start", "end"]].isna().all(axis=1)
    wrong.append(problems_at(cells["date"], none, titles[named], "E-ADD-NO-DATE", "a day, month, quarter or year"))
    wrong.append(problems_at(cells["end"], start > end, titles["end"], "E-ADD-DATES", "a last day that is not before the first"))
    return {"start": start, "end": end, "precision": precision, "published": spans["published"]["last"]}, wrong


def _spans(cells: pd.Series, order: DayOrder) -> pd.DataFrame:
    read = {text: span_of(str(text), order) for text in cells.dropna().unique()}
    spans = [read.get(text, Span()) for text in cells]
    days = {name: [getattr(span, name) for span in spans] for name in ("first", "last")}
    frame = pd.DataFrame({name: _days(found, cells.index) for name, found in days.items()})
    texts = {name: [getattr(span, name) or None for span in spans] for name in ("precision", "problem")}
    return frame.assign(**{name: pd.Series(found, index=cells.index, dtype="str") for name, found in texts.items()})


def _days(days: list[date | None], index: pd.Index) -> pd.Series:
    return pd.Series(np.array(days, dtype="datetime64[s]"), index=index)


def _day_problems(cells: pd.Series, spans: pd.DataFrame, title: str) -> pd.DataFrame:
    either = spans["problem"].str.startswith("day and month", na=False)
    step = pd.Series("mend the cell", index=cells.index).mask(either, "say which stands first: --dates dmy or --dates mdy")
    return problems_at(
        cells, spans["problem"].notna(), title, "E-ADD-DATE", "a day such as 2019-06-02, a month or a year",
        cause=spans["problem"], next_step=step,
    )  # fmt: skip


def _points(cells: pd.DataFrame, titles: Mapping[str, str]) -> Part:
    """Latitude and longitude, both or neither."""
    degrees = {name: _degrees(cells[name]) for name in ("lat", "lon")}
    wrong = [
        problems_at(cells[name], cells[name].notna() & ~(degrees[name].abs() <= most), titles[name], "E-ADD-POINT",
                    f"degrees from -{most} to {most}, with a point before the decimals")
        for name, most in (("lat", 90), ("lon", 180))
    ]  # fmt: skip
    alone = cells["lat"].notna() != cells["lon"].notna()
    wrong.append(problems_at(cells["lat"], alone, titles["lat"], "E-ADD-POINT", "latitude and longitude, or neither"))
    return dict(degrees), wrong


def _degrees(cells: pd.Series) -> pd.Series:
    read = {text: figure_of(str(text), "point").number for text in cells.dropna().unique()}
    return cells.map(read, na_action="ignore").astype("float64")


def _texts(cells: pd.DataFrame, titles: Mapping[str, str]) -> Part:
    status = cells["status"].str.casefold()
    no_address = cells["url"].notna() & ~cells["url"].str.fullmatch(r"https?://[^\s<>\"]+").fillna(False).astype(bool)
    wrong = [
        problems_at(cells["url"], no_address, titles["url"], "E-ADD-URL", "an address that begins with https://"),
        problems_at(cells["status"], status.notna() & ~status.isin(STATUSES), titles["status"], "E-ADD-WORD",
                    "one of " + ", ".join(STATUSES)),
    ]  # fmt: skip
    return {**{name: cells[name] for name in TEXTS}, "url": cells["url"], "status": status}, wrong


def _at_home(cells: pd.DataFrame, parts: Mapping[str, pd.Series], titles: Mapping[str, str]) -> pd.DataFrame:
    same = parts["sender"].notna() & (parts["sender"] == parts["host"])
    return problems_at(
        cells["host"], same, titles["host"], "E-ADD-HOME", "a host that is not the sender", cause="nobody is abroad at home"
    )
