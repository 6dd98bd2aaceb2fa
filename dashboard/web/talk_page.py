"""The frames of talk mode, of the speaker's notes and of the composer: markup without figures, filled by their scripts."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from dashboard.web.html_page import address, opening, page_html

KEYS = (
    ("→ ↓ Page Down Space", "next step"), ("← ↑ Page Up", "step before"), ("Home, End", "first and last step"),
    ("number, then Enter", "jump to that step"), ("B", "blank the screen, and back"), ("F", "find a place and light it up"),
    ("N", "window with notes"), ("C", "light, dark, high contrast"), ("L", "run by itself, and stop"), ("Esc", "leave"),
)  # fmt: skip
TALK = """<body class="talk" data-steps="{steps}" data-world="{world}" data-back="{back}">
<main id="start"><h1 id="start-title">{title}</h1><p id="start-summary"></p>
<p id="progress" role="status">Loading …</p><progress id="bar" max="3" value="0" aria-label="Loading"></progress>
<p class="buttons"><button type="button" id="go" disabled>Start the talk</button>
<button type="button" id="notes">Notes in a second window</button>
<button type="button" id="theme">Colours: light</button> <a href="{back}">Back</a></p>
<h2>Keys</h2><dl class="keys">{keys}</dl>
<noscript><p>A talk needs JavaScript. The same steps can be read without: <a href="{back}">read the story</a>.</p></noscript></main>
<main id="talk" hidden>
<header><div><h1 id="title"></h1><p id="subtitle"></p></div><p id="marking"{unmarked}>{marking}</p></header>
<div id="stage"><div id="map" role="img" aria-label="Map"></div><div id="figure"></div>
<aside id="caption" aria-label="Caption"><p id="first"></p><p id="rest"></p></aside><p id="found" hidden></p></div>
<ul id="legend" aria-label="Legend"></ul>
<footer><p id="sources"></p><p id="where"></p></footer>
</main>
<div id="blank" hidden></div><p id="typed" hidden></p><p id="speak" class="unseen" aria-live="polite"></p>
<dialog id="find" aria-label="Find a place"><label for="find-text">Find a place</label><input id="find-text" autocomplete="off" maxlength="60">
<ul id="find-list"></ul></dialog>
</body></html>"""
NOTES = """<body class="notes"><main><h1 id="n-title">Notes</h1>
<p id="n-state" role="status">Waiting for the talk. Keep its window open.</p><p id="n-newer" role="status" hidden></p>
<p class="buttons"><button type="button" id="n-before">Before</button> <button type="button" id="n-next">Next</button>
<button type="button" id="n-blank">Blank</button> <span id="n-where"></span> <span id="n-clock" aria-label="Time since the start">0:00</span></p>
<div class="halves"><section><h2>Notes</h2><p id="n-notes"></p><h2>On the screen</h2><p id="n-first"></p><p id="n-rest"></p></section>
<section><h2>Next</h2><p id="n-ahead"></p><h2>Claims behind this step</h2><ol id="n-claims"></ol>
<p><a id="n-all" target="_blank" rel="noopener">All claims of this view</a></p>
<h2>Question about a place</h2><p><label for="n-place">Place</label> <input id="n-place" list="n-places" autocomplete="off" maxlength="60">
<datalist id="n-places"></datalist> <button type="button" id="n-clear">Let go</button></p><p id="n-answer" role="status"></p></section></div>
<noscript><p>Notes need JavaScript.</p></noscript></main></body></html>"""
COMPOSE = """<h1>Compose a story</h1>
<p class="lead">Steps stay in this browser and nowhere else. Save them as a file to keep them or to pass them on.
<em>Check the figures</em> holds every figure in your words to the ledger, as <code>presence stories check</code> does.
Add steps on the <a href="/">map</a>, under Present, and on the page of a <a href="/compare">comparison</a>.</p>
<noscript><p>The composer needs JavaScript. A story is a text file, and can be written by hand.</p></noscript>
<p class="buttons"><button type="button" class="button" id="c-talk">Present</button>
<button type="button" class="button" id="c-check">Check the figures</button>
<button type="button" class="button" id="c-save">Save as file</button>
<label class="button" for="c-open">Open a file <input type="file" id="c-open" accept=".toml" class="unseen"></label>
{exports}<button type="button" class="button" id="c-clear">Start anew</button></p>
<div id="c-state" role="status"></div>
<p class="field"><label for="c-title">Title of the story</label><input id="c-title" maxlength="{title_chars}"></p>
<p class="field"><label for="c-summary">What it is about</label><textarea id="c-summary" rows="2" maxlength="{caption_chars}"></textarea></p>
<ol id="c-steps"></ol>"""


def talk_page(title: str, steps: str, world: str, back: str, assets: Path, marking: str = "") -> str:
    """The frame of a talk: ``steps`` is the address of its steps, ``world`` of the shapes, ``back`` of where Escape leads.

    ``marking`` stands at the top right of every step.
    """
    keys = "".join(f"<dt>{escape(key)}</dt><dd>{escape(words)}</dd>" for key, words in KEYS)
    named = {"steps": steps, "world": world, "back": back, "title": title, "marking": marking}
    return _head(title, assets, "address.js", "talk-map.js", "story-file.js", "talk.js") + TALK.format(
        keys=keys, unmarked="" if marking else " hidden", **{name: escape(text) for name, text in named.items()}
    )


def notes_page(assets: Path) -> str:
    """The speaker's window: notes, the claims behind the step, the time."""
    return _head("Notes", assets, "address.js", "notes.js") + NOTES


def compose_page(assets: Path, forms: tuple[tuple[str, str], ...], title_chars: int, caption_chars: int) -> str:
    """The composer; ``forms`` are (ending, words) of the files that a story can be made into."""
    exports = "".join(
        f'<button type="button" class="button" data-form="{form}">{escape(words)}</button> ' for form, words in forms
    )
    body = COMPOSE.format(exports=exports, title_chars=title_chars, caption_chars=caption_chars)
    style = f"<link rel='stylesheet' href='{address(assets, 'story.css')}'>"
    return page_html("Compose a story", assets, style, body, scripts=("story-file.js", "compose.js"))


def _head(title: str, assets: Path, *scripts: str) -> str:
    # A linked icon is fetched anew at every change of the address, which a talk makes at every step.
    icon = "data:image/svg+xml," + quote((assets / "favicon.svg").read_text(encoding="utf-8").strip())
    return opening(title, assets, ("talk.css",), ("theme.js",), scripts, icon)
