"""Cells that name a sender or a host."""

from __future__ import annotations

import difflib
from datetime import date

import pandas as pd

from dashboard.domain.places import Places, normalise_name
from dashboard.intake.cells import plain_words
from dashboard.intake.problems import all_problems, problems_at

# What a row of sums is called where a place is expected.
TOTALS = frozenset(
    (
        "total",
        "totals",
        "grand total",
        "sum",
        "subtotal",
        "sub total",
        "all",
        "gesamt",
        "insgesamt",
        "summe",
        "totale",
        "ensemble",
    )
)


def place_ids(cells: pd.Series, day: pd.Series, title: str, places: Places) -> tuple[pd.Series, pd.DataFrame]:
    """Place ids; a name that has several meanings on its day is not decided."""
    pairs = list(zip(cells.astype("object").where(cells.notna(), None), day.dt.date, strict=True))
    read = {pair: _candidates(pair[0], pair[1], places) for pair in dict.fromkeys(pairs) if pair[0] is not None}
    found = [read.get(pair, ()) for pair in pairs]
    ids = pd.Series([ids[0] if len(ids) == 1 else None for ids in found], index=cells.index, dtype="str")
    several = pd.Series([len(ids) > 1 for ids in found], index=cells.index, dtype=bool)
    unknown = cells.notna() & ids.isna() & ~several
    total = cells.map(plain_words, na_action="ignore").isin(TOTALS)
    meant = pd.Series([", ".join(f"{name} ({places.by_id[name].name})" for name in ids) for ids in found], index=cells.index)
    wrong = [
        problems_at(cells, cells.isna() & cells.ffill().isna(), title, "E-ADD-EMPTY", "the name or id of a place"),
        problems_at(cells, cells.isna() & cells.ffill().notna(), title, "E-ADD-EMPTY", "the name or id of a place",
                    cause="perhaps the cell above stands for this row too; of merged cells only the first is filled",
                    next_step="write the name into every row"),
        # Without its day, which is told as a problem of its own, no name is decided.
        problems_at(cells, several & day.notna(), title, "E-ADD-PLACE-AMBIGUOUS", "one of " + meant,
                    cause="a name that several places have or had",
                    next_step="write the id in place of the name"),
        problems_at(cells, unknown & ~total, title, "E-ADD-PLACE", "the name or id of a place",
                    cause=_alike(cells[unknown], places).reindex(cells.index),
                    next_step="write the id in place of the name; find it with: presence places NAME"),
        problems_at(cells, unknown & total, title, "E-ADD-PLACE", "the name or id of a place", cause="a total of other rows",
                    next_step="take the row out: its parts are there"),
    ]  # fmt: skip
    return ids, all_problems(wrong)


def _candidates(name: str, day: date | None, places: Places) -> tuple[str, ...]:
    resolved = places.resolve(name, at=None if pd.isna(day) else day)
    if resolved.candidates:
        return resolved.candidates
    if name.upper() in places.by_id:
        return (name.upper(),)
    # Two and three letters in capitals are codes; "at" in a sentence is none.
    code = name if name.isupper() and len(name) in (2, 3) else ""
    return places.resolve(code, code_system="iso3" if len(code) == 3 else "iso2").candidates if code else ()


def _alike(cells: pd.Series, places: Places) -> pd.Series:
    """What an unknown name looks like; only the first hundred different ones are compared, which takes time."""
    names = {normalise_name(place.name): place for place in places.by_id.values()}
    read = {}
    for text in cells.dropna().unique()[:100]:
        near = difflib.get_close_matches(normalise_name(str(text)[:100]), list(names), n=2, cutoff=0.8)
        read[text] = (
            "it looks like " + " or ".join(f"{names[name].name} ({names[name].id})" for name in near) if near else "no such name"
        )
    return cells.map(read).astype("str").fillna("no such name")
