"""Stories as files: everything inside, nothing fetched, no markup from words, the same bytes again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from pptx import Presentation
from pypdf import PdfReader

from dashboard.cli import main
from dashboard.domain.story import Step, Story
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.options import ExportOptions
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, story_limits

SETTINGS = load_settings({})
MARKED = ExportOptions(marking="TLP:AMBER <b>")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return open_ledger(SETTINGS.data)


@pytest.fixture(scope="module")
def venezuela(ledger: Ledger) -> Story:
    return load_stories(SETTINGS.data, ledger.vocabulary, story_limits(SETTINGS), SETTINGS.story_max_bytes)["venezuela-2019"]


def test_the_page_has_every_word_and_asks_nobody(ledger: Ledger, venezuela: Story) -> None:
    page = write_story(ledger, venezuela, "html", SETTINGS.assets, MARKED).decode()
    for step in venezuela.steps:
        assert step.title in page
        assert step.lines[1].replace("'", "&#x27;") in page
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=['\"](?!#)[^'\"]*", page) == []
    assert re.findall(r"url\((?!#)", page) == []
    assert page.partition("<body")[2].count("TLP:AMBER &lt;b&gt;") == 2
    assert "CC0" in page
    assert all(claim in page for claim in ("VEN2019-V1", "VEN2019-V5", "EF-VEN-19"))


def test_links_lead_to_where_the_operator_says(ledger: Ledger, venezuela: Story) -> None:
    page = write_story(
        ledger, venezuela, "html", SETTINGS.assets, replace(MARKED, public_url="https://atlas.example.org")
    ).decode()
    assert "href='https://atlas.example.org/claims?claim=VEN2019-V1'" in page


def test_the_document_has_one_page_a_step_in_real_text(ledger: Ledger, venezuela: Story) -> None:
    content = write_story(ledger, venezuela, "pdf", SETTINGS.assets, MARKED)
    assert content == write_story(ledger, venezuela, "pdf", SETTINGS.assets, MARKED)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 1 + len(venezuela.steps)
    for page, step in zip(pages[1:], venezuela.steps, strict=True):
        assert step.title in page
        assert page.count("TLP:AMBER <b>") == 2
    assert "claim VEN2019-V6" in pages[4]


def test_the_slides_have_the_title_one_slide_a_step_and_the_sources(ledger: Ledger, venezuela: Story) -> None:
    slides = list(Presentation(io.BytesIO(write_story(ledger, venezuela, "pptx", SETTINGS.assets, MARKED))).slides)
    assert len(slides) > 1 + len(venezuela.steps)
    for slide, step in zip(slides[1:], venezuela.steps, strict=False):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert " ".join(step.title.split()) in " ".join(words.split())
        assert "TLP:AMBER <b>" in words
        assert step.notes in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("form", STORY_FORMS)
def test_words_are_never_markup(ledger: Ledger, form: str) -> None:
    hostile = '<script>alert(1)</script> #eval("1") =HYPERLINK(1) \u202e \ud800'.encode("utf-8", "replace").decode()
    story = Story("x", hostile, hostile, (Step(View(), hostile, f"{hostile}\n{hostile}", hostile),))
    content = write_story(ledger, story, form, SETTINGS.assets, ExportOptions(marking=hostile))
    assert b"<script>alert" not in content


def test_another_form_is_refused_with_those_there_are(ledger: Ledger, venezuela: Story) -> None:
    with pytest.raises(PresenceError, match="pdf"):
        write_story(ledger, venezuela, "exe", SETTINGS.assets, ExportOptions())


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "v.html"
    done = CliRunner().invoke(main, ["stories", "export", "venezuela-2019", str(target), "--marking", "TLP:CLEAR"])
    assert done.exit_code == 0, done.stderr
    assert "TLP:CLEAR" in target.read_text(encoding="utf-8")
