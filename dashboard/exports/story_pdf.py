"""A story as PDF, one page a step: real text, pictures with descriptions, statements with who says them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from dashboard.domain.story import Step, Story
from dashboard.exports.fonts import FONT_FAMILY
from dashboard.exports.marking import look_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.pdf import plain
from dashboard.exports.series_image import series_svg
from dashboard.exports.step_compared import step_compared_svg
from dashboard.exports.step_map import step_map
from dashboard.exports.story_seal import step_seal, story_fields
from dashboard.exports.svg import xml
from dashboard.exports.typeset import typeset
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.figures.palette import FONT, THEMES
from dashboard.figures.step_content import Told, short_statement, told
from dashboard.ledger.store import Ledger

TEMPLATE = Path(__file__).with_name("story.typ")


def story_pdf(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    """The story as tagged PDF; the same ledger, story and options always give the same bytes; see `typeset`."""
    return typeset(TEMPLATE, story_data(ledger, story, assets, options))


def story_data(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> dict[str, Any]:
    """What the template sets; all text is plain."""
    theme, look = THEMES[options.theme], look_of(options.marking)
    fields = {name: plain(text) for name, text in story_fields(ledger, story, options).items()}
    return {
        "title": plain(story.title), "summary": plain(story.summary) or plain(story.title), "marking": plain(options.marking),
        "made": f"Presence Atlas · ledger {ledger.generation} · code {fields['Code']}",
        "attachment": orjson.dumps(fields).decode(), "font": FONT_FAMILY, "ink": theme.ink, "paper": theme.paper,
        "muted": theme.muted, "line": theme.line, "accent": theme.accent, "marking_ink": look.ink, "marking_ground": look.ground,
        "steps": [_step(ledger, step, assets, options) for step in story.steps],
    }  # fmt: skip


def _step(ledger: Ledger, step: Step, assets: Path, options: ExportOptions) -> dict[str, Any]:
    shown, (first, rest) = told(ledger, step, assets), step.lines
    words = {
        "title": step.title, "subtitle": shown.subtitle, "first": first, "rest": rest, "notes": step.notes,
        "alt": f"{shown.subtitle}. {first}", "sources": _sources(ledger, step, shown),
    }  # fmt: skip
    many = len(step.view.host) > 1
    statements = [{"text": plain(_named(one, many)), "who": plain(_who(one))} for one in shown.claims]
    plain_words = {name: plain(text) for name, text in words.items()}
    return {**plain_words, "svg": _picture(ledger, step, assets, options), "statements": statements}


def _sources(ledger: Ledger, step: Step, shown: Told) -> str:
    seal = step_seal(ledger, step).code
    parts = [shown.credits, shown.clocks, shown.off_map, f"seal {seal}", f"view {step.query or 'default'}"]
    return " · ".join(part for part in parts if part)


def _named(one: ClaimEntry, many: bool) -> str:
    return f"{short_statement(one)} · {one.host}" if many else short_statement(one)


def _who(one: ClaimEntry) -> str:
    when = f"published {one.published}" if one.published else f"about {one.about}"
    return f"{one.said_by} · {when} · claim {one.claim_id}"


def _picture(ledger: Ledger, step: Step, assets: Path, options: ExportOptions) -> str:
    """The picture of the step with its own legend and sources; empty where statements stand in its place."""
    if step.comparison:
        drawn, _ = step_compared_svg(ledger, step, assets, options)
        return drawn.replace(f'font-family="{xml(FONT)}"', f'font-family="{FONT_FAMILY}"', 1)
    if step.picture == "claims":
        return ""
    if step.picture == "map":
        return step_map(ledger, step, assets, THEMES[options.theme])
    # A chart beside the words is read from nearer than a slide.
    svg = series_svg(ledger, step.view, replace(options, size="chart", marking=""))
    return svg.replace(f'font-family="{xml(FONT)}"', f'font-family="{FONT_FAMILY}"', 1)
