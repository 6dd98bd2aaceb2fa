"""A story as one HTML file that needs no network and no script: every picture, caption, statement, source and licence inside."""

from __future__ import annotations

from html import escape
from pathlib import Path

from dashboard.domain.story import Step, Story
from dashboard.exports.marking import look_of
from dashboard.exports.options import ExportOptions
from dashboard.exports.step_picture import shared_shapes, statements, step_picture
from dashboard.exports.story_seal import step_seal, story_fields
from dashboard.figures.palette import FONT, LIGHT
from dashboard.figures.step_content import told
from dashboard.ledger.store import Ledger

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
TOKENS = (
    f":root{{--paper:{LIGHT.paper};--surface:{LIGHT.surface};--line:{LIGHT.line};--ink:{LIGHT.ink};--muted:{LIGHT.muted};"
    f"--accent:{LIGHT.accent};--empty:{LIGHT.empty};--zero:{LIGHT.paper};--border:{LIGHT.border};--zero-line:#8d8474;"
    f"--withheld:{LIGHT.hatch};--withheld-paper:{LIGHT.hatch_ground};--bound:#c98a3d}}"
    f"body{{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 {FONT}}}main{{max-width:1080px;margin:0 auto;padding:24px}}"
    "h1,h2,p{margin:0}h1{font-size:30px;line-height:1.2}.step{margin-top:40px;border-top:1px solid var(--line);padding-top:16px}"
    ".told{color:var(--muted);font-size:13px}a{color:inherit}p,li{overflow-wrap:anywhere}.marking{"
    "padding:4px 12px;font-weight:700;text-align:center;margin:8px 0;print-color-adjust:exact}.p-paper{fill:var(--paper)}"
    ".p-withheld{fill:var(--withheld)}.p-dot{fill:var(--zero-line)}.p-bound{fill:var(--bound)}.p-fall{fill:#c99345}.p-rise{fill:#4fa69d}"
    "@media print{.step{break-before:page}}"
)


def story_html(ledger: Ledger, story: Story, assets: Path, options: ExportOptions) -> bytes:
    """The whole story as UTF-8 HTML.

    Guarantees that nothing in it is fetched from anywhere, that no script is in it, and that the marking stands above and below. Links
    lead to the atlas only where the operator has said where it is.
    """
    style = TOKENS + (assets / "story.css").read_text(encoding="utf-8")
    look = look_of(options.marking)
    colours = f"background:{look.ground};color:{look.ink}"
    marking = f"<p class='marking' style='{colours}'>{escape(options.marking)}</p>" if options.marking else ""
    steps = "".join(_section(ledger, step, number, assets, options) for number, step in enumerate(story.steps, 1))
    fields = story_fields(ledger, story, options)
    made = f"Presence Atlas, ledger {ledger.generation}, code {fields['Code']}"
    metas = "".join(f"<meta name='presence-{name.lower()}' content='{escape(text)}'>" for name, text in fields.items())
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><meta http-equiv='Content-Security-Policy' content=\"{POLICY}\">"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><title>{escape(story.title)}</title>{metas}"
        f"<style>{style}</style></head>"
        f"<body class='page'>{shared_shapes(assets)}<main>{marking}<h1>{escape(story.title)}</h1><p class='lead'>{escape(story.summary)}</p>"
        f"{steps}<p class='told step'>{escape(made)}. Shapes: Natural Earth, public domain.</p>{marking}"
        "</main></body></html>"
    ).encode()


def _section(ledger: Ledger, step: Step, number: int, assets: Path, options: ExportOptions) -> str:
    shown, (first, rest) = told(ledger, step, assets), step.lines
    root, query = options.public_url or None, step.query
    link = (
        f" · <a href='{escape(f'{root}{step.page}')}'>{'the comparison' if step.comparison else 'on the map'}</a>" if root else ""
    )
    notes = f"<details><summary>Notes</summary><p>{escape(step.notes)}</p></details>" if step.notes else ""
    behind = statements(shown, named=True, root=root) if step.picture != "claims" and shown.claims else ""
    claims = f"<details><summary>Claims behind the figures</summary>{behind}</details>" if behind else ""
    seal = step_seal(ledger, step).code
    return (
        f"<section class='step' id='step-{number}'><h2>{escape(step.title)}</h2><p class='told'>{escape(shown.subtitle)}</p>"
        f"<p class='first'>{escape(first)}</p><p>{escape(rest)}</p><figure>{step_picture(ledger, step, number, assets, root)}</figure>"
        f"{claims}{notes}<p class='told'>{escape(shown.credits)} · {escape(shown.clocks)} · seal {seal}"
        f" · view {escape(query or 'default view')}{link}</p></section>"
    )
