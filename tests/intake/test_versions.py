"""Every file names the version of the program; one that another version made is held to the ledger by its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard import __version__
from dashboard.domain.story import Story
from dashboard.domain.view import View
from dashboard.exports.files import write_export
from dashboard.exports.options import ExportOptions
from dashboard.exports.origin import program_in
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.intake import genuine
from dashboard.intake.genuine import verify
from dashboard.intake.origins import read_origin
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, story_limits
from tests.intake.test_genuine import repacked

SETTINGS = load_settings({})
VIEW = View(sender=("RUS",), date=date(2019, 6, 30))
FORMS = ["svg", "png", "json", "geojson", "html", "pdf", "csv", "claims.csv", "parquet", "claims.parquet", "xlsx", "pptx", "gpkg"]
OLDER = ExportOptions(program="0.0.9")


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(SETTINGS.data)


@pytest.fixture(scope="module")
def story(shipped: Ledger) -> Story:
    return load_stories(SETTINGS.data, shipped.vocabulary, story_limits(SETTINGS), SETTINGS.story_max_bytes)["france-sahel"]


def made(ledger: Ledger, form: str, options: ExportOptions = OLDER) -> bytes:
    return write_export(ledger, VIEW, form, SETTINGS.assets, options)


@pytest.mark.parametrize("form", FORMS)
def test_the_version_stands_in_every_file_beside_the_ledger(shipped: Ledger, form: str) -> None:
    origin = read_origin(made(shipped, form, ExportOptions()), f"file.{form}", SETTINGS)
    assert (origin.program, origin.generation) == (__version__, shipped.generation)


def test_the_version_stands_in_a_film(shipped: Ledger) -> None:
    content = write_export(shipped, replace(VIEW, since=date(2019, 3, 31)), "gif", SETTINGS.assets, ExportOptions("social"))
    assert read_origin(content, "file.gif", SETTINGS).program == __version__


@pytest.mark.parametrize("form", STORY_FORMS)
def test_the_version_stands_in_every_file_of_a_story(shipped: Ledger, story: Story, form: str) -> None:
    content = write_story(shipped, story, form, SETTINGS.assets, ExportOptions())
    assert read_origin(content, f"file.{form}", SETTINGS).program == __version__


@pytest.mark.parametrize("form", ["svg", "png", "json", "html", "pdf", "csv", "claims.csv", "xlsx", "pptx"])
@pytest.mark.parametrize(("program", "told"), [("0.0.9", "Made by version 0.0.9"), ("", "does not say which version")])
def test_numbers_of_another_version_that_are_the_same_pass_and_both_versions_are_told(
    shipped: Ledger, form: str, program: str, told: str
) -> None:
    found = verify(made(shipped, form, ExportOptions(program=program)), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is True, (found.words, found.wrong)
    assert told in found.notes[0]
    assert f"this is {__version__}" in found.notes[0]


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [("json", b'"best": 28000', b'"best": 29000'), ("csv", b",28000,", b",29000,"), ("claims.csv", b",28000", b",29000")],
)
def test_another_number_of_another_version_is_named(shipped: Ledger, form: str, before: bytes, after: bytes) -> None:
    found = verify(made(shipped, form).replace(before, after, 1), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is False
    assert any("29000" in one.file and "28000" in one.ledger for one in found.wrong)


@pytest.mark.parametrize(
    ("form", "part", "before", "after", "where"),
    [
        ("xlsx", "xl/worksheets/sheet2.xml", b"<v>28000</v>", b"<v>2800</v>", "UKR, RUS"),
        ("xlsx", "xl/worksheets/sheet3.xml", b"<v>28000</v>", b"<v>2800</v>", "Claims"),
        ("pptx", "ppt/slides/slide1.xml", b"Venezuela: 100", b"Venezuela: 900", "slide 1, Venezuela"),
    ],
)
def test_another_number_in_an_office_file_of_another_version_is_named(
    shipped: Ledger, form: str, part: str, before: bytes, after: bytes, where: str
) -> None:
    content = made(shipped, form)
    changed = repacked(content, lambda name, inner: inner.replace(before, after, 1) if name == part else inner)
    assert changed != content
    found = verify(changed, f"file.{form}", shipped, SETTINGS)
    assert found.genuine is False
    assert [one.where.startswith(where) for one in found.wrong] == [True]


def test_other_words_of_another_version_are_no_mistake(shipped: Ledger) -> None:
    content = made(shipped, "pptx")
    changed = repacked(
        content, lambda name, inner: inner.replace(b"Sources:", b"From:") if name == "ppt/slides/slide1.xml" else inner
    )
    assert changed != content
    assert verify(changed, "file.pptx", shipped, SETTINGS).genuine is True
    same = made(shipped, "pptx", ExportOptions())
    ours = repacked(same, lambda name, inner: inner.replace(b"Sources:", b"From:") if name == "ppt/slides/slide1.xml" else inner)
    assert verify(ours, "file.pptx", shipped, SETTINGS).genuine is False


def test_a_picture_that_another_version_drew_otherwise_is_neither_passed_nor_called_false(shipped: Ledger) -> None:
    changed = made(shipped, "svg").replace(b"28,000", b"29,000", 1)
    found = verify(changed, "file.svg", shipped, SETTINGS)
    assert found.genuine is None
    assert "draw it otherwise" in found.words
    assert "Made by version 0.0.9" in found.notes[0]


def test_a_seal_that_this_version_makes_otherwise_is_neither_passed_nor_called_false(shipped: Ledger) -> None:
    content = made(shipped, "svg")
    digest = read_origin(content, "file.svg", SETTINGS).digest.encode()
    assert verify(content.replace(digest, b"0" * 64), "file.svg", shipped, SETTINGS).genuine is None


def test_a_file_of_this_version_is_called_genuine_by_the_next(shipped: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    content = made(shipped, "json", ExportOptions())
    assert verify(content, "file.json", shipped, SETTINGS).notes == ()
    monkeypatch.setattr(genuine, "__version__", "9.0.0")
    found = verify(content, "file.json", shipped, SETTINGS)
    assert (found.genuine, found.notes) == (True, (f"Made by version {__version__}; this is 9.0.0.",))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Presence Atlas 1.2.3", "1.2.3"),
        ("Presence Atlas", ""),
        ("", ""),
        ("Presence Atlas <b>", ""),
        ("Other 3", ""),
        ("9" * 41, ""),
    ],
)
def test_what_is_no_version_is_none(text: str, version: str) -> None:
    assert program_in(text) == version
