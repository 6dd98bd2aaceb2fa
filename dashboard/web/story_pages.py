"""Pages of stories: the list, the reader that needs no script, and the frames of talk, notes and composer."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from dashboard.domain.story import Step, Story
from dashboard.exports.step_picture import claims_address, shared_shapes, statements, step_picture
from dashboard.exports.story_files import STORY_FORMS
from dashboard.figures.numbers import count
from dashboard.figures.step_content import Told, told
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.html_page import address, page_html

PICTURE_WORDS = {"map": "Map", "series": "Over time", "claims": "What each source says", "comparison": "Comparison"}


def stories_page(stories: Mapping[str, Story], settings: Settings) -> str:
    """The list of all stories."""
    items = "".join(
        f"<article><h2><a href='/stories/{escape(story.id)}'>{escape(story.title)}</a></h2><p>{escape(story.summary)}</p>"
        f"<p class='told'>{count(len(story.steps), 'step')} · <a href='/stories/{escape(story.id)}/talk'>Present</a></p></article>"
        for story in stories.values()
    )
    return page_html(
        "Stories", settings.assets, _style(settings.assets), "<h1>Stories</h1>",
        "<p class='lead'>Saved views with words. Every figure in a sentence is held to the ledger, and leads to its claim.</p>",
        items or "<p>No story is shipped with this ledger.</p>",
        "<p><a href='/stories/compose'>Compose a story of your own</a> · <a href='/verify'>Check a file that was taken along</a></p>",
    )  # fmt: skip


def story_page(ledger: Ledger, story: Story, settings: Settings) -> str:
    """The reader: each step with its picture, caption, sources, and the ways to the map and to the claims."""
    steps = "".join(_section(ledger, step, number, settings.assets) for number, step in enumerate(story.steps, 1))
    contents = "".join(f"<li><a href='#step-{n}'>{escape(step.title)}</a></li>" for n, step in enumerate(story.steps, 1))
    forms = [*((form, made.words) for form, made in STORY_FORMS.items()), ("toml", "File to edit (TOML)")]
    files = " · ".join(f"<a href='/api/v1/stories/{escape(story.id)}.{form}'>{words}</a>" for form, words in forms)
    return page_html(
        story.title, settings.assets, _style(settings.assets), shared_shapes(settings.assets),
        f"<h1>{escape(story.title)}</h1><p class='lead'>{escape(story.summary)}</p>",
        f"<p><a class='button' href='/stories/{escape(story.id)}/talk'>Present</a></p>",
        f"<nav aria-label='Steps'><ol class='contents'>{contents}</ol></nav>", f"<p class='told'>Take it along: {files}</p>", steps,
        f"<p class='told'>Ledger {escape(ledger.generation)}. Shapes: Natural Earth, public domain. <a href='/stories'>All stories</a></p>",
    )  # fmt: skip


def no_story_page(stories: Mapping[str, Story], asked: str, assets: Path) -> str:
    """The page for an id that is no story."""
    links = "".join(f"<li><a href='/stories/{escape(story.id)}'>{escape(story.title)}</a></li>" for story in stories.values())
    return page_html(
        "No such story",
        assets,
        f"<h1>No such story</h1><p>“{escape(asked[:60])}” is none of the stories here:</p><ul>{links}</ul>",
    )


def _section(ledger: Ledger, step: Step, number: int, assets: Path) -> str:
    shown, (first, rest) = told(ledger, step, assets), step.lines
    body, where = step_picture(ledger, step, number, assets), "The comparison" if step.comparison else "On the map"
    # The picture of a comparison has its own title and days.
    told_of = PICTURE_WORDS[step.picture] if step.comparison else f"{PICTURE_WORDS[step.picture]} · {shown.subtitle}"
    return (
        f"<section class='step' id='step-{number}' aria-labelledby='head-{number}'><h2 id='head-{number}'>{escape(step.title)}</h2>"
        f"<p class='told'>{escape(told_of)}</p>"
        f"<p class='first'>{escape(first)}</p><p>{escape(rest)}</p><figure>{body}</figure>"
        f"<p class='told'>{escape(shown.credits)} · {escape(shown.clocks)}</p>{_behind(step, shown)}"
        f"<p><a href='{escape(step.page)}'>{where}</a> · <a href='{escape(claims_address(step))}'>All claims of this view</a></p></section>"
    )


def _behind(step: Step, shown: Told) -> str:
    """The claims behind the figures of a map or series; statements stand in the picture already."""
    more = f"<p class='told'>{count(shown.more, 'more claim')} of this view in the list of claims.</p>" if shown.more else ""
    if step.picture == "claims" or not shown.claims:
        return more
    return f"<details><summary>{count(len(shown.claims), 'claim')} behind the figures</summary>{statements(shown, named=True)}</details>{more}"


def _style(assets: Path) -> str:
    return f"<link rel='stylesheet' href='{address(assets, 'story.css')}'>"
