"""Figures in a text of the Factbook on deployments: each with its host, and which words around it were not understood.

A figure stands before its host ("500 Mali (EUTM)", "about 1,700 personnel in Eastern Europe") or behind it ("Djibouti (1,500)"). What
stands in a note, or names no place, is no deployment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dashboard.domain.places import Places
from dashboard.sources.cia_factbook_hosts import REGION, REGIONS, STATEMENT_ENDS

# Regions that stand for several hosts, beside those that the reader takes from the sentences itself.
WIDE = frozenset({"Middle East", "Eastern Europe", "Sahel", "French West Indies", "Africa", "Caribbean"})
ABYEI = frozenset({"SDN", "SSD", "X-SDSS"})
TWO_SUDANS = "SDN;SSD"
# The mission there counts under Syria, as in the compiled table.
GOLAN = "Golan Heights"
FIGURE = r"(?<![\d,.-])(?P<low>\d{1,3}(?:,\d{3})+|\d+)(?:-(?P<high>\d[\d,]*))?"
LEADS = (
    "estimated to have as many as", "up to", "as many as", "at least", "more than", "over", "approximately", "approx.", "estimated", "est.",
    "about", "around", "nearly",
)  # fmt: skip
LEAD = "|".join(map(re.escape, LEADS))
SHORT = {"approx.": "approximately", "est.": "estimated"}
NAME = r"[A-Z][\w'’.]*(?:[ /-](?:(?:of|the|and|de) )*[A-Z][\w'’.]*)*"
PEOPLE = r"(?: (?:additional|military|mostly|ground|combat|air|naval|personnel|troops|forces|soldiers|police|marines|advisors|trainers))*"
BEFORE = re.compile(
    rf"(?:(?P<lead>{LEAD}) )?{FIGURE}(?: \(plus [^)]*\))?{PEOPLE}(?: deployed| based| stationed)?"
    rf"(?: in| to| on)?(?: the)? (?P<host>{NAME})(?: \((?P<note>[^()]*(?:\([^()]*\)[^()]*)*)\))?"
)
BEHIND = re.compile(
    rf"(?:(?<=[,;] )|(?<=including )|(?<=include )|(?<=and )|(?<=\) )|^)(?:the )?(?P<host>{NAME}) \((?:(?P<lead>{LEAD}) )?{FIGURE}\)"
)
BASE = re.compile(rf"\bin (?P<host>{NAME}) with (?:(?P<lead>{LEAD}) )?{FIGURE}{PEOPLE}")
DATE = re.compile(r"\((?:(?P<month>[A-Z][a-z]{2,8})\.? )?(?P<year>(?:19|20)\d\d)(?: est\.?)?\)\s*$")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NOTE = re.compile(r"^\s*note\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and its host, in the words of the text.

    Attributes:
        host: as written.
        low, high: the figure's ends; equal where it is one number.
        qualifier: the words before it; empty without.
        note: what stands in brackets behind the host.
        fragment: the whole of the words.
    """

    host: str
    low: int
    high: int
    qualifier: str
    note: str
    fragment: str


def date_of(text: str) -> str:
    """The day at the end of a text as a partial ISO date ("2025", "2019-06"); empty where there is none."""
    found = DATE.search(text)
    if not found:
        return ""
    month = (found["month"] or "")[:3].lower()
    return f"{found['year']}-{MONTHS.index(month) + 1:02d}" if month in MONTHS else found["year"]


def statements(text: str, places: Places, sender: str) -> list[Statement]:
    """The figures of a text with a place that is not the sender itself; what the reader takes from the sentences is left to it."""
    found = []
    for clause in _clauses(text):
        taken: list[tuple[int, int]] = []
        for match in [one for form in (BEFORE, BEHIND, BASE) for one in form.finditer(clause)]:
            overlaps = any(match.start() < end and start < match.end() for start, end in taken)
            if not overlaps and is_host(match["host"], places, sender):
                taken.append(match.span())
                found.append(_statement(match))
    return found


def unread(text: str, places: Places, sender: str) -> list[str]:
    """The clauses with a figure that is in no statement; figures within a note and years are none."""
    left = []
    for clause in _clauses(text):
        rest = clause
        for one in statements(clause, places, sender):
            rest = rest.replace(one.fragment, "")
        if re.search(r"(?<![\d,])(?!(?:19|20)\d\d\b)\d[\d,]*\d\d", re.sub(r"\([^()]*\)", "", rest)):
            left.append(clause)
    return left


def is_host(written: str, places: Places, sender: str) -> bool:
    """Whether the words name one place or several, none of them the sender."""
    if written in WIDE:
        return True
    known = [places.resolve(name).candidates for name in written.split("/")]
    return all(known) and not any(sender in meanings for meanings in known)


def host_code(written: str, places: Places, day: date) -> str:
    """The code that the reader's table has for a host on a day; empty where the reader understands the words by itself."""
    if written == GOLAN:
        return "SYR"
    ids = {places.resolve(name, at=day).id for name in written.split("/")}
    if ids & ABYEI and ids <= ABYEI and ids not in ({"SDN"}, {"SSD"}):
        return TWO_SUDANS
    return (places.resolve(written, at=day).id or "") if "/" not in written else ""


def _clauses(text: str) -> list[str]:
    whole = [DATE.sub("", clause).strip() for clause in STATEMENT_ENDS.split(text)]
    return [clause for clause in whole if not NOTE.match(clause) and not _of_a_region(clause)]


def _of_a_region(clause: str) -> bool:
    found = REGION.fullmatch(clause)
    return found is not None and found["region"] in REGIONS


def _statement(match: re.Match[str]) -> Statement:
    low, high = (int(value.replace(",", "")) for value in (match["low"], match["high"] or match["low"]))
    # "3-4,000" and "2-300": the thousands and hundreds stand once.
    low = low * 1000 if low < high and low * 1000 <= high else low * 100 if low < 10 < high < 1000 else low
    lead = match["lead"] or ""
    note = match.groupdict().get("note") or ""
    return Statement(match["host"], low, high, SHORT.get(lead, lead), note, match[0].strip())
