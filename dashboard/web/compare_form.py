"""The form of the comparisons: what is set against what, chosen without a script."""

from __future__ import annotations

from dashboard.domain.comparison import CHOICES, DEFAULT, PARTS, Comparison, Kind
from dashboard.domain.estimates import RULES
from dashboard.domain.regions import REGIONS, WORLD
from dashboard.domain.view import View
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger
from dashboard.web.forms import choice_field, hidden_fields, text_field

DAY_LENGTH = 10
Choices = list[tuple[str, str]]
TITLES = {"sender": "Sender", "rule": "Rule", "definition": "Who is counted", "source": "Only the source"}
AS_LEFT = ("", "as on the left")
# Comparisons between two dates.
DATED: tuple[Kind, ...] = ("multiples", "ranking", "change", "slope", "sources")
KEPT = ("rule", "per", "classes", "source", "viewpoint", "projection")
WORDS = {
    "scale": ("Scale", {"shared": "one for all", "own": "each its own"}),
    "show": ("Maps", {"beside": "side by side", "swipe": "one over the other"}),
    "by": ("One picture each", {"sender": "sender", "host": "host", "source": "source", "region": "region", "date": "date"}),
    "axis": ("Axis", {"log": "logarithmic", "linear": "linear"}),
}  # fmt: skip


def comparison_form(ledger: Ledger, view: View, asked: Comparison) -> str:
    """The form for a kind of comparison; what it does not ask for is sent along unchanged."""
    measures = _measures(ledger)
    fields = [
        f"<input type='hidden' name='kind' value='{asked.kind}'>",
        choice_field("measure", "Measure", view.measure, measures),
        choice_field("sender", "Sender", ",".join(view.sender) or "all", _senders(ledger, view.sender)),
        choice_field("other", "Second measure", asked.other, measures) if asked.kind == "together" else "",
        _other_sender(ledger, view, asked) if asked.kind == "together" else "",
        _host(ledger, view) if asked.kind == "multiples" else "",
        text_field("date", "Date", str(view.date or ""), "newest", DAY_LENGTH),
        text_field("since", "Earlier date", str(view.since or ""), "a year before", DAY_LENGTH) if asked.kind in DATED else "",
        text_field("known_at", "As known on", str(view.known_at or ""), "today", DAY_LENGTH),
        choice_field("region", "Region", view.region, _parts()),
        *(_choice(name, getattr(asked, name)) for name in PARTS.get(asked.kind, ())),
    ]
    hidden = [hidden_fields({name: text for name, text in view.written().items() if name in KEPT})]
    if asked.kind == "maps":
        hidden.append(_right(ledger, view, asked))
    form = f"<form class='asked wide' method='get' action='/compare'>{''.join([*fields, *hidden])}<button type='submit'>Show</button></form>"
    # Folded by the page's script on a telephone, so that the picture is not far below it.
    return f"<details class='fold' open><summary>Choose what is compared</summary>{form}</details>"


def _choice(name: str, value: str) -> str:
    label, words = WORDS[name]
    return choice_field(name, label, value, [(one, words[one]) for one in CHOICES[name]])


def _other_sender(ledger: Ledger, view: View, asked: Comparison) -> str:
    """Whose second measure is shown; an empty field means: the same senders."""
    chosen = "" if asked.other_sender is None else ",".join(asked.other_sender) or "all"
    return choice_field(
        "other_sender", "Its sender", chosen, [("", "as of the first"), *_senders(ledger, asked.other_sender or view.sender)]
    )


def _host(ledger: Ledger, view: View) -> str:
    """One host, whose series are drawn then; or those that the address names."""
    named = [(str(place), ledger.places.by_id[str(place)].name) for place in ledger.claims["host"].cat.categories]
    several = [(",".join(view.host), f"{len(view.host)} hosts")] if len(view.host) > 1 else []
    return choice_field(
        "host", "Host", ",".join(view.host), [("", "all, as maps"), *several, *sorted(named, key=lambda pair: pair[1].casefold())]
    )


def _right(ledger: Ledger, view: View, asked: Comparison) -> str:
    """What the right map has otherwise; an empty field means: as on the left."""
    right = {name: _default(name) if text == DEFAULT else text for name, text in asked.right}
    senders = tuple(right["sender"].split(",")) if right.get("sender") else view.sender
    known: dict[str, Choices] = {
        "sender": _senders(ledger, senders), "rule": [(rule, str(rule)) for rule in RULES],
        "definition": _definitions(ledger, view), "source": _sources(ledger, view),
    }  # fmt: skip
    fields = [
        text_field(f"right_{name}", words, right.get(name, ""), "as on the left", DAY_LENGTH)
        for name, words in (("date", "Date"), ("known_at", "As known on"))
    ]
    fields += [
        choice_field(f"right_{name}", TITLES[name], right.get(name, ""), [AS_LEFT, *found]) for name, found in known.items()
    ]
    fields.append(choice_field("clock", "Clock", "one" if asked.one_clock else "", [("", "one each"), ("one", "one for both")]))
    return f"<fieldset><legend>On the right, where it differs</legend>{''.join(fields)}</fieldset>"


def _default(name: str) -> str:
    """The default of a part of the View, as it is written in the form; empty where nobody can write it."""
    return {"sender": ",".join(View().sender), "rule": View().rule}.get(name, "")


def _definitions(ledger: Ledger, view: View) -> Choices:
    return [(one.id, one.title) for one in answers.measure_of(ledger, view).definitions if one.drawn]


def _sources(ledger: Ledger, view: View) -> Choices:
    present = ledger.claims_of(view.measure)["source_id"].astype("str").unique()
    return sorted(((one, ledger.catalogue.sources[one].title) for one in present), key=lambda pair: pair[1].casefold())


def _parts() -> Choices:
    return [(WORLD, "World"), *((name, part.title) for name, part in REGIONS.items())]


def _measures(ledger: Ledger) -> Choices:
    present = set(map(str, ledger.claims["measure"].cat.categories)) - {"events"}
    known = [measure for measure in ledger.catalogue.measures.values() if measure.id in present]
    return [(measure.id, measure.title) for measure in known if measure.domain != "denominator"]


def _senders(ledger: Ledger, chosen: tuple[str, ...]) -> Choices:
    named = [(str(place), ledger.places.by_id[str(place)].name) for place in ledger.claims["sender"].cat.categories]
    several = [(",".join(chosen), f"{len(chosen)} senders")] if len(chosen) > 1 else []
    return [("all", "All senders"), *several, *sorted(named, key=lambda pair: pair[1].casefold())]
