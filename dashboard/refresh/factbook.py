"""CIA World Factbook: the whole set of country files in one packed file, as the tables that the readers of the Factbook read.

The files say what is displayed now and nothing of what was displayed before. A figure that the ledger has and the text of its country
no longer gives was withheld from the day of the fetch on; where the text still names the host with a figure that is not understood, it
stands. All known country files are read, or none.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.factbook_files import MAY_LACK, PLACES
from dashboard.refresh.factbook_text import TWO_SUDANS, date_of, host_code, statements, unread
from dashboard.refresh.fetching import Fetcher
from dashboard.sources import cia_factbook as factbook
from dashboard.sources.cia_factbook_strength import SHARE_FILE, STRENGTH_COLUMNS, STRENGTH_FILE

BASE = "https://codeload.github.com"
WAY = "/factbook/factbook.json/zip/refs/heads/master"
FILE = re.compile(r"(?:[\w.-]+/)?(?P<folder>[a-z-]+)/(?P<code>[a-z]{2})\.json", re.ASCII)
SECTION = "Military and Security"
DEPLOYMENTS, STRENGTHS, EXPENDITURES = (
    "Military deployments", "Military and security service personnel strengths", "Military expenditures",
)  # fmt: skip
SHARE = re.compile(r"(?P<share>\d+(?:\.\d+)?)% of GDP[^/]*?\((?P<year>(?:19|20)\d\d)(?P<est> est\.?)?\)")
# By this the form of the publisher's file is known, as by its columns; what a fetched file may cost are the settings of refresh.
UNPACKED_AT_MOST = 200_000_000
# With less than this share of the texts on deployments that stand in the ledger, the field has another name now.
LEAST_SHARE = 0.8
DISPLAYED = ("troops", "peacekeepers")


def fetch_files(fetcher: Fetcher, base: str, cache: Path, staged: Path, ledger: Ledger) -> None:
    """Fetch the packed country files and lay out what they display today.

    Raises PresenceError: E-REFRESH-..., and E-REFRESH-ANSWER for a set that lacks a known country, has one twice, a file that is no
    JSON object, or far fewer texts on deployments than before. Then nothing is laid out.
    """
    path = fetcher.fetch(f"{base}{WAY}", cache / "factbook.zip", "zip")
    countries = read_files(path)
    fetcher.progress(f"{len(countries)} country files, all that are known")
    today = datetime.now(UTC).date()
    texts = _texts(countries, DEPLOYMENTS, today)
    shown = displayed(ledger)
    senders = set(texts["sender_iso3"])
    if len(senders) < LEAST_SHARE * shown["sender"].nunique():
        raise _unexpected(
            path.name, f"texts on deployments of {len(senders)} countries", f"about the {shown['sender'].nunique()} of before"
        )
    for sender, text in zip(texts["sender_iso3"], texts["text"], strict=True):
        for clause in unread(text, ledger.places, sender):
            fetcher.progress(f"{sender}: not read as a figure for one host: {clause[:160]}")
    if silent := sorted(set(shown["sender"]) - senders):
        # A field that went is no statement: the figures stand as they were said.
        fetcher.progress(f"no text on deployments of {', '.join(silent)}: their last figures stand")
    _lay_out(countries, texts, shown, staged, ledger, today)


def read_files(path: Path) -> dict[str, Mapping[str, Any]]:
    """The texts on armed forces of every known country file, by place. Raises PresenceError (E-REFRESH-ANSWER)."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_AT_MOST:
                raise _unexpected(path.name, "a file that unpacks to more than it may")
            names = [(found["code"], name) for name in packed.namelist() if (found := FILE.fullmatch(name))]
            _check_codes([code for code, _ in names], path.name)
            return {code: _section(packed.read(name), name) for code, name in sorted(names) if code in PLACES}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        path.unlink()
        raise _unexpected(path.name, "a packed file that cannot be read") from error


def displayed(ledger: Ledger) -> pd.DataFrame:
    """The newest claim on each deployment that the ledger takes for displayed: one a sender, host, definition and mission."""
    own = ledger.claims[(ledger.claims["source_id"] == factbook.SOURCE_ID) & ledger.claims["measure"].isin(DISPLAYED)]
    words = own.assign(**{name: own[name].astype("str") for name in ("sender", "host", "measure", "definition", "actor", "kind")})
    order = words[words["withdrawn"].isna()].sort_values(["published", "start"], kind="stable")
    last = order.drop_duplicates(["sender", "host", "measure", "definition", "actor"], keep="last")
    return last[last["kind"] != "withheld"].reset_index(drop=True)


def _check_codes(codes: list[str], file: str) -> None:
    lacking = sorted(set(PLACES) - MAY_LACK - set(codes))
    if lacking:
        raise _unexpected(file, f"no file for {', '.join(PLACES[code] for code in lacking)}"[:160])
    if twice := sorted({code for code in codes if code in PLACES and codes.count(code) > 1}):
        raise _unexpected(file, f"two files for {', '.join(PLACES[code] for code in twice)}"[:160])


