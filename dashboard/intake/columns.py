"""Which column of a stranger's table is what: by the words of its header and what stands in it, or as its owner says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.intake.cells import figure_of, plain_words, span_of
from dashboard.intake.heads import header_words
from dashboard.intake.words import ALIASES, WORDS

# What a column of cells may look like: "place", "day", "number", "address".
Looks = Callable[[pd.Series], frozenset[str]]
# Columns that a table of rows to mend brings back; they say what was wrong and are no part of the table.
REASONS = "problem: "
CONSTANTS = ("sender", "host", "measure", "definition", "date", "unit")
# A word that may mean several fields means the one that its cells look like.
LOOKS: Mapping[str, str] = {"sender": "place", "host": "place", "date": "day", "start": "day", "end": "day", "url": "address"}
NEEDED = (("sender",), ("host",), ("measure",), ("value", "low", "high", "phrase"), ("date", "start", "end"))
# What may stand behind an option that says one thing for every row.
EXAMPLES: Mapping[str, str] = {"sender": "France", "host": "Mali", "measure": "troops", "date": "2021-06-30"}
# A header stands among the first lines, below a title and remarks.
HEADER_DEPTH = 30
# So many different cells tell what a column is.
SAMPLE = 25
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is read.

    Attributes:
        header: 0-based row of the header.
        titles: the header's texts, empty where a column has none.
        columns: field -> 0-based column.
        constants: field -> the value that holds for every row.
        unread: headers of columns that are no field; told to the owner.
    """

    header: int
    titles: tuple[str, ...]
    columns: Mapping[str, int]
    constants: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def title(self, name: str) -> str:
        """The header of a field's column, or the field itself where it is said for every row."""
        return self.titles[self.columns[name]] if name in self.columns else name

    def has(self, *names: str) -> bool:
        """True when one of the fields has a column or a constant."""
        return any(name in self.columns or name in self.constants for name in names)


def read_layout(
    sheet: pd.DataFrame,
    where: str,
    given: Mapping[str, str],
    constants: Mapping[str, str],
    measures: Mapping[str, str],
    looks: Looks,
) -> Layout:
    """Find the header of ``sheet`` and what its columns are.

    Args:
        sheet: cells as text.
        where: file and sheet, for problems.
        given: field -> header, as the owner says; goes before what is recognised.
        constants: field -> value for every row; goes before a column that would be recognised.
        measures: word of a header -> measure: such a column holds the figures of that measure.
        looks: what a column's cells look like.

    Raises PresenceError: E-ADD-HEADER where no row looks like a header, E-ADD-MAP for a given header or field that is not there,
    E-ADD-COLUMN for two columns of one name, E-ADD-MISSING for each field that is needed and has neither column nor constant, with
    the columns that could be it and the option to type.
    """
    header = _header_row(sheet, given, measures)
    if header is None:
        raise PresenceError(
            "E-ADD-HEADER", "no row that names columns", "a header such as: sender, host, date, value", cause="the table has no header",
            next_step="add a first row with names of columns; see: presence add --template", where=where,
        )  # fmt: skip
    known = known_words(measures)
    titles = tuple("" if pd.isna(cell) else SPACES.sub(" ", str(cell)).strip() for cell in sheet.iloc[header])
    body = sheet.iloc[header + 1 :]
    problems = list(_map_problems(titles, given, where))
    columns = {name: _plain(titles).index(plain_words(title)) for name, title in given.items() if not problems}
    words = [header_words(title, known) if word else "" for title, word in zip(titles, _plain(titles), strict=True)]
    said = measures.get(plain_words(constants.get("measure", "")))
    # With the measure said for every row, only a column of that name holds its figures: "Troops" where troops are added.
    own = {word: name for word, name in measures.items() if said in (None, name)}
    counted = _counted(words, columns, own) if "measure" not in columns and ("measure" not in constants or said) else None
    if counted is not None and "value" not in columns:
        columns, constants = {**columns, "value": counted}, {**constants, "measure": measures[words[counted]]}
    columns = _recognised(words, columns, constants, lambda number: looks(body.iloc[:, number]))
    problems += _repeated(titles, columns, given, where)
    unread = tuple(t for n, t in enumerate(titles) if t and n not in columns.values() and not t.startswith(REASONS))
    layout = Layout(header, titles, columns, dict(constants), unread)
    # A wrong --map would make fields look missing that are not.
    problems += list(_missing(layout, body, where, looks)) if not problems else []
    if problems:
        raise PresenceError.of(problems)
    return layout


