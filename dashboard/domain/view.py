"""The View: one small frozen value for what a reader looks at, and its canonical query string.

The address bar, an API call, a command-line export and a test are the same View. Decoding is total: no text raises, whatever is
unknown falls back to the default and is told in a notice.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, get_args
from urllib.parse import parse_qsl, quote

from dashboard.domain.borders import DE_FACTO, VIEWPOINTS
from dashboard.domain.breaks import SCHEMES, own_breaks
from dashboard.domain.estimates import Rule
from dashboard.domain.normalising import NORMALISERS, fitting
from dashboard.domain.prices import UNIT, base_year
from dashboard.domain.regions import REGIONS, WORLD
from dashboard.domain.view_places import ALL, Naming, hint, read_places

# Reads one value: (text, all values given, vocabulary, notices) -> value, or None when it is not known.
Reading = Callable[[str, dict[str, str], "Vocabulary", list[str]], object]
VERSION = "1"
# What may be drawn over the map, on demand: sites as points, flows as arcs.
LAYERS = ("sites", "flows")
# The value axis of charts over time; ``index``: the figure of one day is 100.
LINEAR, LOG, INDEX = SERIES = ("linear", "log", "index")
RULES = get_args(Rule)
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
# Of more parts of one list that name no place, nothing more is told.
HINTS = 3
# Of what a reader calls a group of places.
LONGEST_NAME = 40
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a View may use, and the limits on it.

    Attributes:
        measures: measure ids, each with its definition ids.
        places: place ids.
        max_entities: most senders or hosts in one View.
        max_chars: longest query string that is read.
        units: unit of each measure; a ratio that makes no sense for it is refused.
        sources: source ids.
        price_years: years whose prices may be chosen.
        naming: names and groups that may stand for ids of places; they are read, and never written.
    """

    measures: dict[str, tuple[str, ...]]
    places: frozenset[str]
    max_entities: int = 60
    max_chars: int = 1800
    units: dict[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    price_years: tuple[int, ...] = ()
    naming: Naming = field(default_factory=Naming)


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. Empty ``sender``: every sender. Empty ``host``: no host is picked out.

    Attributes:
        date: the day shown; None: the newest day of the measure.
        since: the earlier day of a change; None: a year before the day shown.
        known_at: only what was published by this day; None: all that is known.
        per: what figures are divided by, a key of `dashboard.domain.normalising.NORMALISERS`, the prices of a year ("prices-2015",
            for US dollars alone), or ``none``.
        compare: the reading of the map: ``level``, ``change`` since an earlier day, ``agreement`` of the sources.
        classes: scheme of the classes, or up to five bounds of the reader's own, "100,1000".
        viewpoint: whose drawing of disputed areas is shown, a key of `dashboard.domain.borders.VIEWPOINTS`; moves no figure.
        region: part of the world that is shown, a key of `dashboard.domain.regions.REGIONS`, or ``world``.
        layers: what is drawn over the map, of `LAYERS`, in that order.
        series: the value axis of charts over time, of `SERIES`; the 100 of an index is the day ``since``, or the first that fits.
        definition: only figures under this definition; empty: the measure's order decides.
        source: only what this source says; empty: every source.
        sender_name: what a reader calls the senders together, of one word or more; empty, and for one sender, for no name.
        host_name: the same of the hosts.
    """

    measure: str = "troops"
    definition: str = ""
    source: str = ""
    sender: tuple[str, ...] = ("USA",)
    host: tuple[str, ...] = ()
    date: dt.date | None = None
    since: dt.date | None = None
    known_at: dt.date | None = None
    rule: Rule = "preferred"
    per: str = "none"
    compare: str = "level"
    classes: str = "fixed"
    viewpoint: str = DE_FACTO
    projection: str = "equal-earth"
    region: str = WORLD
    layers: tuple[str, ...] = ()
    series: str = LINEAR
    sender_name: str = ""
    host_name: str = ""

    def encode(self) -> str:
        """The canonical query string: stable order, defaults left out, empty for the default View."""
        pairs = self.written()
        if not pairs:
            return ""
        return "&".join(f"{name}={quote(text, safe=',-')}" for name, text in [*pairs.items(), ("v", VERSION)])

    def written(self) -> dict[str, str]:
        """Every part that is no default, as it stands in a query string, in the order of the fields."""
        return {f.name: _written(getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) != f.default}

    def at(self, day: dt.date) -> View:
        """The same View on another day."""
        return replace(self, date=day)

    def without_hosts(self) -> View:
        """The same View with no host picked out: what the map draws."""
        return replace(self, host=())

    def figures_only(self) -> View:
        """The same View without what changes no figure: the host that is picked out, and how the figures are drawn."""
        return replace(
            self, host=(), viewpoint=DE_FACTO, projection="equal-earth", region=WORLD, layers=(), series=LINEAR, host_name=""
        )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A View read from text, and one notice for every part that could not be used."""

    view: View
    notices: tuple[str, ...] = field(default=())


CHOICES = {
    "rule": RULES,
    "compare": ("level", "change", "agreement"),
    "viewpoint": tuple(VIEWPOINTS),
    "projection": ("equal-earth",),
    "region": (WORLD, *REGIONS),
    "series": SERIES,
}


def decode_view(text: object, vocabulary: Vocabulary) -> Decoded:
    """Read a query string. Never raises; what is unknown becomes the default and a notice.

    Args:
        text: a query string with or without the leading "?"; anything else is treated as empty.
        vocabulary: the words and limits.
    """
    if not isinstance(text, str):
        return Decoded(View())
    if len(text) > vocabulary.max_chars:
        return Decoded(View(), (f"The link has {len(text)} characters; at most {vocabulary.max_chars} are read.",))
    given = dict(reversed(parse_qsl(text.lstrip("?"), keep_blank_values=False, errors="replace")))
    notices: list[str] = []
    values = {name: _read(name, raw, given, vocabulary, notices) for name, raw in given.items() if name in READ}
    known: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return Decoded(View(**known), tuple(notices))


def read_day(text: str) -> dt.date | None:
    """A day from "2019", "2019-06" or "2019-06-02"; a year or month stands for its last day. None when it is no date."""
    match = PARTIAL_DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    if not 1 <= month <= 12 or not FIRST_DAY.year <= year <= LAST_DAY.year:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(match[3] or last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def read_first_day(text: str) -> dt.date | None:
    """As `read_day`, but a year or a month stands for its first day: where a time begins."""
    day, parts = read_day(text), text.strip().split("-")
    return day and (day if len(parts) == 3 else day.replace(day=1, month=day.month if len(parts) == 2 else 1))


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or ALL
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _read(name: str, raw: str, given: dict[str, str], vocabulary: Vocabulary, notices: list[str]) -> object:
    told: list[str] = []
    value = READ[name](raw, given, vocabulary, told)
    if value is None:
        told = [" ".join([f"The link asks for {name} “{raw[:40]}”, which is not known; the default is shown.", *told])]
    notices += told
    return value


def _read_measure(raw: str, _given: dict[str, str], vocabulary: Vocabulary, notices: list[str]) -> str | None:
    if raw in vocabulary.measures:
        return raw
    near = get_close_matches(raw[:40].lower(), vocabulary.measures, n=1, cutoff=0.7)
    notices += [f"It looks like {name}." for name in near]
    return None


def _read_definition(raw: str, given: dict[str, str], vocabulary: Vocabulary, _notices: list[str]) -> str | None:
    measure = given.get("measure", View().measure)
    return raw if raw in vocabulary.measures.get(measure, ()) else None


def _read_source(raw: str, _given: dict[str, str], vocabulary: Vocabulary, _notices: list[str]) -> str | None:
    return raw if raw in vocabulary.sources else None


def _read_places(raw: str, given: dict[str, str], vocabulary: Vocabulary, notices: list[str]) -> tuple[str, ...] | None:
    if raw.strip().lower() == ALL:
        return ()
    day = read_day(given.get("date", ""))
    named = read_places(raw, vocabulary.places, vocabulary.naming, day)
    if len(named.ids) > vocabulary.max_entities:
        notices.append(f"The link names {len(named.ids)} places; the first {vocabulary.max_entities} are shown.")
    notices += [f"{hint(part, vocabulary.naming, day)}." for part in named.unknown[:HINTS]]
    return named.ids[: vocabulary.max_entities] or None


def _read_date(raw: str, _given: dict[str, str], _vocabulary: Vocabulary, _notices: list[str]) -> dt.date | None:
    return read_day(raw)


def _read_choice(name: str) -> Reading:
    def read(raw: str, _given: dict[str, str], _vocabulary: Vocabulary, _notices: list[str]) -> str | None:
        return raw if raw in CHOICES[name] else None

    return read


def _read_per(raw: str, given: dict[str, str], vocabulary: Vocabulary, _notices: list[str]) -> str | None:
    unit = vocabulary.units.get(given.get("measure", View().measure), "")
    base = base_year(raw)
    if base:
        return raw if base in vocabulary.price_years and unit == UNIT else None
    return raw if raw == "none" or (raw in NORMALISERS and (not unit or fitting(raw, unit))) else None


def _read_classes(raw: str, _given: dict[str, str], _vocabulary: Vocabulary, notices: list[str]) -> str | None:
    if raw in SCHEMES:
        return raw
    bounds = own_breaks(raw)
    if not bounds and not raw.isalpha():
        notices.append("Bounds of your own are up to five numbers, each larger than the one before, such as 100,1000.")
    return ",".join(f"{bound:.15g}" for bound in bounds) if bounds else None


def _read_name(raw: str, _given: dict[str, str], _vocabulary: Vocabulary, _notices: list[str]) -> str | None:
    name = " ".join(raw.split())
    # A brace would be taken for the place of the date in a title, and a quotation mark for the end of the name.
    return name if 0 < len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set("{}“”") else None


def _read_layers(raw: str, _given: dict[str, str], _vocabulary: Vocabulary, notices: list[str]) -> tuple[str, ...] | None:
    asked = {part.strip().lower() for part in raw.split(",") if part.strip()}
    known = tuple(layer for layer in LAYERS if layer in asked)
    unknown = sorted(asked - set(LAYERS))
    if known and unknown:
        notices.append(f"Not a layer: {', '.join(unknown)[:80]}.")
    return known or None


READ: dict[str, Reading] = {
    "layers": _read_layers,
    "measure": _read_measure,
    "definition": _read_definition,
    "source": _read_source,
    "sender": _read_places,
    "host": _read_places,
    "date": _read_date,
    "since": _read_date,
    "per": _read_per,
    "classes": _read_classes,
    "known_at": _read_date,
    "sender_name": _read_name,
    "host_name": _read_name,
    **{name: _read_choice(name) for name in CHOICES},
}
