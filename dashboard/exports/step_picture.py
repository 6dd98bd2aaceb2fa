"""The picture of a step inside a page: SVG that refers to the shapes drawn once on that page, series, or statements. No script."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import urlencode

from dashboard.domain.story import Step
from dashboard.exports.step_compared import step_compared_image
from dashboard.exports.step_series import step_series
from dashboard.exports.world import SIZE, Box, positions, step_box, world_dots, world_paths
from dashboard.figures.claim_entries import ClaimEntry
from dashboard.figures.palette import DARK, LIGHT
from dashboard.figures.reading import FIRST_CLASS, OUTLINED
from dashboard.figures.step_content import HIDDEN, Told, short_statement, told
from dashboard.geography.shapes import all_shapes
from dashboard.ledger.store import Ledger

# Patterns are drawn for a picture of this size.
PATTERN_WIDTH, PATTERN_HEIGHT = 1000.0, 420.0
DASHED = " stroke-dasharray='7 4'"


def _rect(kind: str, width: int, height: int = 0) -> str:
    return f"<rect class='{kind}' width='{width}' height='{height or width}'/>"


def _circle(kind: str, at: float, radius: float) -> str:
    return f"<circle class='{kind}' cx='{at}' cy='{at}' r='{radius}'/>"


# Size, turn and inside of each pattern.
DRAWN = {
    "withheld": (6, 45, _rect("p-ground", 6) + _rect("p-withheld", 2, 6)),
    "none": (5, 0, _rect("p-paper", 5) + _circle("p-dot", 2.5, 0.9)),
    "bound": (9, -45, _rect("p-paper", 9) + _rect("p-bound", 2, 9)),
    "denominator": (4, 0, _rect("p-paper", 4) + _rect("p-dot", 4, 1)),
    "disputed": (10, 45, _rect("p-fall", 10) + _rect("p-rise", 5, 10)),
}
PATTERNS = {1: "none", 2: "withheld", 3: "bound", 5: "denominator", 7: "disputed"}


def shared_shapes(assets: Path) -> str:
    """All shapes of the page, hidden; each picture refers to them by ``#p-<place>``."""
    paths = "".join(f'<path id="p-{escape(place)}" d="{path}"/>' for place, path in world_paths(assets))
    return f'<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>{paths}</defs></svg>'


def step_picture(ledger: Ledger, step: Step, number: int, assets: Path, root: str | None = "") -> str:
    """The picture of one step as HTML, with its own rules for the colours of both themes.

    ``root`` stands before every address of the atlas; None: statements tell the id of their claim and no link.
    """
    if step.comparison:
        return step_compared_image(ledger, step, assets, root)
    if step.picture == "series":
        return _series(ledger, step, number)
    shown = told(ledger, step, assets)
    return (
        statements(shown, len(step.view.host) > 1, root)
        if step.picture == "claims"
        else _map(ledger, step, shown, number, assets)
    )


def claims_address(step: Step) -> str:
    """Where all claims of the step's View are listed, from the root of the atlas."""
    view = step.view
    asked = {"measure": view.measure, "sender": ",".join(view.sender), "host": ",".join(view.host), "source": view.source}
    return "/claims?" + urlencode({name: text for name, text in asked.items() if text}, safe=",")


def _map(ledger: Ledger, step: Step, shown: Told, number: int, assets: Path) -> str:
    box, ids = step_box(step), all_shapes(assets, SIZE).ids
    # What a line alone tells from the ground comes last, so that no neighbour's border covers that line.
    ordered = sorted(zip(ids, shown.codes, shown.hosts, strict=True), key=lambda one: one[1] in OUTLINED)
    uses = "".join(
        f'<use href="#p-{escape(shape)}" class="k{code}{_border(shape, shown)}{_outside(host, shown)}"/>'
        for shape, code, host in ordered
        if code != HIDDEN
    )
    rings = "".join(
        f'<use href="#p-{escape(shape)}" class="picked"/>'
        for shape, host in zip(ids, shown.hosts, strict=True)
        if host in step.focus
    )
    view = " ".join(f"{part:g}" for part in box)
    name = f"{shown.subtitle}. {_told_figures(shown, step)}"
    return (
        f"{_rules(shown, number)}<svg class='map' viewBox='{view}' role='img' aria-label='{escape(name)}' id='map-{number}'>"
        f"{_patterns(number, box, shown)}<g>{uses}{_dots(ledger, step, shown, assets)}{rings}</g></svg>{legend(shown, number)}"
        + (f"<p class='told'>{escape(shown.off_map)}</p>" if shown.off_map else "")
    )


def _border(shape: str, shown: Told) -> str:
    return " merged" if shape in shown.merged else " disputed" if shape in shown.disputed else ""


def _outside(host: str, shown: Told) -> str:
    return " outside" if host in shown.outside else ""


def _dots(ledger: Ledger, step: Step, shown: Told, assets: Path) -> str:
    """Small places of which something is known, and places without an area."""
    size = 5.0 * step_box(step)[2] / 2000 + 1.2
    return "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{size:.1f}" class="k{code}{" picked-dot" if host in step.focus else _outside(host, shown)}"/>'
        for host, x, y, code in step_dots(ledger, shown, assets)
    )


