"""Fields of the plain pages' forms, as HTML; values and words are escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape


def text_field(name: str, label: str, value: str, hint: str = "", longest: int = 100) -> str:
    """A line of text with its label."""
    told = f" placeholder='{escape(hint)}'" if hint else ""
    return f"<label>{label} <input name='{name}' value='{escape(value)}'{told} maxlength='{longest}'></label>"


def hidden_fields(values: Mapping[str, str]) -> str:
    """What a form sends along unchanged."""
    return "".join(f"<input type='hidden' name='{escape(name)}' value='{escape(text)}'>" for name, text in values.items())


def choice_field(name: str, label: str, value: str, choices: Sequence[tuple[str, str]]) -> str:
    """A choice among (value, words) with its label; ``value`` is chosen."""
    lines = [
        f"<option value='{escape(one)}'{' selected' if one == value else ''}>{escape(words)}</option>" for one, words in choices
    ]
    return f"<label>{label} <select name='{name}'>{''.join(lines)}</select></label>"
