"""A story as JSON for talk mode: one answer holds everything, so that a running talk makes no requests."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from dashboard.domain.story import Fact, Step, Story
from dashboard.domain.view import View
from dashboard.errors import Problem
from dashboard.exports.step_compared import step_compared_data
from dashboard.exports.step_picture import claims_address
from dashboard.exports.step_series import step_series
from dashboard.exports.story_seal import step_seal
from dashboard.exports.world import SIZE, positions, step_box, world_dots
from dashboard.figures import sentences
from dashboard.figures.citable_facts import tellable
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.figures.step_content import Told, short_statement, told
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.facts import bare_figures, wrong_facts
from dashboard.ledger.store import Ledger

# High contrast has the picture of the light theme.
IMAGE_THEMES = ("light", "dark")


@lru_cache(maxsize=32)
def packed_story(ledger: Ledger, story: Story, assets: Path) -> bytes:
    """The story with all its steps worked out, JSON in gzip; the same ledger and story always give the same bytes."""
    return gzip.compress(orjson.dumps(story_json(ledger, story, assets)), 6, mtime=0)


def story_json(ledger: Ledger, story: Story, assets: Path) -> dict[str, Any]:
    """The story as plain values: its words, the places in the order of the shapes, and every step."""
    ids, known = all_shapes(assets, SIZE).ids, ledger.places.by_id
    return {
        "id": story.id, "title": story.title, "summary": story.summary, "generation": ledger.generation,
        "places": [[shape, known[shape].name if shape in known else ""] for shape in ids],
        "small": [place for place, _, _ in world_dots(assets, ledger.places)],
        "steps": [_step(ledger, step, number, assets) for number, step in enumerate(story.steps, 1)],
    }  # fmt: skip


def view_story(ledger: Ledger, view: View) -> Story:
    """A View as a talk of its own: the map, and where a host is picked out its series and what each source says."""
    heading = sentences.heading(ledger, view)
    steps = [Step(view, sentences.title(ledger, view), focus=view.host)]
    if view.host:
        steps += [Step(view, heading, picture="series"), Step(view, f"{heading}: what each source says", picture="claims")]
    return Story("view", sentences.title(ledger, view), "", tuple(steps))


def plain_story(story: Story) -> dict[str, Any]:
    """The story as it stands in its file, for the composer."""
    steps = [
        {
            "view": step.query, "title": step.title, "caption": step.caption, "notes": step.notes, "focus": step.focus,
            "picture": step.picture, "area": step.area, "facts": [_plain_fact(fact) for fact in step.facts],
        }
        for step in story.steps
    ]  # fmt: skip
    return {"title": story.title, "summary": story.summary, "steps": steps}


def plain_figures(ledger: Ledger, view: View) -> list[dict[str, Any]]:
    """Figures that a caption may take in: words for a list, text for the sentence, the fact as it stands in a file."""
    return [{"words": one.words, "text": one.text, "fact": _plain_fact(one.fact)} for one in tellable(ledger, view)]


def checked_story(ledger: Ledger, story: Story) -> dict[str, Any]:
    """Compares the numbers in a story's sentences with the ledger, as `presence stories check` does.

    ``wrong`` are facts that it does not bear out, ``bare`` the figures and quotations that rest on none, ``facts`` how many there are.
    """
    return {
        "generation": ledger.generation, "facts": sum(len(step.facts) for step in story.steps),
        "wrong": plain_problems(wrong_facts(ledger, story)), "bare": plain_problems(bare_figures(ledger, story)),
    }  # fmt: skip


def plain_problems(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems for a script: where, found, expected, next step."""
    return [{"where": one.where, "found": one.found, "expected": one.expected, "next": one.next_step} for one in problems]


def _plain_fact(fact: Fact) -> dict[str, str]:
    words = {"text": fact.text, "claim": fact.claim, "host": fact.host, "field": fact.field}
    return {**words, "view": fact.view.encode() or "v=1"} if fact.view else words


def _step(ledger: Ledger, step: Step, number: int, assets: Path) -> dict[str, Any]:
    shown, first_rest = told(ledger, step, assets), step.lines
    svg, lines, said = step_series(ledger, step.view, f"s{number}") if step.picture == "series" else ("", [], "")
    image = {theme: step_compared_data(ledger, step, assets, theme) for theme in IMAGE_THEMES} if step.comparison else {}
    return {
        "title": step.title, "subtitle": shown.subtitle, "first": first_rest[0], "rest": first_rest[1], "notes": step.notes,
        "picture": step.picture, "area": step_box(step), "focus": step.focus, "codes": shown.codes, "values": shown.values,
        "hosts": shown.hosts, "circles": _circles(shown), "outside": sorted(shown.outside),
        "merged": sorted(shown.merged), "disputed": sorted(shown.disputed),
        "colours": shown.colours, "stippled": shown.stippled, "legend": shown.legend, "off_map": shown.off_map, "more": shown.more,
        "sources": shown.sources, "clocks": shown.clocks, "seal": step_seal(ledger, step).code,
        "claims": [claim_json(entry) for entry in shown.claims], "all_claims": claims_address(step),
        "many": len(step.view.host) > 1, "view": step.view.encode(), "series": svg, "image": image, "lines": lines,
        "said": said,
    }  # fmt: skip


def _circles(shown: Told) -> list[dict[str, Any]]:
    """Positions of places that have no area on the View's date."""
    x, y = positions([one.lon for one in shown.circles], [one.lat for one in shown.circles])
    return [
        {"id": one.host, "x": a, "y": b, "code": one.code, "value": one.value}
        for one, a, b in zip(shown.circles, x, y, strict=True)
    ]


def claim_json(entry: ClaimEntry) -> dict[str, str]:
    """One claim for display: text, speaker, date."""
    when = f"published {entry.published}" if entry.published else f"about {entry.about}"
    return {
        "id": entry.claim_id, "text": short_statement(entry), "who": entry.said_by, "when": when, "host": entry.host, "source": entry.source,
        "licence": entry.licence, "kind": entry.kind,
    }  # fmt: skip
