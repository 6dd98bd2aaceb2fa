"""The stable addresses of the HTTP API, with their parameters and answers.

The page *API*, the OpenAPI description and the tests are made from this one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.borders import VIEWPOINTS
from dashboard.domain.breaks import SCHEMES
from dashboard.domain.claim import COLUMN_NAMES, KINDS, STATUSES
from dashboard.domain.comparison import CHOICES as COMPARISON_CHOICES
from dashboard.domain.comparison import KINDS as COMPARISONS
from dashboard.domain.normalising import NORMALISERS
from dashboard.domain.regions import REGIONS, WORLD
from dashboard.domain.view import LAYERS, RULES, SERIES
from dashboard.exports.files import FORMATS
from dashboard.exports.options import SIZES, THEMES
from dashboard.exports.story_files import STORY_FORMS
from dashboard.ledger.browse import GROUPS, SORTS

JSON, CSV = "application/json", "text/csv"
# Of comparisons and of pictures of pairs.
COMPARED_FORMS = ("csv", "svg", "png", "pdf", "pptx", "html")
COMPARED = tuple(FORMATS[form].media for form in COMPARED_FORMS)
TOML = "application/toml"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query string or of an address.

    Attributes:
        words: what it says, as a sentence.
        example: a value that works.
        choices: the closed list of values; empty where it is open.
        several: whether several values may stand in it, divided by commas.
        in_path: whether it is a part of the address itself.
    """

    name: str
    words: str
    example: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    in_path: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One thing that may be asked for.

    Attributes:
        path: as in a route; a part in braces is in ``parts``.
        media: media types of the answer.
        example: a whole address that is answered with 200 by the shipped ledger.
        takes: groups of parts: keys of `PARTS`.
        parts: parts of its own.
        rules: the routes of the server behind it.
    """

    path: str
    title: str
    words: str
    media: tuple[str, ...]
    example: str
    rules: tuple[str, ...]
    takes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def all_parts(self) -> tuple[Part, ...]:
        """Its own parts, then those of the groups."""
        return (*self.parts, *(part for group in self.takes for part in PARTS[group]))


VIEW_PARTS = (
    Part("measure", "What is counted: an id of /api/v1/measures.", "debt_stock"),
    Part("definition", "Only figures under this definition of the measure.", "deployed"),
    Part("source", "Only what this source says: an id of /api/v1/sources.", "us-troops-dmdc"),
    Part("sender", "Who is abroad: ids of /api/v1/places, or all.", "RUS", several=True),
    Part("host", "Where: ids of /api/v1/places. One host picks it out, which series and panels need.", "VEN", several=True),
    Part("date", "The day shown; a month or year stands for its last day. Without it: the newest day.", "2019-06-30"),
    Part("since", "The earlier day of a change, and the 100 of an index.", "2018-12-31"),
    Part("known_at", "Only what was published by this day.", "2018-06-01"),
    Part("rule", "How an estimate is made of the claims.", "preferred", RULES),
    Part(
        "per",
        "What figures are divided by, or prices-YEAR for US dollars in the prices of a year.",
        "gdp",
        ("none", *NORMALISERS),
    ),
    Part("compare", "The reading of the map.", "change", ("level", "change", "agreement")),
    Part("classes", "Scheme of the classes, or up to five bounds of your own: 100,1000.", "quantile", SCHEMES),
    Part("viewpoint", "Whose drawing of disputed areas is shown; moves no figure.", "iso", tuple(VIEWPOINTS)),
    Part("projection", "The projection of the map.", "equal-earth", ("equal-earth",)),
    Part("region", "The part of the world that is shown.", "africa", (WORLD, *REGIONS)),
    Part("layers", "What is drawn over the map.", "sites", LAYERS, several=True),
    Part("series", "The value axis of charts over time.", "log", SERIES),
    Part("sender_name", "What several senders are called together in titles.", "Baltic states"),
    Part("host_name", "What several hosts are called together in titles.", "Baltic states"),
)
EXPORT_PARTS = (
    Part("size", "Size of a picture.", "slide", tuple(SIZES)),
    Part("theme", "Colours of a picture or document.", "print", tuple(THEMES)),
    Part("font_scale", "Type against the usual size, from 0.75 to 2.", "1.25"),
    Part("marking", "A handling marking, joined to the one that the operator has set.", "TLP:GREEN"),
    Part("generation", "The generation a link is pinned to; where another is in service, a header says so.", ""),
)
CLAIM_PARTS = (
    Part("text", "Words that a claim must hold, each somewhere.", "Wagner"),
    Part("source_id", "Source of the claim.", "us-troops-dmdc"),
    Part("measure", "What is counted.", "troops"),
    Part("definition", "Who is in the count.", "deployed"),
    Part("sender", "Sending place.", "RUS"),
    Part("host", "Place where it is present.", "VEN"),
    Part("kind", "What sort of statement it is.", "denial", KINDS),
    Part("status", "How far something promised has come.", "pledged", STATUSES),
    Part("since", "Speaks of some time from this day on.", "2019"),
    Part("until", "Speaks of some time until this day.", "2020-03"),
    Part("sort", "Order of the claims.", "largest", tuple(SORTS)),
    Part("order", "Columns to sort by instead, a minus for falling order.", "host,-best", several=True),
    Part("group", "Counted by, on the page of claims.", "host", GROUPS),
)
COMPARISON_PARTS = (
    Part("kind", "What is set against what.", "ranking", COMPARISONS),
    Part("other", "The second of two measures.", "debt_stock"),
    Part("other_sender", "Senders of the second measure, where they are not those of the first.", "CHN", several=True),
    Part("part", "Which picture or table of the comparison, where it has several.", ""),
    *(Part(name, "How it is shown.", choices[0], choices) for name, choices in COMPARISON_CHOICES.items()),
)
PARTS: Mapping[str, tuple[Part, ...]] = {
    "view": VIEW_PARTS, "export": EXPORT_PARTS, "claims": CLAIM_PARTS, "comparison": COMPARISON_PARTS,
}  # fmt: skip
ON_WEB = tuple(name for name, form in FORMATS.items() if form.on_web)

ADDRESSES = (
    Address(
        "/api/v1/export", "A View in any format",
        "Estimates (csv, json, parquet, xlsx), the claims behind them (claims.csv, claims.parquet), pictures, slides, pages, map "
        "layers and citations: what the menu Download gives. Title, dates, rule, sources, licences and a seal are inside each file.",
        tuple(dict.fromkeys(FORMATS[name].media for name in ON_WEB)),
        "/api/v1/export?format=json&sender=RUS&date=2019-06-30", ("/api/v1/export",), ("view", "export"),
        (Part("format", "Format of the file.", "json", ON_WEB),),
    ),
    Address(
        "/api/v1/claims.json", "Claims, page by page",
        "Every statement that fits, in columns and rows as in the registry of columns below; found says how many there are.",
        (JSON,), "/api/v1/claims.json?sender=RUS&host=VEN&since=2019&until=2019", ("/api/v1/claims.json",), ("claims",),
        (Part("page", "Page, from 1.", "2"),),
    ),
    Address(
        "/api/v1/browse.{form}", "Claims as a file", "The same claims, all of them in one file, with a licence in every row.",
        (CSV, FORMATS["parquet"].media), "/api/v1/browse.csv?host=VEN&kind=denial",
        ("/api/v1/browse.<any(csv, parquet):form>",), ("claims",),
        (
            Part("form", "Format of the file.", "csv", ("csv", "parquet"), in_path=True),
            Part("columns", "Columns of the file; without it: all.", "claim_id,host,best", COLUMN_NAMES, several=True),
        ),
    ),
    Address(
        "/api/v1/compare.{form}", "A comparison",
        "Rankings, changes, matrices, two measures, source against source, as table, picture, page or slide.",
        COMPARED, "/api/v1/compare.csv?kind=sources&sender=RUS&host=SYR",
        ("/api/v1/compare.<any(csv, svg, png, pdf, pptx, html):form>",), ("comparison", "view", "export"),
        (Part("form", "Format of the file.", "csv", COMPARED_FORMS, in_path=True),),
    ),
    Address(
        "/api/v1/known.{form}", "How one figure became known",
        "The estimate for one day, one sender and one host as it stood at each step of knowledge.",
        (JSON, *COMPARED), "/api/v1/known.json?sender=USA&host=SYR&date=2017-12-31",
        ("/api/v1/known.json", "/api/v1/known.<any(csv, svg, png, pdf, pptx, html):form>"), ("view", "export"),
        (Part("form", "Format of the answer.", "json", ("json", *COMPARED_FORMS), in_path=True),),
    ),
    Address(
        "/api/v1/pair.{form}", "Everything between two",
        "Every measure of one sender in one host on one time axis: table, picture, page or slide.",
        COMPARED, "/api/v1/pair.csv?sender=RUS&host=VEN", ("/api/v1/pair.<any(csv, svg, png, pdf, pptx, html):form>",), ("view", "export"),
        (Part("form", "Format of the file.", "csv", COMPARED_FORMS, in_path=True),),
    ),
    Address(
        "/api/v1/view", "How an address is understood",
        "The View in its one canonical spelling, and a notice for every part that is not known and shows the default instead.",
        (JSON,), "/api/v1/view?sender=RUS&date=2019-06", ("/api/v1/view",), ("view",),
    ),
    Address(
        "/api/v1/measures", "Measures and definitions", "Id, title, meaning, unit and definitions of every measure with claims.",
        (JSON,), "/api/v1/measures", ("/api/v1/measures",),
    ),
    Address(
        "/api/v1/places", "Places", "Id, name, kind, codes, days of existence, owner and marker of every place, former ones included.",
        (JSON,), "/api/v1/places", ("/api/v1/places",),
    ),
    Address(
        "/api/v1/sources", "Sources and licences",
        "Title, publisher, address, licence, citation, number of claims and rows not used of every source that was read.",
        (JSON,), "/api/v1/sources", ("/api/v1/sources",),
    ),
    Address(
        "/api/v1/search", "Search", "Maps, places, pairs, measures, definitions and sources for words, codes or a question, best first.",
        (JSON,), "/api/v1/search?q=Syria", ("/api/v1/search",), (), (Part("q", "What is looked for.", "Syria"),),
    ),
    Address(
        "/api/v1/stories/{story}.{form}", "A story as a file", "Every step with map, caption, notes, claims; TOML is the file that is edited.",
        (*(made.media for made in STORY_FORMS.values()), TOML), "/api/v1/stories/venezuela-2019.pdf",
        ("/api/v1/stories/<story>.<any(pptx, pdf, html):form>", "/api/v1/stories/<story>.toml"), ("export",),
        (
            Part("story", "Id of the story, as in its address.", "venezuela-2019", in_path=True),
            Part("form", "Format of the file.", "pdf", (*STORY_FORMS, "toml"), in_path=True),
        ),
    ),
    Address(
        "/changes.atom", "Feed of changes", "What became known, was corrected, redefined or withdrawn, newest first.",
        ("application/atom+xml",), "/changes.atom", ("/changes.atom",),
    ),
    Address(
        "/api/v1/openapi.json", "This description", "All of this page as OpenAPI 3.1.",
        (JSON,), "/api/v1/openapi.json", ("/api/v1/openapi.json",),
    ),
)  # fmt: skip
# What the pages ask for themselves; it changes with them and is promised to nobody.
OF_THE_PAGES = (
    "/api/v1/atlas", "/api/v1/frames", "/api/v1/chart", "/api/v1/controls", "/api/v1/sites", "/api/v1/flows", "/api/v1/small-series.svg",
    "/api/v1/talk.json", "/api/v1/story-figures.json", "/api/v1/stories/<story>.json",
    "/api/v1/stories/<any(read, open):what>.json", "/api/v1/stories/check.json",
    "/api/v1/stories/export.<any(pptx, pdf, html):form>",
    "/api/v1/<any(table, claims, map, series, citation):what>.<any(csv, parquet, svg, png, txt, bib, ris):form>",
)  # fmt: skip
