"""The seal of a story: over its words and the seal of every step's View, with the story itself beside it, so that all can be made again."""

from __future__ import annotations

import hashlib

import orjson

from dashboard.domain.story import Fact, Step, Story
from dashboard.exports.compared import of_comparison, rows_of
from dashboard.exports.lineage import software
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.seal import AFTER, Seal, seal_of, seal_of_table
from dashboard.ledger.store import Ledger

FORM = "presence-story-1"
# What a step has besides its View and title, and what it usually is.
USUAL = {"caption": "", "notes": "", "picture": "map", "area": "world"}
# The view of a comparison says itself that it is one.
DERIVED = "comparison"


def story_seal(ledger: Ledger, story: Story) -> Seal:
    """The seal of a story as this ledger tells it: another word, fact or step, or another figure of any View, gives another."""
    lines = [FORM, ledger.generation, story_text(story), *(step_seal(ledger, step, whole=True).digest for step in story.steps)]
    return Seal(hashlib.sha256(AFTER.join(lines).encode()).hexdigest(), "", ledger.generation)


def story_fields(ledger: Ledger, story: Story, options: ExportOptions) -> dict[str, str]:
    """What a file of the story says about itself, by name; nothing that is empty."""
    seal = story_seal(ledger, story)
    told = {
        "Title": story.title, "Marking": options.marking, "Ledger": ledger.generation, "Code": seal.code, "Seal": str(seal),
        "Options": options.encode(), "Story": story.id, "Text": story_text(story),
        "Software": software(options.program),
    }  # fmt: skip
    return {name: text for name, text in told.items() if text}


def step_seal(ledger: Ledger, step: Step, *, whole: bool = False) -> Seal:
    """The seal of what a step shows: of the table of its comparison, or of its map; ``whole``: with the pairs of the hosts picked out."""
    if step.comparison:
        one = of_comparison(ledger, step.view, step.comparison)
        return seal_of_table(rows_of(ledger, one, Limits()), one.query, ledger.generation)
    return seal_of(ledger, step.view if whole else step.view.without_hosts())


def story_text(story: Story) -> str:
    """The story as the TOML text that `dashboard.story_file.read_story` reads back."""
    head = f"title = {_quoted(story.title)}\nsummary = {_quoted(story.summary)}\n"
    return head + "".join(_step(step) for step in story.steps)


def _step(step: Step) -> str:
    other = {name: getattr(step, name) for name, usual in USUAL.items() if getattr(step, name) not in (usual, DERIVED)}
    told = {"view": step.query, "title": step.title, **other}
    lines = [f"{name} = {_quoted(text)}" for name, text in told.items()]
    lines += [f"focus = [{', '.join(map(_quoted, step.focus))}]"] if step.focus else []
    lines += [f"facts = [{', '.join(map(_fact, step.facts))}]"] if step.facts else []
    return "\n[[steps]]\n" + "\n".join(lines) + "\n"


def _fact(fact: Fact) -> str:
    # The default View has an empty query, which a claim has too: the version key tells them apart.
    view = (fact.view.encode() or "v=1") if fact.view else ""
    told = {"text": fact.text, "claim": fact.claim, "view": view, "host": fact.host, "field": fact.field}
    return "{ " + ", ".join(f"{name} = {_quoted(text)}" for name, text in told.items() if text) + " }"


def _quoted(text: str) -> str:
    """A JSON string is a TOML string, but for the one control character that JSON lets stand."""
    whole = text.encode("utf-8", "replace").decode()
    return orjson.dumps(whole).decode().replace("\x7f", "\\u007f")