def looks_of(places: Places) -> Looks:
    """What the cells of a column look like, by its first different cells; an empty column looks like nothing."""

    def looks(cells: pd.Series) -> frozenset[str]:
        texts = [str(text) for text in cells.dropna().drop_duplicates().head(SAMPLE)]
        tests: dict[str, Callable[[str], bool]] = {
            "place": lambda text: bool(places.resolve(text).candidates) or text.upper() in places.by_id,
            "day": lambda text: span_of(text).first is not None,
            "number": lambda text: figure_of(text, "point").number is not None,
            "address": lambda text: text.startswith(("http://", "https://")),
        }
        return frozenset(name for name, test in tests.items() if texts and sum(map(test, texts)) * 2 > len(texts))

    return looks


def parse_map(text: str) -> tuple[str, str]:
    """Field and header of ``HEADER=field``. Raises PresenceError (E-ADD-MAP) for another form or an unknown field."""
    header, _, name = text.rpartition("=")
    plain = ALIASES.get(name.strip().casefold(), name.strip().casefold())
    if not header.strip() or plain not in WORDS:
        raise PresenceError(
            "E-ADD-MAP", repr(text[:100]), "HEADER=field, with one of the fields " + ", ".join(WORDS), cause="a misspelt field",
            next_step='write, for example: --map "Sending state=sender"', where="--map",
        )  # fmt: skip
    return plain, header.strip()


def _plain(titles: tuple[str, ...]) -> list[str]:
    return [plain_words(title) if not title.startswith(REASONS) else "" for title in titles]


def known_words(measures: Mapping[str, str]) -> frozenset[str]:
    """Every word of a header that means a field or a measure."""
    return frozenset(word for _, words in WORDS.values() for word in words) | frozenset(measures)


def _header_row(sheet: pd.DataFrame, given: Mapping[str, str], measures: Mapping[str, str]) -> int | None:
    wanted = {plain_words(title) for title in given.values()}
    known = known_words(measures) | wanted
    best, hits = None, 0
    for number in range(min(HEADER_DEPTH, len(sheet))):
        cells = [header_words(str(cell), known) for cell in sheet.iloc[number].dropna()]
        found = len({cell for cell in cells if cell in known})
        # A row of one known word may be a title ("Troops"); two make a header.
        if found > hits and (found > 1 or len(cells) == 1 or wanted & set(cells)):
            best, hits = number, found
    return _first_of_words(sheet) if best is None else best


def _first_of_words(sheet: pd.DataFrame) -> int | None:
    """The first full row of words of a sheet in which no header is known, so that its owner is told what each of them could be."""
    head = sheet.head(HEADER_DEPTH)
    width = int(head.notna().sum(axis=1).max()) if len(head) else 0
    for number in range(len(head) - 1):
        cells = [str(cell) for cell in head.iloc[number].dropna()]
        if (
            len(cells) == width > 1
            and not any(character.isdigit() for cell in cells for character in cell)
            and len(set(cells)) == width
        ):
            return number
    return None


def _map_problems(titles: tuple[str, ...], given: Mapping[str, str], where: str) -> Iterator[Problem]:
    plain = _plain(titles)
    for name, title in given.items():
        if plain.count(plain_words(title)) != 1:
            found = f"no column {title!r}" if plain_words(title) not in plain else f"several columns {title!r}"
            yield Problem(
                "E-ADD-MAP", found, "one of " + ", ".join(repr(t) for t in titles if t), cause="a misspelt or repeated header",
                next_step=f'write the header as it stands in the file: --map "HEADER={name}"', where=where,
            )  # fmt: skip


def _counted(words: list[str], columns: Mapping[str, int], measures: Mapping[str, str]) -> int | None:
    """The one column that is named after a measure; None where there is none, or several."""
    found = [number for number, word in enumerate(words) if word in measures and number not in columns.values()]
    named = any(word in WORDS["value"][1] for word in words)
    return found[0] if len(found) == 1 and not named else None


