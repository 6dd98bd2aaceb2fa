"""What each control of the map does, in a sentence or two: said beside the control and on the page of definitions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlWords:
    """The help of one control: its title as on the page, and what it does."""

    title: str
    text: str


CONTROLS: dict[str, ControlWords] = {
    "measure": ControlWords(
        "Measure",
        "What is counted: persons, sites, arms or money, each in its own unit. “What is counted” beside the title tells its "
        "definitions.",
    ),
    "sender": ControlWords(
        "Sender",
        "The state that is present abroad. Of several senders the map shows the sum: it adds figures under one definition only and "
        "says how many senders it left out. A group puts its members on the date shown in its place.",
    ),
    "host": ControlWords(
        "Host",
        "The place where the sender is present. A host picks out what the panel tells and what is outlined on the map; no figure and "
        "no colour changes with it.",
    ),
    "rule": ControlWords(
        "Rule",
        "How one figure is made where several claims stand. Preferred source: the measure's own order of definitions, then of "
        "sources; of several speakers of one source, whoever speaks of the latest time. Median, lowest and highest: of the sources "
        "under the definition that is in charge. Latest: whoever speaks of the latest time. The range from the lowest to the highest "
        "claim is shown with every rule.",
    ),
    "reading": ControlWords(
        "Level, Change, Agreement",
        "Three readings of the same figures. Level: how much there is. Change: since an earlier day, and only where one source says "
        "both ends under one definition. Agreement: how far the sources are apart; the further, the greyer.",
    ),
    "since": ControlWords(
        "Change since",
        "The earlier day of a change, as 2018, 2018-12 or 2018-12-31; empty: a year before the day shown.",
    ),
    "per": ControlWords(
        "Figures",
        "Raw figures, or divided by the size of the host: its inhabitants, its own armed forces, its economy; or money in the prices "
        "of one year. A host without the denominator says so and is not dropped. The line below the map names the denominator's "
        "source and years.",
    ),
    "prices": ControlWords(
        "Prices of",
        "The year whose prices are used. The deflator is that of the United States: it says nothing of prices in a host.",
    ),
    "classes": ControlWords(
        "Classes",
        "Where one colour ends and the next begins. Round steps: fixed bounds of the measure. Steps of a factor: bounds at 1, 2 or 5 "
        "times a power of ten. Equal steps: the range cut into equal parts. Equal counts: as many figures in each class. Natural "
        "breaks: cut where the gaps are. Own bounds: up to five numbers of yours. All dates share the bounds; zero is never in a "
        "class.",
    ),
    "bounds": ControlWords(
        "Bounds",
        "One to five ascending numbers with commas between, 100,1000,10000. A figure equal to a bound belongs to the class above it.",
    ),
    "known-at": ControlWords(
        "As known on",
        "The second clock: only what had been published by this day. A figure that was withheld by then turns to withheld. Empty: all "
        "that is known.",
    ),
    "viewpoint": ControlWords(
        "Borders",
        "Whose drawing of disputed areas is shown; by default who holds them in fact. It changes which figure fills a disputed area "
        "and moves no figure: each stays with the place that its source names.",
    ),
    "region": ControlWords(
        "Region",
        "A part of the world. Lists, legend and counts keep to it, and say of how many; places outside are shown pale with a thin "
        "grey outline and are not counted. Classes and the clock stay those of the whole world.",
    ),
    "drawn": ControlWords(
        "Sites, Flows, Own groups",
        "Sites: bases, missions, projects and reactors as points, each with how exactly its place is known, and as a table. Flows: "
        "curved lines from the senders to their largest hosts on the day shown; the wider, the more. Own groups: places of your "
        "choice under one name, kept in this browser alone; a link carries the members and not the name.",
    ),
    "speed": ControlWords(
        "Speed",
        "How fast the clock plays through time.",
    ),
}  # fmt: skip
