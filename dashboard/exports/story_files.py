"""Every form that a story can be taken along in, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.domain.story import Story
from dashboard.errors import PresenceError
from dashboard.exports.options import ExportOptions
from dashboard.ledger.store import Ledger

Writer = Callable[[Ledger, Story, Path, ExportOptions], bytes]


@dataclass(frozen=True, slots=True)
class StoryForm:
    """One form: its media type, its words for a menu, and what makes it; libraries are imported when it is asked for."""

    media: str
    words: str
    write: Writer


def _pptx(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.slides import story_slides

    return story_slides(ledger, story, assets, options)


def _pdf(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.story_pdf import story_pdf

    return story_pdf(ledger, story, assets, options)


def _html(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    from dashboard.exports.story_html import story_html

    return story_html(ledger, story, assets, options)


STORY_FORMS: Mapping[str, StoryForm] = {
    "pptx": StoryForm("application/vnd.openxmlformats-officedocument.presentationml.presentation", "Slides (PPTX)", _pptx),
    "pdf": StoryForm("application/pdf", "PDF, one page a step", _pdf),
    "html": StoryForm("text/html", "One page to read without a network (HTML)", _html),
}


def write_story(ledger: Ledger, story: Story, form: str, assets: Path, options: ExportOptions) -> bytes:
    """The story as a file. Raises PresenceError (E-STORY-FORM) for a name that is none of `STORY_FORMS`."""
    found = STORY_FORMS.get(form)
    if found is None:
        raise PresenceError("E-STORY-FORM", repr(form[:40]), "one of " + ", ".join(STORY_FORMS), next_step="choose one of these")
    return found.write(ledger, story, assets, options)
