"""What the page needs around the frames of a map: title, labels, legend, colours, choices, events."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.domain.breaks import SCHEMES
from dashboard.domain.normalising import NORMALISERS, fitting
from dashboard.domain.prices import PREFIX, UNIT, base_year
from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.group_words import sender_noun
from dashboard.figures.palette import DARK, LIGHT
from dashboard.figures.reading import AGREE, DIFFER, FIRST_CLASS, Reading, colours_of, legend_words, merged_sizes, reading_of
from dashboard.figures.records import say_events
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger import answers
from dashboard.ledger.frames import STATE_CODES, frames
from dashboard.ledger.store import Ledger

SCHEME_WORDS = {
    "fixed": "Round steps", "log": "Steps of a factor", "equal": "Equal steps", "quantile": "Equal counts", "natural": "Natural breaks",
}  # fmt: skip


def frame_words(ledger: Ledger, view: View) -> dict[str, Any]:
    """Words of the View's frames, as the page takes them."""
    content = frames(ledger, view)
    measure = answers.measure_of(ledger, view)
    days = [date.fromisoformat(str(day)) for day in content["days"]]  # type: ignore[attr-defined]
    return {
        "title": sentences.title_template(ledger, view),
        "labels": [sentences.describe_day(day, measure.clock, measure.kind) for day in days],
        "definition_titles": [measure.definition(d).title for d in content["definitions"]],  # type: ignore[attr-defined]
        "source_titles": [ledger.catalogue.sources[s].title for s in content["sources"]],  # type: ignore[attr-defined]
        "rule": view.rule,
        "start": answers.view_date(ledger, view).isoformat(),
        "measure_title": measure.title,
        "said": _said(ledger, view),
        "definition_text": [measure.definition(d).text for d in content["definitions"]],  # type: ignore[attr-defined]
        "events": _events(ledger, view),
        "choices": _choices(ledger, view),
        **_legend(ledger, view, reading_of(ledger, view)),
    }


def _said(ledger: Ledger, view: View) -> dict[str, Any]:
    words = sentences.silent_words(view)
    return {
        "rule": sentences.figure_words(ledger, view),
        "known": sentences.known_words(view),
        "noun": sentences.figure_noun(view),
        "senders": [len(view.sender), sender_noun(ledger, view)],
        "silent": [[STATE_CODES[state], text] for state, text in words.items()],
        "divided": sentences.divided_line(ledger, view, rows_on_day),
    }


def _legend(ledger: Ledger, view: View, reading: Reading) -> dict[str, Any]:
    words = legend_words(reading)
    counts = merged_sizes(len(reading.breaks) + 1)
    return {
        "compare": reading.compare,
        "classes": list(reading.labels),
        "groups": [[group.title, group.first, group.size] for group in reading.groups],
        "silent": [[code, label] for code, label in words if code < FIRST_CLASS],
        "stippled": sorted(reading.stippled),
        "bands": {"agree": AGREE, "differ": DIFFER, "sizes": counts} if reading.compare == "agreement" else None,
        "colours": {theme.name: list(colours_of(ledger, view, reading, theme)) for theme in (LIGHT, DARK)},
    }


def _choices(ledger: Ledger, view: View) -> dict[str, Any]:
    """What the reader may choose for this measure: denominators and schemes of classes."""
    unit = answers.measure_of(ledger, view).unit
    fits = [[one.id, one.title] for one in NORMALISERS.values() if fitting(one.id, unit)]
    years = ledger.catalogue.prices.years
    if years and unit == UNIT:
        # The year that is chosen, else the newest whose figures are whole.
        base = base_year(view.per) or years[-2:][0]
        fits.append([f"{PREFIX}{base}", "Constant US prices"])
    prices = [years[0], years[-1]] if years and unit == UNIT else []
    return {
        "per": [["none", "Raw figures"], *fits],
        "prices": prices,
        "classes": [[scheme, SCHEME_WORDS[scheme]] for scheme in SCHEMES],
    }


def _events(ledger: Ledger, view: View) -> list[dict[str, str]]:
    rows = answers.events(ledger, view)
    return [
        {"day": str(day)[:10], "label": label, "text": text, "host": str(host), "sender": str(sender), "id": claim}
        for day, label, text, host, sender, claim in zip(
            rows["day"], say_events(rows), rows["text"], rows["host"], rows["sender"], rows["claim_id"], strict=True
        )
    ]
