"""Figures in words, the same on every machine: no locale is asked."""

from __future__ import annotations

import math

from dashboard.domain.classes import SCALES, is_money, is_ratio

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
SILENT = {
    "withheld": "withheld", "none-found": "none found", "denial": "denied", "trend": "no number", "ratio": "a ratio",
}  # fmt: skip


def say_number(value: float | None, unit: str) -> str:
    """One figure with its unit: "23,495", "597.8 bn USD", "40 %"; empty for a missing one.

    Persons and sites are exact; money has up to four significant digits.
    """
    if value is None or math.isnan(value):
        return ""
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if is_money(unit):
        return f"{sign}{_money(size)} {unit}"
    if is_ratio(unit):
        return f"{sign}{_ratio(size)} {unit}"
    return f"{sign}{_plain(size)} %" if unit == "percent" else sign + _plain(size)


def say_value(kind: str, low: float | None, best: float | None, high: float | None, unit: str) -> str:
    """A claim's or estimate's number as one would say it: a figure, an interval, a bound, the word for none."""
    if kind in SILENT:
        return SILENT[kind]
    bottom, figure, top = (say_number(value, unit) for value in (low, best, high))
    if kind == "at-most":
        return f"at most {top or figure}" if top or figure else "no figure"
    if kind == "at-least":
        return f"at least {bottom or figure}" if bottom or figure else "no figure"
    if figure:
        plain = bottom in ("", figure) and top in ("", figure)
        return figure if plain else f"{figure} ({_span(bottom or figure, top or figure, unit)})"
    if bottom and top:
        return _span(bottom, top, unit)
    if top:
        return f"at most {top}"
    return f"at least {bottom}" if bottom else "no figure"


def say_percent(low: float, high: float) -> str:
    """A change in percent as an interval, of two falls the smaller first: "−94 to −98 %"."""
    first, second = (_percent(value) for value in ((high, low) if high <= 0 else (low, high)))
    return f"{first} %" if first == second else f"{first} to {second} %"


def say_difference(low: float, high: float, unit: str) -> str:
    """A change in the measure's unit with its sign: "+200", "−3.1 to −2.3 bn USD"."""
    ordered = (high, low) if high <= 0 else (low, high)
    ends = [("+" if value > 0 else "") + say_number(value, unit) for value in ordered]
    scale = f" {ends[1].partition(' ')[2]}"
    return ends[0] if ends[0] == ends[1] else f"{ends[0].removesuffix(scale).removesuffix(' ' + unit)} to {ends[1]}"


def axis_scale(largest: float, unit: str) -> tuple[float, str]:
    """Divisor and unit words of an axis: (1e9, "bn USD") for money, (1, "") for persons."""
    if is_money(unit):
        for size, name in SCALES:
            # A chart up to 1.2 tn reads better as 1,200 bn.
            if abs(largest) >= (10 * size if name == "tn" else size):
                return size, f"{name} {unit}"
        return 1.0, unit
    return 1.0, unit


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things: "1 claim", "1,046 claims"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _plain(size: float) -> str:
    return f"{size:,.0f}" if float(size).is_integer() else f"{size:,.2f}".rstrip("0").rstrip(".")


def _ratio(size: float) -> str:
    return f"{size:,.0f}" if size >= 1000 else format(float(f"{size:.3g}"), "f").rstrip("0").rstrip(".") or "0"


def _span(bottom: str, top: str, unit: str) -> str:
    # "4–4.4 bn USD" where both ends are told in one scale, "900 m–1.1 bn USD" where they are not.
    scale = f" {top.partition(' ')[2]}"
    return f"{bottom.removesuffix(scale).removesuffix(' ' + unit)}{DASH}{top}"


def _percent(value: float) -> str:
    digits = 1 if abs(value) < 10 else 0
    text = f"{abs(value):,.{digits}f}".removesuffix(".0")
    return text if text == "0" else f"{MINUS if value < 0 else '+'}{text}"


def _money(size: float) -> str:
    for scale, name in SCALES:
        # 999.96 m would round to "1,000 m": it is told in the next scale.
        if float(f"{size:.4g}") >= scale:
            return f"{_four_digits(size / scale)} {name}"
    return f"{size:,.0f}" if size >= 1000 else f"{size:,.4g}"


def _four_digits(size: float) -> str:
    rounded = float(f"{size:.4g}")
    return f"{rounded:,.0f}" if rounded >= 1000 else f"{rounded:.4g}"
