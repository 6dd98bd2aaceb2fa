"""The film of the clock: every picture its own day, everything else in its place, bounds that are told."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.animation import LAST_MS, SHOWN_MS, film_of
from dashboard.exports.files import write_export
from dashboard.exports.options import ExportOptions, Limits
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings

RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30), since=date(2018, 1, 1))
SMALL = ExportOptions("social", marking="DRAFT", limits=Limits(frames=3))


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


def test_a_gif_has_one_picture_a_day_and_its_lineage(shipped: Ledger, assets: Path) -> None:
    film = Image.open(io.BytesIO(write_export(shipped, RUSSIA, "gif", assets, SMALL)))
    comment = film.info["comment"].decode()
    shown = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    assert (film.size, shown) == ((1200, 630), [SHOWN_MS, SHOWN_MS, LAST_MS])
    assert "Title: Russian troops abroad, June 2019" in comment
    assert f"Ledger: {shipped.generation}" in comment
    assert "Marking: DRAFT" in comment


def test_the_pictures_are_named_by_their_days_and_carry_their_own_lineage(shipped: Ledger, assets: Path) -> None:
    content = write_export(shipped, RUSSIA, "frames.zip", assets, SMALL)
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        days = film_of(shipped, RUSSIA, 3).days
        assert folder.namelist() == [f"{number:03d}-{day.isoformat()}.png" for number, day in enumerate(days, 1)]
        pictures = [Image.open(io.BytesIO(folder.read(name))) for name in folder.namelist()]
    assert [picture.text["Value date"] for picture in pictures] == [day.isoformat() for day in days]  # type: ignore[attr-defined]
    # Below the map only the counts of the legend change; the last lines are the same on every day.
    feet = {picture.convert("RGB").crop((0, 540, 1200, 630)).tobytes() for picture in pictures}
    assert len(feet) == 1


def test_steps_that_are_left_out_are_told(shipped: Ledger) -> None:
    whole, cut = film_of(shipped, RUSSIA, 100), film_of(shipped, RUSSIA, 3)
    assert len(whole.days) == 6
    assert "steps" not in whole.told
    assert cut.days[0] == whole.days[0]
    assert cut.days[-1] == whole.days[-1] == date(2019, 6, 30)
    assert re.search(r"3 of 6 steps", cut.told)


def test_what_is_no_film_says_why(shipped: Ledger, assets: Path) -> None:
    for view in (View(compare="change"), View(date=date(2019, 6, 30), since=date(2019, 6, 30))):
        with pytest.raises(PresenceError, match="E-EXPORT-FILM"):
            film_of(shipped, view, 10)
    slow = ExportOptions("social", limits=Limits(frames=3, seconds=-1))
    with pytest.raises(PresenceError, match="PRESENCE_ANIMATION_MAX_SECONDS"):
        write_export(shipped, RUSSIA, "gif", assets, slow)
