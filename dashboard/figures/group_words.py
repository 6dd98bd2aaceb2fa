"""Groups of places in words: which alliance it is, and how many of its members have a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.domain.estimates import FIGURES
from dashboard.domain.view import View
from dashboard.figures.numbers import count
from dashboard.figures.view_region import rows_in_part
from dashboard.figures.view_rows import pairs_on_day
from dashboard.ledger.answers import view_date
from dashboard.ledger.store import Ledger

# Longer lists are counted instead of named, so that a title stays one line on a slide.
NAMED = 3
# Of a reader's own group this many places are told behind its name; a link holds about four times as many.
TOLD_OF_A_GROUP = 60
MEMBERS = "the members of "
OWN = "“"


def join_words(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; empty for none."""
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def spoken_places(ledger: Ledger, view: View, ids: tuple[str, ...], noun: str) -> str:
    """Places in a sentence: "the members of NATO", "Mali and Niger", "5 hosts", "“Baltic states” (3 places)"; empty for none.

    A name that a reader gave stands between quotation marks and beside the number of its places: it is nobody's but the reader's.
    """
    own = {"sender": view.sender_name, "host": view.host_name}[noun]
    if own and len(ids) > 1:
        return f"{OWN}{own}” ({count(len(ids), 'place')})"
    group = ledger.memberships.group_of(ids, view_date(ledger, view))
    if group:
        return MEMBERS + (f"the {group}" if " " in group else group)
    return join_words([ledger.places.by_id[place].spoken for place in ids]) if len(ids) <= NAMED else count(len(ids), noun)


def group_lines(ledger: Ledger, view: View) -> tuple[str, ...]:
    """Which places stand behind each name that a reader gave, "“Baltic states”: Estonia, Latvia and Lithuania"."""
    named = [(view.sender_name, view.sender), (view.host_name, view.host)]
    return tuple(f"{OWN}{name}”: {_places_told(ledger, ids)}" for name, ids in named if name and len(ids) > 1)


def _places_told(ledger: Ledger, ids: tuple[str, ...]) -> str:
    names = [ledger.places.by_id[place].spoken for place in ids]
    more = len(names) - TOLD_OF_A_GROUP
    return join_words([*names[:TOLD_OF_A_GROUP], *([f"{more} more"] if more > 0 else [])])


def sender_noun(ledger: Ledger, view: View) -> str:
    """What each of several senders is called where they are counted; empty where they are named one by one.

    Only an alliance has members: places that a reader put together are senders.
    """
    if not view.sender_name and ledger.memberships.group_of(view.sender, view_date(ledger, view)):
        return "members"
    return "senders" if len(view.sender) > NAMED or (view.sender_name and len(view.sender) > 1) else ""


def senders_told(ledger: Ledger, view: View) -> str:
    """How many of many senders the map has a figure of: "23 of 32 members with a figure"; empty for few of them."""
    noun = sender_noun(ledger, view)
    if not noun:
        return ""
    rows = pairs_on_day(ledger, view)
    told = rows["sender"][rows["state"].isin(FIGURES)].nunique()
    return f"{told} of {len(view.sender)} {noun} with a figure"


def hosts_told(ledger: Ledger, view: View, rows: pd.DataFrame) -> str:
    """Which hosts are picked out, and how many of them have a figure: "outlined: the members of NATO, 31 of 32 with a figure"."""
    if len(view.host) < 2:
        return ""
    noun = "change" if view.compare == "change" else "figure"
    told = rows["host"][rows["host"].isin(view.host) & rows["state"].isin(FIGURES)].nunique()
    return f"outlined: {spoken_places(ledger, view, view.host, 'host')}, {told} of {len(view.host)} with a {noun}"


def matrix_words(ledger: Ledger, view: View, rows: pd.DataFrame, senders: int, hosts: int) -> str:
    """How many of all senders and hosts a matrix shows, and of which of the senders that were asked for nothing is known."""
    plain = replace(view.without_hosts(), compare="level", per="none")
    known = set(rows_in_part(ledger.places, view, pairs_on_day(ledger, plain))["sender"].astype("str"))
    silent = [ledger.places.by_id[place].spoken for place in view.sender if place not in known]
    shown = f"{rows['sender'].nunique()} of {count(senders + len(silent), 'sender')} and {rows['host'].nunique()} of {count(hosts, 'host')}"
    named = join_words(silent) if len(silent) <= NAMED else count(len(silent), "sender")
    return f"{shown}, those with the largest figures{f'; nothing is known of {named}' if silent else ''}"
