"""Sources as entries for a reference manager: BibTeX and RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from dashboard.domain.catalogue import Measure, Source
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.safe_csv import plain_number
from dashboard.figures import sentences
from dashboard.figures.claim_entries import claim_address
from dashboard.figures.days import say_period
from dashboard.figures.lettering import one_line
from dashboard.figures.view_rows import sources_on_day
from dashboard.ledger.store import Ledger

# A year of publication stands in brackets of its own; years elsewhere are part of what a source covers.
YEAR = re.compile(r"\(((?:19|20)\d{2})[a-z]?\)")
# Letters with a meaning of their own in BibTeX, and how each is written there.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip


def view_bibtex(ledger: Ledger, view: View) -> str:
    """The View and the sources behind it as BibTeX, UTF-8: one entry a source after one for the View."""
    return "\n".join([_bibtex_entry(_key(ledger), _view_fields(ledger, view)), source_bibtex(_behind(ledger, view))])


def view_ris(ledger: Ledger, view: View) -> str:
    """The View and the sources behind it as RIS, UTF-8, lines ended by CR LF."""
    fields = _view_fields(ledger, view)
    head = [
        ("TY", "DATA"),
        ("TI", fields["title"]),
        ("AU", "Presence Atlas"),
        ("ID", _key(ledger)),
        ("N1", fields["note"]),
        ("ER", ""),
    ]
    return _ris_lines(head) + source_ris(_behind(ledger, view))


def claim_text(ledger: Ledger, claim_id: str) -> str:
    """One claim to be cited: who said what of whom and when, its source, licence, id and ledger; one paragraph, UTF-8.

    Raises PresenceError (E-CLAIM-ID) for an id that no claim has.
    """
    found = ledger.claims[ledger.claims["claim_id"] == claim_id]
    if found.empty:
        raise PresenceError(
            "E-CLAIM-ID", repr(claim_id), "the id of a claim in service", next_step="list them with: presence claims --format csv"
        )
    claim = found.iloc[0]
    source, measure = ledger.catalogue.sources[str(claim["source_id"])], ledger.catalogue.measures[str(claim["measure"])]
    names = {place.id: place.spoken for place in ledger.places.by_id.values()}
    who = f"{names[str(claim['sender'])]} in " if pd.notna(claim["sender"]) else ""
    what = f"{measure.title}, {measure.definition(str(claim['definition'])).spoken}"
    said = f"{names.get(str(claim['host']))}, {say_period(claim['start'], claim['end'], str(claim['precision']))}: {_figure(claim, measure)}"
    speaker = f"{claim['said_by']}, in {source.publisher}" if pd.notna(claim["said_by"]) else source.publisher
    address = claim_address(str(claim["url"]) if pd.notna(claim["url"]) else "", source)
    return one_line(
        f"{what}. {who}{said}. Said by {speaker}: {source.title}. {f'{address} ' if address else ''}Licence: {source.licence}. "
        f"Claim {claim_id} of ledger {ledger.generation}."
    )


def _figure(claim: pd.Series, measure: Measure) -> str:
    """The phrase as the source has it, then the figure or the two ends; the kind of claim where it has neither."""
    ends = [claim[name] for name in ("low", "high")]
    if pd.notna(claim["best"]):
        number = f"{plain_number(claim['best'])} {measure.unit}"
    elif any(pd.notna(end) for end in ends):
        number = " to ".join("?" if pd.isna(end) else plain_number(end) for end in ends) + f" {measure.unit}"
    else:
        number = str(claim["kind"])
    return f'"{claim["phrase"]}" ({number})' if pd.notna(claim["phrase"]) else number


def source_bibtex(sources: Iterable[Source]) -> str:
    """One ``@misc`` entry a source: publisher, title, year where the citation names one, address, licence."""
    return "\n".join(_bibtex_entry(source.id, _source_fields(source)) for source in sources)


def source_ris(sources: Iterable[Source]) -> str:
    """One record of type DATA a source."""
    return "".join(_ris_lines(_source_ris(source)) for source in sources)


def _behind(ledger: Ledger, view: View) -> list[Source]:
    return [ledger.catalogue.sources[source] for source in sources_on_day(ledger, view)]


def _key(ledger: Ledger) -> str:
    return f"presence-atlas-{ledger.generation}"


def _view_fields(ledger: Ledger, view: View) -> dict[str, str]:
    query = view.encode() or "default view"
    return {
        "author": "Presence Atlas",
        "title": sentences.title(ledger, view),
        "note": f"View: {query}. Ledger: {ledger.generation}. {sentences.subtitle(ledger, view)}",
    }


def _source_fields(source: Source) -> dict[str, str]:
    return {
        "author": source.publisher, "title": source.title, "year": year_of(source), "url": source.url,
        "note": f"Licence: {source.licence}. Cite as: {source.citation}",
    }  # fmt: skip


def year_of(source: Source) -> str:
    """The year of publication in the publisher's own citation, "(2021)"; empty where it names none."""
    found = YEAR.search(source.citation)
    return found.group(1) if found else ""


def _bibtex_entry(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{_bibtex_text(name, text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{key},", *lines, "}"]) + "\n"


def _bibtex_text(name: str, text: str) -> str:
    # A second pair of braces keeps a publisher from being taken apart as first and last name, and a title's capitals.
    escaped = text if name == "url" else one_line(text).translate(ESCAPES)
    return f"{{{escaped}}}" if name in ("author", "title") else escaped


def _source_ris(source: Source) -> list[tuple[str, str]]:
    tags = [
        ("TY", "DATA"), ("ID", source.id), ("AU", source.publisher), ("TI", source.title), ("PY", year_of(source)),
        ("UR", source.url), ("N1", f"Licence: {source.licence}. Cite as: {source.citation}"),
    ]  # fmt: skip
    return [*((tag, text) for tag, text in tags if text), ("ER", "")]


def _ris_lines(tags: list[tuple[str, str]]) -> str:
    return "".join(f"{tag}  - {one_line(text)}\r\n" for tag, text in tags) + "\r\n"
