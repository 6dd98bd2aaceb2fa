"""Reads stories from TOML: every mistake is collected with its step and field, and nothing unknown is passed over."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from dashboard.domain.comparison import COMPARISON_KEYS, Comparison, read_comparison
from dashboard.domain.story import AREAS, PICTURES, STORY_ID, Fact, Picture, Step, Story, StoryLimits
from dashboard.domain.view import View, Vocabulary, decode_view
from dashboard.domain.view_faults import view_faults
from dashboard.errors import PresenceError, Problem
from dashboard.settings import Settings

FOLDER = "stories"
STORY_KEYS = ("title", "summary", "steps")
STEP_KEYS = ("view", "title", "caption", "notes", "focus", "picture", "area", "facts")
FACT_KEYS = ("text", "claim", "view", "host", "field")
CLAIM_FIELDS = ("phrase", "best", "low", "high", "start", "end", "published", "note")
VIEW_FIELDS = ("best", "low", "high", "state", "date", "largest", "sum", "places", "zero", "withheld", "none-found", "bound")
CONTROL = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)}


@dataclass
class Reading:
    """One file while it is read: the words it may use, its limits, and what was wrong so far."""

    name: str
    vocabulary: Vocabulary
    limits: StoryLimits
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: str, found: object, expected: str, next_step: str = "", code: str = "E-STORY-FIELD") -> None:
        """Note a mistake at ``place``, such as "step 2, caption"."""
        step = next_step or f"mend {place or 'the file'} in {self.name}"
        self.problems.append(
            Problem(code, repr(found)[:200], expected, next_step=step, where=f"{self.name}, {place}".rstrip(", "))
        )


def story_limits(settings: Settings) -> StoryLimits:
    """The limits that the operator set."""
    return StoryLimits(
        settings.story_max_steps, settings.story_title_chars, settings.story_caption_chars, settings.story_notes_chars
    )


def load_stories(data: Path, vocabulary: Vocabulary, limits: StoryLimits, max_bytes: int) -> dict[str, Story]:
    """Every story of ``data/stories``, by id, in the order of their names; none where there is no such folder.

    Raises PresenceError with all problems of all files.
    """
    stories: dict[str, Story] = {}
    problems: list[Problem] = []
    for path in sorted((data / FOLDER).glob("*.toml")):
        try:
            stories[path.stem] = load_story(path, vocabulary, limits, max_bytes)
        except PresenceError as error:
            problems += error.problems
    if problems:
        raise PresenceError.of(problems)
    return stories


def story_path(name: str, data: Path) -> Path:
    """Where a story lies: a ``.toml`` file by its path, or a shipped one by its id. Raises PresenceError (E-STORY) with the ids there are."""
    path = Path(name) if name.endswith(".toml") else data / FOLDER / f"{Path(name).name}.toml"
    if not path.is_file():
        known = sorted(one.stem for one in (data / FOLDER).glob("*.toml"))
        step = "choose one of " + ", ".join(known) if known else "give the path of a .toml file"
        raise PresenceError("E-STORY", repr(name[:200]), "the id of a story, or a .toml file", next_step=step)
    return path


def load_story(path: Path, vocabulary: Vocabulary, limits: StoryLimits, max_bytes: int) -> Story:
    """One story from a file; its name without the ending is the story's id. Raises PresenceError with all problems."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PresenceError("E-STORY-FILE", str(error), "a file that can be read", where=path.name) from error
    return read_story(content, path.stem, vocabulary, limits, max_bytes)


def read_story(content: bytes, name: str, vocabulary: Vocabulary, limits: StoryLimits, max_bytes: int) -> Story:
    """One story from the bytes of a TOML file, ``name`` its id.

    Guarantees that a story comes back whole and within its limits, every View, place and measure in it known. Raises PresenceError
    with every mistake of the file: step, field, what was found and what was expected.
    """
    reading = Reading(f"{name}.toml", vocabulary, limits)
    if len(content) > max_bytes:
        reading.wrong(
            "", f"{len(content):,} bytes", f"at most {max_bytes:,}", "shorten the notes, or make two stories", "E-STORY-SIZE"
        )
        raise PresenceError.of(reading.problems)
    story = _story(name, _document(content, reading), reading)
    if reading.problems:
        raise PresenceError.of(reading.problems)
    return story


def _document(content: bytes, reading: Reading) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        reading.wrong("", str(error)[:160], "a TOML document in UTF-8", "mend the line that is named", "E-STORY-TOML")
        raise PresenceError.of(reading.problems) from error


def _story(name: str, given: dict[str, Any], reading: Reading) -> Story:
    if not STORY_ID.fullmatch(name):
        reading.wrong("name", name, "small letters, digits and hyphens", "rename the file")
    _known_keys(given, STORY_KEYS, "", reading)
    title = _text(given, "title", "", reading, reading.limits.title_chars, needed=True)
    summary = _text(given, "summary", "", reading, reading.limits.caption_chars)
    steps = given.get("steps", [])
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        reading.wrong("steps", steps, "one table [[steps]] or more")
        steps = []
    if len(steps) > reading.limits.steps:
        reading.wrong("steps", len(steps), f"at most {reading.limits.steps} steps", "make two stories of it", "E-STORY-STEPS")
    return Story(
        name, title, summary, tuple(_step(step, f"step {n}", reading) for n, step in enumerate(steps[: reading.limits.steps], 1))
    )