def _recognised(
    words: list[str], columns: Mapping[str, int], constants: Mapping[str, str], looks: Callable[[int], frozenset[str]]
) -> dict[str, int]:
    """``columns`` and for every other field the column whose header means it and whose cells look like it."""
    taken = dict(columns)
    # The host goes before the sender: a column that is just "country" says where.
    order = ["host", *(name for name in WORDS if name != "host")]
    # Words that mean one field alone are settled first.
    for sure in (True, False):
        for name in order:
            if name in taken or name in constants:
                continue
            fits = [n for n, word in enumerate(words) if word in WORDS[name][1] and n not in taken.values()]
            chosen = [n for n in fits if _is_for_one(words[n]) == sure and (sure or _may_be(name, looks(n)))]
            if chosen:
                # Where "Year" and "Month" are both there, the one whose cells are dates by themselves is the date.
                taken[name] = min(chosen, key=lambda n: (not _may_be(name, looks(n)), WORDS[name][1].index(words[n]), n))
    return taken


def _is_for_one(word: str) -> bool:
    return sum(word in words for _, words in WORDS.values()) == 1


def _may_be(name: str, seen: frozenset[str]) -> bool:
    if name in LOOKS:
        return LOOKS[name] in seen
    return not (name == "said_by" and "address" in seen)


def _repeated(titles: tuple[str, ...], columns: Mapping[str, int], given: Mapping[str, str], where: str) -> list[Problem]:
    plain = _plain(titles)
    twice = [(name, titles[number]) for name, number in columns.items() if plain.count(plain[number]) > 1]
    return [
        Problem(
            "E-ADD-COLUMN", f"more than one column {title!r}", f"one column for {name}", cause="a repeated header",
            next_step="give each column a name of its own", where=where,
        )
        for name, title in twice
        if name not in given
    ]  # fmt: skip


def _missing(layout: Layout, body: pd.DataFrame, where: str, looks: Looks) -> Iterator[Problem]:
    on_top = False
    for names in NEEDED:
        # With places on top the figures stand under them, and no column is the figure's.
        if layout.has(*names) or (on_top and "value" in names):
            continue
        name = names[0]
        look = {"value": "number"}.get(name, LOOKS.get(name, ""))
        free = [n for n, title in enumerate(layout.titles) if title and n not in layout.columns.values()]
        candidates = [layout.titles[n] for n in free if look and look in looks(body.iloc[:, n])]
        if name in ("sender", "host") and len(free) > 1 and "place" in looks(pd.Series([layout.titles[n] for n in free])):
            on_top = True
            yield _places_on_top(name, [layout.titles[n] for n in free], where)
            continue
        could = "could be " + ", ".join(repr(title) for title in candidates) if candidates else "no other column looks like it"
        yield Problem(
            "E-ADD-MISSING", f"no column for {' or '.join(names)}", f"{name}: {WORDS[name][0]}",
            cause=f"no header means it; the headers are {', '.join(repr(t) for t in layout.titles if t)}; {could}",
            next_step=_advice(name, candidates), where=where,
        )  # fmt: skip


def _places_on_top(name: str, titles: list[str], where: str) -> Problem:
    return Problem(
        "E-ADD-MISSING", f"no column for {name}, and places in the header", f"{name}: {WORDS[name][0]}, in a column",
        cause=f"each place has a column of its own: {', '.join(map(repr, titles[:5]))}{' ...' if len(titles) > 5 else ''}",
        next_step=f"turn the table, so that each figure has a row with its {name}: columns sender, host, date and value", where=where,
    )  # fmt: skip


def _advice(name: str, candidates: list[str]) -> str:
    mapped = f'name the column: --map "{candidates[0] if candidates else "HEADER"}={name}"'
    if name == "value":
        return mapped if candidates else f"{mapped}; where each row is one thing, such as a base, add a column value that holds 1"
    listed = " (presence measures lists them)" if name == "measure" else ""
    said = f"say it for every row: --{name} {EXAMPLES[name]}{listed}"
    return f"{mapped}, or {said}" if candidates else f"{said}, or {mapped}"
