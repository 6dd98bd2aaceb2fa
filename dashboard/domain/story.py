"""The data model of a story: steps of Views with captions, and the claim or View behind every figure in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View

Picture = Literal["map", "series", "claims", "comparison"]
# What a step of one View may choose from; a step whose view names a comparison has the picture of that.
PICTURES: tuple[Picture, ...] = get_args(Picture)[:3]
# Parts of the world that a map may be drawn closer at: west, south, east, north in degrees.
AREAS: dict[str, tuple[float, float, float, float]] = {
    "world": (-169.0, -57.0, 191.0, 84.0), "africa": (-26.0, -37.0, 60.0, 39.0), "sahel": (-24.0, -6.0, 46.0, 28.0),
    "europe": (-26.0, 34.0, 46.0, 72.0), "middle-east": (22.0, 10.0, 78.0, 46.0), "asia": (58.0, -12.0, 154.0, 56.0),
    "americas": (-130.0, -57.0, -30.0, 52.0), "latin-america": (-118.0, -57.0, -30.0, 33.0), "pacific": (94.0, -48.0, 191.0, 48.0),
}  # fmt: skip
STORY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Figures in sentences: digits with their separators, and the words that stand for some.
WORDS = (
    "two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands million millions "
    "billion billions trillion half thirds twice"
)
FIGURE = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(WORDS.split())})\b", re.IGNORECASE)
QUOTE = re.compile("“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Fact:
    """The evidence for a figure or quotation in a sentence: one claim, or a value that a View's map shows.

    Attributes:
        text: the figure as it stands in the sentence.
        claim: id of the claim that says it; empty when a View does.
        view: the View that shows it; None when a claim says it.
        host: the place of the View that is meant; empty for a count or a sum over its places.
        field: of a claim ``phrase``, ``best``, ``low``, ``high``, ``start``, ``end``, ``published`` or ``note``; of a View ``best``,
            ``low``, ``high`` or ``state`` of the host, its ``date``, the place with the ``largest`` figure, the ``sum`` of all hosts under
            one definition, the number of ``places`` with a figure, or of those in a state such as ``withheld``.
    """

    text: str
    claim: str = ""
    view: View | None = None
    host: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story.

    Attributes:
        view: what is shown.
        title: the largest line.
        caption: a first line that stands out, and after a line end the sentences under it.
        notes: for the speaker alone.
        focus: places that are outlined while the others step back.
        picture: the map, the series of the View, or what each source says.
        area: a key of `AREAS`.
        facts: what the figures in title, caption and notes stand on.
        comparison: what the View is set against; None: the step shows the View alone.
    """

    view: View
    title: str
    caption: str = ""
    notes: str = ""
    focus: tuple[str, ...] = ()
    picture: Picture = "map"
    area: str = "world"
    facts: tuple[Fact, ...] = ()
    comparison: Comparison | None = None

    @property
    def query(self) -> str:
        """The View, or the comparison that begins with it, as a query string."""
        return self.comparison.encode(self.view) if self.comparison else self.view.encode()

    @property
    def page(self) -> str:
        """The page that shows it, with its query and without the root."""
        path = "/compare" if self.comparison else "/"
        return f"{path}?{self.query}".removesuffix("?")

    @property
    def lines(self) -> tuple[str, str]:
        """The caption's first line and the rest."""
        first, _, rest = self.caption.partition("\n")
        return first.strip(), " ".join(rest.split())


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it is told: ``id`` is its address, ``summary`` what it is about."""

    id: str
    title: str
    summary: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class StoryLimits:
    """How long a story may be: number of steps, and characters of title, caption and notes."""

    steps: int = 40
    title_chars: int = 80
    caption_chars: int = 420
    notes_chars: int = 3000


def spoken_figures(text: str) -> list[tuple[int, int]]:
    """Where figures and quotations stand in a sentence: (first, behind the last) character of each, in order."""
    found = [*(match.span() for match in FIGURE.finditer(text)), *(match.span(1) for match in QUOTE.finditer(text))]
    return sorted(found)


def uncovered(text: str, covers: Iterable[str]) -> list[str]:
    """Figures and quotations of ``text`` that lie in no occurrence of any of ``covers``, in order, each once."""
    spans = [match.span() for cover in covers for match in re.finditer(re.escape(cover), text)]
    bare = [text[a:b] for a, b in spoken_figures(text) if not any(first <= a and b <= last for first, last in spans)]
    return list(dict.fromkeys(bare))