def _step(given: dict[str, Any], place: str, reading: Reading) -> Step:
    _known_keys(given, STEP_KEYS, place, reading)
    limits = reading.limits
    comparison = _comparison(given.get("view", ""), f"{place}, view", reading)
    view = _view(given.get("view", ""), f"{place}, view", reading, comparison)
    picture: Picture = "comparison" if comparison else _choice(given, "picture", PICTURES, "map", place, reading)
    if picture in ("series", "claims") and not view.host:
        reading.wrong(f"{place}, picture", picture, "a View with a host, or the map", "add host=... to the view")
    return Step(
        view, _text(given, "title", place, reading, limits.title_chars, needed=True),
        _text(given, "caption", place, reading, limits.caption_chars), _text(given, "notes", place, reading, limits.notes_chars),
        _focus(given.get("focus", []), place, reading), picture, _choice(given, "area", tuple(AREAS), "world", place, reading),
        _facts(given.get("facts", []), place, reading), comparison,
    )  # fmt: skip


def _facts(given: Any, place: str, reading: Reading) -> tuple[Fact, ...]:
    if not isinstance(given, list) or not all(isinstance(fact, dict) for fact in given):
        reading.wrong(f"{place}, facts", given, "a list of tables")
        return ()
    return tuple(_fact(fact, f"{place}, fact {n}", reading) for n, fact in enumerate(given, 1))


def _fact(given: dict[str, Any], place: str, reading: Reading) -> Fact:
    _known_keys(given, FACT_KEYS, place, reading)
    words = {key: _text(given, key, place, reading, reading.limits.caption_chars) for key in ("text", "claim", "host", "field")}
    if not words["text"]:
        reading.wrong(f"{place}, text", "", "the figure as it stands in the sentence")
    if bool(words["claim"]) == ("view" in given):
        reading.wrong(place, sorted(given), "either a claim or a view")
    fields = CLAIM_FIELDS if words["claim"] else VIEW_FIELDS
    if words["field"] and words["field"] not in fields:
        reading.wrong(f"{place}, field", words["field"], "one of " + ", ".join(fields))
    view = _view(given["view"], f"{place}, view", reading) if "view" in given else None
    if words["host"] and words["host"] not in reading.vocabulary.places:
        reading.wrong(f"{place}, host", words["host"], "the id of a place", "list them with: presence places")
    return Fact(words["text"], words["claim"], view, words["host"], words["field"] or ("best" if view else ""))


def _comparison(given: Any, place: str, reading: Reading) -> Comparison | None:
    """What the view is set against where its text says ``kind=``."""
    asked = dict(parse_qsl(given.lstrip("?"))) if isinstance(given, str) else {}
    if "kind" not in asked:
        return None
    comparison, notices = read_comparison(asked, reading.vocabulary)
    for notice in notices:
        reading.wrong(
            place,
            notice.partition(";")[0],
            "a comparison as its page has it",
            "copy the query from the address of the comparison",
            "E-STORY-VIEW",
        )
    return comparison


def _view(given: Any, place: str, reading: Reading, comparison: Comparison | None = None) -> View:
    if not isinstance(given, str):
        reading.wrong(place, given, "the query of a link, between quotation marks")
        return View()
    beside = COMPARISON_KEYS if comparison else ()
    step = "copy the query from the address of the map"
    for fault in view_faults(given, reading.vocabulary, beside=beside, code="E-STORY-VIEW"):
        reading.problems.append(replace(fault, where=f"{reading.name}, {place}", next_step=f"{fault.next_step}, or {step}"))
    return decode_view(given, reading.vocabulary).view


def _focus(given: Any, place: str, reading: Reading) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        reading.wrong(f"{place}, focus", given, "a list of place ids")
        return ()
    for unknown in (one for one in given if one not in reading.vocabulary.places):
        reading.wrong(f"{place}, focus", unknown, "the id of a place", "list them with: presence places")
    return tuple(dict.fromkeys(one for one in given if one in reading.vocabulary.places))


def _choice(given: Mapping[str, Any], key: str, known: tuple[Any, ...], default: str, place: str, reading: Reading) -> Any:
    value = given.get(key, default)
    if value in known:
        return value
    reading.wrong(f"{place}, {key}", value, "one of " + ", ".join(known))
    return default


def _text(given: Mapping[str, Any], key: str, place: str, reading: Reading, longest: int, *, needed: bool = False) -> str:
    where = f"{place}, {key}".removeprefix(", ")
    value = given.get(key, "")
    checks: list[tuple[Callable[[], bool], str, object]] = [
        (lambda: isinstance(value, str), "text between quotation marks", value),
        (lambda: bool(value.strip()) or not needed, "some words", value),
        (lambda: len(value) <= longest, f"at most {longest} characters", f"{len(str(value))} characters"),
        (lambda: not CONTROL & set(value), "text without control characters", value),
    ]
    for holds, expected, found in checks:
        if not holds():
            reading.wrong(where, found, expected)
            return ""
    return str(value).strip()


def _known_keys(given: Mapping[str, Any], known: tuple[str, ...], place: str, reading: Reading) -> None:
    for key in (key for key in given if key not in known):
        reading.wrong(f"{place}, {key[:40]}".removeprefix(", "), key[:40], "one of " + ", ".join(known), code="E-STORY-KEY")
