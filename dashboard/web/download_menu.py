"""The menu of everything that a View can be taken along as, made from the table of formats."""

from __future__ import annotations

import orjson
from dash import html

from dashboard.exports.files import FORMATS, KINDS, Format
from dashboard.exports.options import LONGEST_MARKING, SIZES, THEMES

TYPE_SCALES = {"1": "Type: usual", "1.3": "Type: large", "1.6": "Type: very large"}


def download_menu() -> html.Details:
    """Sizes, themes and a marking first, then every format in its group, then copies for other places.

    The browser's own script makes the fields and the addresses: they follow the View.
    """
    look = html.Div(
        id="get-look", role="group",
        **{
            "aria-label": "Look of pictures and pages", "data-longest": str(LONGEST_MARKING),
            "data-size": _choices({name: size.words for name, size in SIZES.items()}), "data-theme": _choices(dict(THEMES)),
            "data-font_scale": _choices(TYPE_SCALES),
        },
    )  # fmt: skip
    groups = [_group(words, [_item(form, one) for form, one in _of_kind(kind)]) for kind, words in KINDS.items()]
    copies = [
        html.Button("Picture to the clipboard", id="copy-picture", className="item"),
        html.Button("Link that follows the newest data", id="copy-following", className="item"),
        html.Button("Link pinned to this ledger", id="copy-pinned", className="item"),
        html.Button("Code to embed the figure", id="copy-embed", className="item"),
    ]
    told = html.Div(id="get-told", role="status", className="label")
    menu = html.Div([look, html.Div([*groups, _group("Copy", copies)], className="formats"), told], className="menu downloads")
    return html.Details([html.Summary("Download", className="button"), menu], id="downloads")


def _of_kind(kind: str) -> list[tuple[str, Format]]:
    return [(form, one) for form, one in FORMATS.items() if one.kind == kind and one.on_web]


def _group(words: str, items: list[html.A] | list[html.Button]) -> html.Div:
    return html.Div(
        [html.Div(words, className="label", **{"aria-hidden": "true"}), *items], role="group", **{"aria-label": words}
    )


def _item(form: str, one: Format) -> html.A:
    marks = {"data-form": form, "data-host": str(int(one.needs_host)), "data-sized": str(int(one.sized))}
    return html.A(one.words, id=f"get-{form.replace('.', '-')}", href=f"/api/v1/export?format={form}", className="item", **marks)


def _choices(words: dict[str, str]) -> str:
    return orjson.dumps(words).decode()
