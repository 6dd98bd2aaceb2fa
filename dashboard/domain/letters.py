"""Refuses characters that make text look different from what it is, wherever text enters the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Letters that turn the direction of a text, so that a reader sees other words than a program does.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control letters other than tab and the ends of lines.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HIDING = re.compile(f"{TURNING.pattern}|{CONTROL.pattern}")


def hiding_texts(value: object) -> Iterator[str]:
    """Every text within ``value`` (texts, lists and dictionaries of them) that holds a letter which hides others."""
    if isinstance(value, str):
        if HIDING.search(value):
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from hiding_texts(key)
            yield from hiding_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from hiding_texts(inner)
