"""The page of sources: what each gave, under which licence, what was not used and why, what is not on the map. Plain HTML."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.domain.catalogue import Source
from dashboard.ledger.quality import quality_table
from dashboard.ledger.store import Ledger
from dashboard.web.html_page import cut_told, page_html, table_html
from dashboard.web.links import safe_link


def sources_page(ledger: Ledger, assets: Path, today: date, most: int) -> str:
    """The whole page as HTML; every text from data is escaped. Ages are counted to ``today``; of long lists the first ``most`` are shown."""
    table = ledger.report["sources"].set_index("source_id")
    entries = [ledger.catalogue.sources[name] for name in table.index if name in ledger.catalogue.sources]
    return page_html(
        "Sources", assets,
        "<h1>Sources</h1>",
        f"<p class='lead'>{len(ledger.claims):,} claims from {(table['claims'] > 0).sum()} sources, ledger {ledger.generation}. "
        "Every row that was read and not used is counted here with its reason. <a href='/add'>Look at a table of your own</a>.</p>",
        "<p><a href='/definitions'>Who is in each count</a> · <a href='/changes'>What changed</a></p>",
        _overview(entries, table),
        _quality(ledger, today),
        *(_source(entry, ledger) for entry in entries),
        _off_map(ledger),
        _agreements(ledger, most),
        _contradictions(ledger, most),
        _jumps(ledger, most),
    )  # fmt: skip


def _overview(entries: list[Source], table: pd.DataFrame) -> str:
    facts = {str(row["source_id"]): row for row in table.reset_index().to_dict("records")}
    rows = [
        [
            f"<a href='#{escape(entry.id)}'>{escape(entry.title)}</a>", f"{facts[entry.id]['claims']:,}", _years(facts[entry.id]),
            escape(entry.licence), f"{facts[entry.id]['rows_unused']:,}",
        ]
        for entry in entries
    ]  # fmt: skip
    return table_html("Sources at a glance", ["Source", "Claims", "Years", "Licence", "Rows not used"], rows)


def _quality(ledger: Ledger, today: date) -> str:
    table = quality_table(ledger.report, today)
    rows = [
        [
            f"<a href='#{escape(str(row['source_id']))}'>{escape(str(row['source_id']))}</a>", f"{row['rows_read']:,}",
            f"{row['rows_unresolved']:,}", _age(row["age_days"]), f"{row['compared']:,}",
            "" if pd.isna(row["agree"]) else f"{row['agree']:.0%}", f"{row['contradictions']:,}", f"{row['jumps']:,}",
        ]
        for row in table.to_dict("records")
    ]  # fmt: skip
    head = [
        "Source", "Rows read", "Names not known", "Age of its last figure", "Figures that another source states too",
        "Within a tenth of it", "Contradictions", "Jumps",
    ]  # fmt: skip
    words = "What each source is like, measured on itself and on the others. A contradiction may be one of definition."
    return f"<section id='quality'><h2>Quality</h2><p>{words}</p>{table_html('How good the sources are', head, rows)}</section>"


def _age(days: object) -> str:
    if pd.isna(days):  # type: ignore[call-overload]
        return ""
    years = int(str(days)) / 365.25
    return f"{years:.0f} years" if years >= 2 else f"{years * 12:.0f} months"


def _agreements(ledger: Ledger, most: int) -> str:
    found = ledger.report["agreements"]
    rows = [
        [
            escape(row["measure"]), escape(f"{row['source_a']}, {row['definition_a']}"),
            escape(f"{row['source_b']}, {row['definition_b']}"), f"{row['compared']:,}", f"{row['agree']:.0%}",
            f"{row['far_apart']:.0%}", f"{row['median_factor']:.2f}",
        ]
        for row in found.head(most).to_dict("records")
    ]  # fmt: skip
    head = ["Measure", "One", "The other", "Compared", "Within a tenth", "Threefold or more apart", "Median factor"]
    words = "Where two sources state a figure for the same sender, host and year, at most 92 days apart."
    table = table_html("Sources on each other", head, rows) + cut_told(len(found), most, "max_pairs_shown")
    return f"<section id='agreements'><h2>How far sources agree</h2><p>{words}</p>{table}</section>"


def _contradictions(ledger: Ledger, most: int) -> str:
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    wide = ledger.report["contradictions"]
    rows = [
        [
            escape(row["measure"]),
            escape(f"{names.get(row['sender'], row['sender'])} in {names.get(row['host'], row['host'])}, {row['year']:.0f}"),
            f"{row['best_a']:,.0f}: {escape(row['source_a'])}, {escape(row['definition_a'])}",
            f"{row['best_b']:,.0f}: {escape(row['source_b'])}, {escape(row['definition_b'])}", f"{row['factor']:,.0f}",
        ]
        for row in wide.head(most).to_dict("records")
    ]  # fmt: skip
    head = ["Measure", "Pair and year", "One", "The other", "Times"]
    table = table_html(f"The {len(rows)} widest of {len(wide)}", head, rows) + cut_told(len(wide), most, "max_pairs_shown")
    words = "Threefold or more apart, and large enough to matter: read both before you use either."
    return f"<section id='contradictions'><h2>Contradictions</h2><p>{words}</p>{table}</section>"


def _years(row: dict[Any, Any]) -> str:
    if pd.isna(row["first_day"]):
        return "not shipped"
    first, last = row["first_day"].year, row["last_day"].year
    return f"<span class='years'>{first}–{last}</span>" if first != last else str(first)


def _source(entry: Source, ledger: Ledger) -> str:
    unused = ledger.report["unused"]
    own = unused[(unused["source_id"] == entry.id)]
    facts = {
        "Publisher": escape(entry.publisher), "Address": safe_link(entry.url), "Licence": escape(f"{entry.licence}. {entry.licence_note}"),
        "Cite as": escape(entry.citation), "Copy of": escape(entry.retrieved), "Coverage": escape(entry.coverage),
        "Passed on": _passed_on(entry, ledger),
        "Mind": escape("; ".join(entry.caveats)),
    }  # fmt: skip
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts.items() if text)
    rows = [
        [escape(file), escape(reason), f"{count:,}", escape(str(example))[:80]]
        for file, reason, count, example in zip(own["file"], own["reason"], own["rows"], own["example"], strict=True)
    ]
    reasons = (
        table_html("Rows not used", ["File", "Reason", "Rows", "For example"], rows)
        if rows
        else "<p>Every row became a claim.</p>"
    )
    return f"<section id='{escape(entry.id)}'><h2>{escape(entry.title)}</h2><dl>{listed}</dl>{reasons}</section>"


def _passed_on(entry: Source, ledger: Ledger) -> str:
    if entry.redistributable:
        return "yes"
    if not bool((ledger.claims["source_id"] == entry.id).any()):
        return "no: the reader is there, the data are not shipped"
    given = "tables that are given out have its claims" if entry.may_be_given_out else "tables that are given out leave it out"
    return f"no: added here, for this installation; {given}"


def _off_map(ledger: Ledger) -> str:
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    off = ledger.report["off_map"]
    groups = off.groupby(["host", "place_kind"], sort=True)["claims"].sum().reset_index().sort_values("claims", ascending=False)
    rows = [
        [escape(names.get(host, host)), escape(kind), f"{count:,}"]
        for host, kind, count in zip(groups["host"], groups["place_kind"], groups["claims"], strict=True)
    ]
    table = table_html("Hosts that have no shape of their own", ["Host", "Kind", "Claims"], rows)
    words = "Former states are not drawn yet; several hosts together and hosts that are not stated never will be."
    return f"<section id='off-map'><h2>Not on the map</h2><p>{words}</p>{table}</section>"


def _jumps(ledger: Ledger, most: int) -> str:
    names = {place.id: place.name for place in ledger.places.by_id.values()}
    wide = ledger.report["jumps"].head(most)
    rows = [
        [
            escape(source), escape(f"{names.get(sender, sender)} in {names.get(host, host)}"), escape(definition),
            f"{before:,.0f} → {after:,.0f}", f"{start:%Y-%m} → {end:%Y-%m}",
        ]
        for source, sender, host, definition, before, after, start, end in zip(
            wide["source_id"], wide["sender"], wide["host"], wide["definition"], wide["before"], wide["after"], wide["before_day"],
            wide["after_day"], strict=True,
        )
    ]  # fmt: skip
    total = len(ledger.report["jumps"])
    table = table_html(f"The {len(rows)} widest of {total}", ["Source", "Pair", "Definition", "Figures", "Dates"], rows)
    table += cut_told(total, most, "max_pairs_shown")
    words = "Neighbouring figures of one series that differ more than tenfold: places to look, not errors."
    return f"<section id='jumps'><h2>Jumps</h2><p>{words}</p>{table}</section>"
