"""The picture of a story step that shows a comparison, without the title and sources that stand beside it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote

from dashboard.domain.story import Step
from dashboard.exports.compare_files import compared_svg
from dashboard.exports.compared import Compared, compared_lineage, of_comparison
from dashboard.exports.lineage import Lineage
from dashboard.exports.options import ExportOptions, Limits
from dashboard.figures import sentences
from dashboard.ledger.store import Ledger

# What is read from the back of a room holds fewer hosts than what is read at a desk; the picture tells how many it leaves out. Small
# pictures stay as many as the seal of the step counts.
ON_A_SLIDE = Limits(compared=12)


def compared_of(ledger: Ledger, step: Step) -> Compared:
    """What the step sets against what; the step must be a comparison."""
    if step.comparison is None:
        raise ValueError("a step of one View alone")
    return of_comparison(ledger, step.view, step.comparison)


def step_compared_svg(ledger: Ledger, step: Step, assets: Path, options: ExportOptions | None = None) -> tuple[str, Lineage]:
    """The bare picture and its lineage, which is also inside it; without the bands of a marking, which the page or slide around it has."""
    one, own = compared_of(ledger, step), replace(options or ExportOptions(), marking="", limits=ON_A_SLIDE, bare=True)
    lineage = compared_lineage(ledger, one, own)
    return compared_svg(ledger, one, assets, own, lineage), lineage


def step_compared_image(ledger: Ledger, step: Step, assets: Path, root: str | None) -> str:
    """The picture as an element of a page: by its address on the atlas itself, else inside the page. No markup of it is the page's own."""
    alt = escape(f"{step.title}. {sentences.title(ledger, compared_of(ledger, step).view)}")
    if root == "":
        return f"<img class='compared' data-picture loading='lazy' src='/api/v1/compare.svg?{escape(step.query)}' alt='{alt}'>"
    return f"<img class='compared' src='{step_compared_data(ledger, step, assets)}' alt='{alt}'>"


def step_compared_data(ledger: Ledger, step: Step, assets: Path, theme: str = "light") -> str:
    """The picture as an address that holds it whole."""
    svg, _ = step_compared_svg(ledger, step, assets, ExportOptions(theme=theme))
    return f"data:image/svg+xml;base64,{quote(b64encode(svg.encode()).decode(), safe='+/=')}"
