"""The data model of a comparison: its kind and options, and their canonical query string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from dashboard.domain.view import View, Vocabulary, decode_view, read_day
from dashboard.domain.view_places import ALL, read_places

Kind = Literal["maps", "multiples", "ranking", "change", "slope", "matrix", "together", "sources"]
By = Literal["sender", "host", "source", "region", "date"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The default second measure: debt beside troops.
OTHER = "debt_stock"
# What the right of two maps may have otherwise than the left.
RIGHT = ("definition", "source", "sender", "date", "since", "known_at", "rule", "viewpoint")
# Whoever wants the default on the right, where the left has something else, writes this word.
DEFAULT = "default"
# The first of each is what an address without the part means.
CHOICES: dict[str, tuple[str, ...]] = {
    "scale": ("shared", "own"), "show": ("beside", "swipe"), "by": get_args(By), "axis": ("log", "linear"),
}  # fmt: skip
# Every part of a query that is the comparison's and not the View's; ``part``: which of its pictures.
COMPARISON_KEYS = ("kind", "part", "other", "other_sender", "clock", *CHOICES, *(f"right_{name}" for name in RIGHT))
PARTS: dict[Kind, tuple[str, ...]] = {"maps": ("scale", "show"), "multiples": ("by", "scale"), "slope": ("axis",)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    Attributes:
        kind: ``maps``: two Views as maps, ``multiples``: many small pictures on one scale, ``ranking`` of hosts then and now,
            ``change`` like with like between two dates and ``slope``, the same as lines, ``matrix`` of senders and hosts,
            ``together``: two measures side by side, ``sources``: what each source says against each other.
        other: the second measure of ``together``.
        other_sender: whose second measure it is, () for all senders; None: the View's own senders.
        right: of two maps, what the right has otherwise than the left: (key of the View, its text), `DEFAULT` for its default.
        one_clock: both maps stand on the date of the left one.
        scale: one for all maps, or each its own.
        show: two maps ``beside`` one another, or one over the other with an edge to ``swipe``.
        by: what differs from small picture to small picture.
        axis: of a slope: ``log`` where all figures are above zero, or ``linear``.
    """

    kind: Kind = "ranking"
    other: str = OTHER
    right: tuple[tuple[str, str], ...] = ()
    one_clock: bool = False
    scale: str = "shared"
    show: str = "beside"
    by: str = "sender"
    axis: str = "log"
    other_sender: tuple[str, ...] | None = None

    def encode(self, view: View) -> str:
        """Query string of the page that shows it for ``view``."""
        chosen = {name: getattr(self, name) for name in PARTS.get(self.kind, ()) if getattr(self, name) != CHOICES[name][0]}
        own = {"kind": self.kind, **self._measures(view), **chosen}
        if self.kind == "maps":
            own |= {f"right_{name}": text for name, text in self.right} | ({"clock": "one"} if self.one_clock else {})
        return "&".join(part for part in (urlencode(own, safe=","), view.encode()) if part)

    def _measures(self, view: View) -> dict[str, str]:
        """Both measures of two by name, so that the address keeps them; the View writes its own where it is not the default."""
        if self.kind != "together":
            return {}
        own = {"measure": view.measure} if view.measure == View().measure else {}
        others = self.other_sender if self.other_sender != view.sender else None
        return {"other": self.other} | ({} if others is None else {"other_sender": ",".join(others) or ALL}) | own

    def right_of(self, left: View, vocabulary: Vocabulary) -> View:
        """The right View: the left one with its own parts."""
        parts = left.written() | dict(self.right)
        if any(name == "sender" for name, _ in self.right):
            # The name is of the senders on the left.
            parts.pop("sender_name", None)
        if self.one_clock:
            parts["date"] = left.written().get("date", DEFAULT)
        return decode_view(urlencode({name: text for name, text in parts.items() if text != DEFAULT}), vocabulary).view


def is_compared(query: str) -> bool:
    """Whether a query, with or without the leading "?", asks for a comparison or a picture of a pair instead of one View."""
    return any(name == "kind" for name, _ in parse_qsl(query.lstrip("?"), errors="replace"))


def read_comparison(given: Mapping[str, str], vocabulary: Vocabulary) -> tuple[Comparison, tuple[str, ...]]:
    """A comparison from an address, and one notice for each part that is not known. Never raises."""
    notices: list[str] = []
    kind: Kind = next((name for name in KINDS if name == given.get("kind", "ranking")), "ranking")
    if given.get("kind", "ranking") not in KINDS:
        notices.append(f"“{given['kind'][:40]}” is no kind of comparison; the ranking is shown.")
    other = given.get("other", OTHER)
    if other not in vocabulary.measures:
        notices.append(f"“{other[:40]}” is no measure; {OTHER} is shown.")
        other = OTHER
    others = _read_other_sender(given, vocabulary, notices) if kind == "together" else None
    right = _read_right(given, vocabulary, notices)
    chosen = {name: _choice(name, given, notices) for name in CHOICES}
    return Comparison(kind, other, right, given.get("clock") == "one", other_sender=others, **chosen), tuple(notices)


def _read_other_sender(given: Mapping[str, str], vocabulary: Vocabulary, notices: list[str]) -> tuple[str, ...] | None:
    """The senders of the second measure, read as those of the View are; None where none are named or known."""
    text = given.get("other_sender", "").strip()
    if not text:
        return None
    # An alliance stands for its members on the date of both measures.
    day = given.get("date", "").strip()
    decoded = decode_view(urlencode({"sender": text} | ({"date": day} if read_day(day) else {})), vocabulary)
    notices.extend(f"Second measure: {notice}" for notice in decoded.notices)
    # Senders of which none is known are read as the default, which nobody asked for here.
    known = text == ALL or read_places(text, vocabulary.places, vocabulary.naming, None).ids
    return decoded.view.sender if known or decoded.view.sender != View().sender else None


def _choice(name: str, given: Mapping[str, str], notices: list[str]) -> str:
    text = given.get(name) or CHOICES[name][0]
    if text in CHOICES[name]:
        return text
    notices.append(f"“{text[:40]}” is nothing to choose for {name}; {CHOICES[name][0]} is shown.")
    return CHOICES[name][0]


def _read_right(given: Mapping[str, str], vocabulary: Vocabulary, notices: list[str]) -> tuple[tuple[str, str], ...]:
    """The parts of the right View, each read as the View itself is read; what is unknown is told and left out."""
    kept = []
    for name in RIGHT:
        text = given.get(f"right_{name}", "").strip()
        if not text:
            continue
        beside = {"measure": given["measure"]} if given.get("measure") in vocabulary.measures else {}
        if name == "sender" and _right_date(given):
            # An alliance stands for its members on the date of its own map.
            beside["date"] = _right_date(given)
        decoded = decode_view(urlencode({**beside, name: text}), vocabulary)
        if text == DEFAULT:
            kept.append((name, DEFAULT))
        elif getattr(decoded.view, name) != getattr(View(), name) or not decoded.notices:
            kept.append((name, decoded.view.written().get(name, DEFAULT)))
            notices.extend(f"Right: {notice}" for notice in decoded.notices)
        else:
            notices.extend(f"Right: {notice}" for notice in decoded.notices)
    return tuple(kept)


def _right_date(given: Mapping[str, str]) -> str:
    """The date of the right map as it is written; empty where none that can be read is."""
    own, left = given.get("right_date", "").strip(), given.get("date", "").strip()
    text = left if given.get("clock") == "one" or not own else own
    return text if read_day(text) else ""
