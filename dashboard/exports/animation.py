"""The clock as an animation (GIF or ZIP of frames) with fixed classes, labels and layout."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.claim_lines import traced_lineage
from dashboard.exports.images import Still, map_svg
from dashboard.exports.lineage import Lineage, lineage_of
from dashboard.exports.options import SIZES, ExportOptions
from dashboard.exports.origin import DEFAULT_VIEW
from dashboard.exports.raster import png, with_text
from dashboard.figures import sentences
from dashboard.figures.group_words import group_lines
from dashboard.figures.reading import reading_of
from dashboard.figures.view_rows import rows_on_day
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

# Milliseconds that one day is shown, and the last one, which is read.
SHOWN_MS, LAST_MS = 400, 2500
# A film is drawn smaller than a picture: every day weighs as much as one.
WIDEST = 1200
# A zip file has a day for each of its files; the same film must give the same bytes.
ZIPPED = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Film:
    """The dates of an animation, and a sentence about the dates between them that are left out."""

    days: tuple[date, ...]
    told: str


def view_gif(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The animation as a looping GIF; its comment holds the lineage and the claims of the last date."""
    from PIL import Image

    pictures = [Image.open(io.BytesIO(content)).convert("RGB") for _, content in draw(ledger, view, assets, options)]
    # One palette for all, from the last day, so that a class has the same colour throughout.
    palette = pictures[-1].quantize(colors=256, dither=Image.Dither.NONE)
    first, *others = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    shown = [SHOWN_MS] * len(others) + [LAST_MS]
    words = "\n".join(f"{name}: {text}" for name, text in traced_lineage(ledger, view, options).traced().items())
    target = io.BytesIO()
    first.save(target, "GIF", save_all=True, append_images=others, duration=shown, loop=0, comment=words.encode())
    return target.getvalue()


def view_frames(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> bytes:
    """The film as a zip file of PNG pictures, one a day, named by their number and day; each carries its own lineage."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as folder:
        for number, (day, content) in enumerate(draw(ledger, view, assets, options), 1):
            words = {**traced_lineage(ledger, view.at(day), options).traced(), "Film": view.encode() or DEFAULT_VIEW}
            folder.writestr(zipfile.ZipInfo(f"{number:03d}-{day.isoformat()}.png", ZIPPED), with_text(content, words))
    return target.getvalue()


def film_of(ledger: Ledger, view: View, most: int) -> Film:
    """The days of the film: the steps of the clock from the View's earlier day, or the first, to its day; at most ``most``, evenly spread.

    Raises PresenceError (E-EXPORT-FILM) for a View of a change, whose earlier day is no beginning, or where there is but one step.
    """
    last, since = answers.view_date(ledger, view), view.since
    steps = [day for day in answers.frame_days(ledger, view).astype("datetime64[D]").astype(object) if day <= last]
    days = [day for day in steps if since is None or day >= since]
    if view.compare == "change" or len(days) < 2:
        raise PresenceError(
            "E-EXPORT-FILM", "a View of a change" if view.compare == "change" else f"{len(days)} step of the clock", "two steps or more",
            next_step="choose the reading level and a later date, or leave out since",
        )  # fmt: skip
    kept = sorted({days[place] for place in np.linspace(0, len(days) - 1, min(most, len(days))).round().astype(int)})
    left = f", {len(kept)} of {len(days)} steps of the clock are shown" if len(kept) < len(days) else ""
    return Film(tuple(kept), f"Film from {kept[0].isoformat()} to {kept[-1].isoformat()}{left}")


def draw(ledger: Ledger, view: View, assets: Path, options: ExportOptions) -> Iterator[tuple[date, bytes]]:
    """Each day with its picture as PNG, in order; ``options.tell`` hears of each.

    Raises PresenceError (E-EXPORT-TIME) when that takes longer than ``options.limits.seconds``.
    """
    film = film_of(ledger, view, options.limits.frames)
    still = _still(ledger, view, film, lineage_of(ledger, view, options))
    zoom = min(WIDEST / SIZES[options.size].width, 1.0)
    begun = time.monotonic()
    for number, day in enumerate(film.days, 1):
        if time.monotonic() - begun > options.limits.seconds:
            raise PresenceError(
                "E-EXPORT-TIME", f"{number - 1} of {len(film.days)} pictures in {options.limits.seconds} s", "the whole film",
                next_step="set since=... later, or raise PRESENCE_ANIMATION_MAX_SECONDS, or lower PRESENCE_ANIMATION_MAX_FRAMES",
            )  # fmt: skip
        yield day, png(map_svg(ledger, view.at(day), assets, options, still), zoom)
        options.told(number, len(film.days))


def _still(ledger: Ledger, view: View, film: Film, lineage: Lineage) -> Still:
    """Classes of the View's own day, and the sources of every day of the film."""
    entries = [ledger.catalogue.sources[name] for name in _sources(ledger, view, film)]
    named = "; ".join(f"{one.title} [{one.licence}]" for one in entries) or "none"
    made = f"Presence Atlas · ledger {lineage.generation} · code {lineage.code} of the last day · shapes: Natural Earth, public domain"
    told = replace(lineage, subtitle=f"{lineage.rule} · {sentences.known_words(view)} · {lineage.viewpoint}")
    notes = (film.told, *group_lines(ledger, view), f"Sources: {named}", f"{made} · {lineage.query or 'default view'}")
    return Still(reading_of(ledger, view), notes, told, _rows(ledger, view, film))


def _rows(ledger: Ledger, view: View, film: Film) -> dict[date, pd.DataFrame]:
    """What the map shows on all days, worked out in one go, which takes a tenth of the time; nothing where its reading is no level."""
    days = np.array(film.days, dtype="datetime64[s]")
    rows = answers.host_estimates(ledger, view, days)
    ends = np.searchsorted(rows["date"].to_numpy(), np.append(days, days[-1] + np.timedelta64(1, "D"))).tolist()
    found = {day: rows.iloc[ends[n] : ends[n + 1]].reset_index(drop=True) for n, day in enumerate(film.days)}
    last = film.days[-1]
    return found if found[last].equals(rows_on_day(ledger, view.at(last))) else {}


def _sources(ledger: Ledger, view: View, film: Film) -> list[str]:
    """Ids of the sources of all days; where a figure is made of several, every source of the View's claims."""
    rows = answers.pair_estimates(ledger, view.without_hosts(), np.array(film.days, dtype="datetime64[s]"))
    claims = (
        answers.view_claims(ledger, view.without_hosts())["source_id"] if rows["source_id"].isna().any() else rows["source_id"]
    )
    last = [one.id for one in sentences.sources_behind(ledger, view)]
    return list(dict.fromkeys([*last, *sorted(claims.dropna().astype("str").unique())]))
