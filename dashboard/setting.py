"""What one setting is: its name, default, unit, bounds and words, and how its text is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from dashboard.errors import Problem

PREFIX = "PRESENCE_"
NUMBER, TEXT, FOLDER, SWITCH = "whole number", "text", "folder", "switch"
SWITCHES = {"on": True, "off": False}
ROW = "setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings.

    Attributes:
        name: as an attribute of the settings.
        kind: whole number, text, folder or switch.
        default: as it would be typed; empty where nothing is set.
        unit: what the number counts.
        help: one sentence that says what it does.
        least, most: bounds of a number, both allowed; ``most`` may be missing.
        pattern: what a text must match as a whole; ``form`` says it in words.
        served: also an option of ``presence serve``.
    """

    name: str
    kind: str
    default: str
    unit: str
    help: str
    least: int = 0
    most: int | None = None
    pattern: str = ""
    form: str = ""
    served: bool = False

    @property
    def environment(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def expected(self) -> str:
        """Which values are allowed, in words."""
        if self.kind == SWITCH:
            return "on or off"
        if self.kind != NUMBER:
            return self.form or f"a {self.kind}"
        unit = f" ({self.unit})" if self.unit else ""
        bounds = f"of at least {self.least:,}" if self.most is None else f"from {self.least:,} to {self.most:,}"
        return f"a whole number {bounds}{unit}"

    def parse(self, text: str, where: str) -> object | Problem:
        """The value that ``text`` stands for; a Problem that says what was expected where it stands for none."""
        value = self._value(text.strip())
        if value is not None:
            return value
        step = f"write such a value, or leave {self.environment} out for the default ({self.help.rstrip('.')})"
        return Problem("E-SETTING-VALUE", f"{self.environment}={text[:80]!r}", self.expected, next_step=step, where=where)

    def _value(self, text: str) -> object | None:
        if self.kind == SWITCH:
            return SWITCHES.get(text.lower())
        if self.kind == FOLDER:
            return Path(text) if text and "\0" not in text else None
        if self.kind == TEXT:
            return text if re.fullmatch(self.pattern, text) else None
        # More digits than any bound has are no number that is meant.
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
        return number if number >= self.least and (self.most is None or number <= self.most) else None


def number(default: int, unit: str, words: str, *, least: int = 1, most: int | None = None, served: bool = False) -> Any:
    """A field that holds a whole number within bounds."""
    row = {"kind": NUMBER, "default": str(default), "unit": unit, "help": words, "least": least, "most": most, "served": served}
    return field(default=default, metadata={ROW: row})


def text(default: str, words: str, *, pattern: str = "[^\\s;,]*", form: str = "a word", served: bool = False) -> Any:
    """A field that holds a text of a form."""
    row = {"kind": TEXT, "default": default, "unit": "", "help": words, "pattern": pattern, "form": form, "served": served}
    return field(default=default, metadata={ROW: row})


def switch(default: bool, words: str, *, served: bool = False) -> Any:
    """A field that is on or off."""
    row = {"kind": SWITCH, "default": "on" if default else "off", "unit": "", "help": words, "served": served}
    return field(default=default, metadata={ROW: row})


def folder(default: str, find: Callable[[], Path], words: str, *, served: bool = False) -> Any:
    """A field that holds a folder, which ``find`` looks for where nobody names one."""
    row = {"kind": FOLDER, "default": default, "unit": "", "help": words, "served": served}
    return field(default_factory=find, metadata={ROW: row})


def rows_of(settings: Any) -> tuple[Setting, ...]:
    """The table of a dataclass of settings, in its order. Raises KeyError for a field that was not made here."""
    return tuple(Setting(name=one.name, **_row(one)) for one in fields(settings))


def _row(one: Field[Any]) -> dict[str, Any]:
    row: dict[str, Any] = one.metadata[ROW]
    if one.default is MISSING and one.default_factory is MISSING:
        raise KeyError(one.name)
    return row


def shown(value: object) -> str:
    """A value as it would be typed."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