def _section(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise _unexpected(name, str(error)[:120]) from error
    section = found.get(SECTION, {}) if isinstance(found, dict) else None
    if not isinstance(section, dict):
        raise _unexpected(name, "no object with sections")
    return section


def _words(field: object) -> Iterator[str]:
    """All texts of a field and its subfields."""
    waiting = [field]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, str) and one.strip():
            yield " ".join(one.split())


def _texts(countries: Mapping[str, Mapping[str, Any]], field: str, today: date) -> pd.DataFrame:
    told = [(code, next(_words(section.get(field)), "")) for code, section in countries.items()]
    rows = [(f"{code}.json", PLACES[code], date_of(text), f"{today}", f"{today}", text) for code, text in told if text]
    return pd.DataFrame(rows, columns=["factbook_path", "sender_iso3", "as_of_text", "first_seen", "last_seen", "text"])


def _lay_out(
    countries: Mapping[str, Mapping[str, Any]],
    texts: pd.DataFrame,
    shown: pd.DataFrame,
    staged: Path,
    ledger: Ledger,
    today: date,
) -> None:
    parsed = _parsed(texts, ledger.places, today)
    strengths = _texts(countries, STRENGTHS, today).rename(columns={"sender_iso3": "iso3", "as_of_text": "as_of_year"})
    strengths = strengths.assign(as_of_year=strengths["as_of_year"].str[:4])[list(STRENGTH_COLUMNS)]
    tables = {factbook.PARSED: parsed, factbook.TEXTS: texts, STRENGTH_FILE: strengths, SHARE_FILE: _shares(countries)}
    for name, table in tables.items():
        table.to_csv(staged / name, index=False)
    now = factbook.read(staged, ledger.places).claims
    both = pd.concat([parsed, _no_longer(shown, now, texts, ledger.places, today)], ignore_index=True)
    both.to_csv(staged / factbook.PARSED, index=False)


def _parsed(texts: pd.DataFrame, places: Places, today: date) -> pd.DataFrame:
    rows = [
        (
            row["sender_iso3"], host_code(one.host, places, today), one.host, row["as_of_text"], one.low, (one.low + one.high) // 2, one.high,
            one.qualifier, one.note, row["first_seen"], row["last_seen"], 0, one.fragment,
        )
        for row in texts[texts["as_of_text"] != ""].to_dict("records")
        for one in statements(row["text"], places, row["sender_iso3"])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(factbook.COLUMNS), dtype="object")


def _shares(countries: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    rows = [
        (PLACES[code], f"{code}.json", found["year"], found["share"], "est" if found["est"] else "", "", found[0])
        for code, section in countries.items()
        for text in _words(section.get(EXPENDITURES))
        for found in SHARE.finditer(text)
    ]
    table = pd.DataFrame(rows, columns=["iso3", "country", "year", "pct_gdp", "est_flag", "last_seen", "text"])
    return table.drop_duplicates(["iso3", "year"])


def _no_longer(shown: pd.DataFrame, now: pd.DataFrame, texts: pd.DataFrame, places: Places, today: date) -> pd.DataFrame:
    """Rows for statements that are no longer displayed; the reader turns each into a withheld claim."""
    pairs = set(zip(now["sender"].astype("str"), now["host"].astype("str"), strict=True))
    by_sender = dict(zip(texts["sender_iso3"], texts["text"], strict=True))
    told = {name: " ; ".join(unread(text, places, name)) for name, text in by_sender.items()}
    rows = [
        one
        for one in shown.to_dict("records")
        if one["sender"] in told
        and (one["sender"], one["host"]) not in pairs
        and not _named(told[one["sender"]], one["host"], places)
    ]
    return pd.DataFrame([_row(one, today - timedelta(days=1)) for one in rows], columns=list(factbook.COLUMNS), dtype="object")


def _named(clauses: str, host: str, places: Places) -> bool:
    """Whether a clause that was not understood may be about the host: it names the host, or the host is a group of places."""
    place = places.by_id[host]
    return bool(clauses) and (place.kind == "collective" or place.name in clauses)


def _row(claim: Mapping[Any, Any], last: date) -> tuple[object, ...]:
    """The row of the reader's table from which the claim is made again, displayed until ``last``."""
    low, best, high = (claim[name] for name in ("low", "best", "high"))
    lead = {"at-most": "up to", "at-least": "at least"}.get(claim["kind"], "")
    figures = [
        next(value for value in order if value == value) for order in ((low, best, high), (best, low, high), (high, best, low))
    ]
    day = claim["start"].strftime({"year": "%Y", "month": "%Y-%m"}.get(str(claim["precision"]), "%Y-%m-%d"))
    mission = claim["note"] if isinstance(claim["note"], str) else ""
    host = claim["host"]
    since = claim["published"].strftime("%Y-%m-%d")
    code = TWO_SUDANS if claim["actor"] == "UNISFA" and host == "SDN" else host
    return (claim["sender"], code, host, day, *figures, lead, mission, since, f"{last}", 0, mission)


def _unexpected(where: str, found: str, expected: str = "the country files as they were published until 2026") -> PresenceError:
    return PresenceError(
        "E-REFRESH-ANSWER", found, expected, cause="the publisher changed its files, or this one was cut",
        next_step="look at it in a browser; tables compiled by hand go in with --from", where=where,
    )  # fmt: skip