def step_dots(ledger: Ledger, shown: Told, assets: Path) -> list[tuple[str, float, float, int]]:
    """(place, x, y, code) of every circle of the map: small places with a figure, and places without an area on that day."""
    code_of = dict(zip(all_shapes(assets, SIZE).ids, shown.codes, strict=True))
    small = [(place, x, y, code_of[place]) for place, x, y in world_dots(assets, ledger.places) if code_of[place] > 0]
    x, y = positions([one.lon for one in shown.circles], [one.lat for one in shown.circles])
    return [*small, *((one.host, a, b, one.code) for one, a, b in zip(shown.circles, x, y, strict=True))]


def _told_figures(shown: Told, step: Step) -> str:
    """The figures of the places that the step points at, for who cannot see the map."""
    values = dict(zip(shown.hosts, shown.values, strict=True)) | {one.host: one.value for one in shown.circles}
    return "; ".join(values[place] for place in step.focus if place in values)


def legend(shown: Told, number: int) -> str:
    """Every class, and every kind of nothing that the map shows, with its count of places."""
    rows = [(code, words, count) for code, words, count in shown.legend if count or code >= FIRST_CLASS]
    items = "".join(
        f"<li><svg viewBox='0 0 24 14' class='swatch' aria-hidden='true'><rect width='24' height='14' class='k{code}'/></svg>"
        f"{escape(words)} <span class='told'>{count:,}</span></li>"
        for code, words, count in rows
    )
    return f"<ul class='legend' id='legend-{number}' aria-label='Legend: places in each class'>{items}</ul>"


def _rules(shown: Told, number: int) -> str:
    """Fills of the codes in this step, for both themes; colours are ours and never text from data."""
    here = [f"#step-{number} .k{code}" for code in range(FIRST_CLASS + len(shown.colours["light"]))]
    rules = [f"{here[code]}{{fill:url(#{name}-{number})}}" for code, name in PATTERNS.items()]
    for theme in (LIGHT, DARK):
        chosen = "[data-theme=dark] " if theme is DARK else ""
        rules += [
            f"{chosen}{here[FIRST_CLASS + i]}{{fill:{colour}}}"
            for i, colour in enumerate(shown.colours[theme.name])
            if FIRST_CLASS + i not in shown.stippled
        ]
        rules += [
            f"{chosen}#dots-{code}-{number} rect{{fill:{shown.colours[theme.name][code - FIRST_CLASS]}}}"
            for code in shown.stippled
        ]
    rules += [f"{here[code]}{{fill:url(#dots-{code}-{number})}}" for code in shown.stippled]
    return f"<style>{''.join(rules)}</style>"


def _patterns(number: int, box: Box, shown: Told) -> str:
    scale = max(box[2] / PATTERN_WIDTH, box[3] / PATTERN_HEIGHT)
    made = [_pattern(name, number, size, turn, scale, inside) for name, (size, turn, inside) in DRAWN.items()]
    made += [
        _pattern(f"dots-{code}", number, 6, 0, scale, f"{_rect('', 6)}{_circle('p-paper', 3, 1)}") for code in shown.stippled
    ]
    return f"<defs>{''.join(made)}</defs>"


def _pattern(name: str, number: int, size: int, turn: int, scale: float, inside: str) -> str:
    turned = f"rotate({turn}) scale({scale:.3f})"
    return (
        f"<pattern id='{name}-{number}' width='{size}' height='{size}' patternUnits='userSpaceOnUse' patternTransform='{turned}'>"
        f"{inside}</pattern>"
    )


def _series(ledger: Ledger, step: Step, number: int) -> str:
    svg, lines, said = step_series(ledger, step.view, f"s{number}")
    if not svg:
        return "<p class='notice'>Nothing is known that could be drawn as a series.</p>"
    items = "".join(
        f"<li><svg viewBox='0 0 26 6' class='stroke' aria-hidden='true'><path d='M0 3h26' style='stroke:{colour}' "
        f"stroke-width='5'{DASHED if dashed else ''}/></svg>{escape(name)}</li>"
        for name, colour, dashed in lines
    )
    return f"<div class='plot'>{svg}</div><ul class='legend'>{items}</ul><p class='told'>{escape(said)}</p>"


def statements(shown: Told, named: bool = False, root: str | None = "") -> str:
    """The statements of the step: what, who, when; each leads to its claim. ``named``: the host is told too."""
    items = "".join(_statement(one, named, root) for one in shown.claims)
    return f"<ol class='statements'>{items}</ol>" if items else "<p class='notice'>No claim is named for this step.</p>"


def _statement(one: ClaimEntry, named: bool, root: str | None) -> str:
    text = escape(short_statement(one)) + (f" · {escape(one.host)}" if named else "")
    address = escape(f"{root}/claims?claim={one.claim_id}")
    said = f"<b>{text}</b> <code>{escape(one.claim_id)}</code>" if root is None else f"<a href='{address}'><b>{text}</b></a>"
    published = f", published {escape(one.published)}" if one.published else ""
    source = f"<span class='told'>{escape(one.source)} [{escape(one.licence)}]</span>"
    return f"<li>{said}<br>{escape(one.said_by)} · about {escape(one.about)}{published} · {source}</li>"
