"""Tables of comparisons: ranking, like-for-like change, sender-host matrix, two measures, source against source.

Each is a pure function of ledger and View and gives plain rows; pages, pictures and files are made from these rows alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.changes import with_families, year_before
from dashboard.domain.comparison import Comparison
from dashboard.domain.estimates import voices
from dashboard.domain.in_force import claims_in_force, claims_in_play
from dashboard.domain.origins import shared_origins
from dashboard.domain.question import asked_days
from dashboard.domain.regions import WORLD
from dashboard.domain.view import View
from dashboard.figures.map import say_rows
from dashboard.figures.numbers import count, say_number
from dashboard.figures.reading import reading_of
from dashboard.figures.speakers import say_speaker
from dashboard.figures.view_region import rows_in_part
from dashboard.figures.view_rows import pairs_on_day, rows_on_day
from dashboard.ledger import answers
from dashboard.ledger.repetitions import source_spoken_for
from dashboard.ledger.store import Ledger

FIGURES = ("value", "zero")
# Within a tenth of one another two figures agree, as on the map of agreement.
AGREE = 1.1
FURTHEST = 40
# What must be the same on both days for a place in a ranking to be compared.
COUNTED = ["definition", "source_id", "senders"]
PAIRS = ["one", "other", "pairs", "ratio", "agree", "one_origin"]


def earlier_day(ledger: Ledger, view: View) -> date:
    """The earlier of the two dates: the View's own, or a year before the day shown."""
    return view.since or year_before(answers.view_date(ledger, view))


def ranking(ledger: Ledger, view: View) -> pd.DataFrame:
    """Hosts by their figure on the View's date, largest first, with their place on the earlier day.

    Columns: ``host, name, rank`` (1 is the largest; missing for groups of places, which hold other hosts and come last),
    ``words, low, level, high, before_words, before_rank`` (missing where there was no figure), ``climbed`` (places won; missing without
    an earlier rank and where ``alike`` is False), ``alike`` (one definition, one source and as many senders on both days: only then a
    change of place is no change of who counts). Hosts without a figure are in `silent_hosts`.
    """
    plain = replace(view, compare="level", host=())
    now, then = _ranked(ledger, plain), _ranked(ledger, replace(plain, date=earlier_day(ledger, view)))
    joined = now.merge(then[["host", "rank", "words", *COUNTED]], on="host", how="left", suffixes=("", "_before"))
    alike = pd.concat([joined[name] == joined[f"{name}_before"] for name in COUNTED], axis=1).all(axis=1)
    told = joined.rename(columns={"rank_before": "before_rank", "words_before": "before_words"})
    kept = told.drop(columns=[*COUNTED, *(f"{name}_before" for name in COUNTED)])
    return kept.assign(climbed=(kept["before_rank"] - kept["rank"]).astype("Float64").astype("float64").where(alike), alike=alike)


def silent_hosts(ledger: Ledger, view: View) -> pd.DataFrame:
    """Hosts of which something is known and no figure: ``host, name, words``."""
    rows = _worded(ledger, replace(view, compare="level", host=()))
    return rows[~rows["state"].isin(FIGURES).to_numpy()][["host", "name", "words"]]


def changes(ledger: Ledger, view: View) -> pd.DataFrame:
    """Changes between the two dates, the largest first: ``host, name, state, words, low, level, high, before, definition, source``.

    Like with like only; hosts without a comparable pair, withheld and disputed ones come last with their reason in ``words``.
    """
    asked = replace(view, compare="change", per="none", host=())
    rows = _worded(ledger, asked)
    measure = answers.measure_of(ledger, view)
    titles = {definition.id: definition.title for definition in measure.definitions}
    sources = rows["source_id"].astype("str").map({s.id: s.title for s in ledger.catalogue.sources.values()}).fillna("several")
    told = rows.assign(definition=rows["definition"].astype("str").map(titles), source=sources, size=rows["level"].abs())
    ordered = told.sort_values("size", ascending=False, na_position="last", kind="stable")
    return ordered[["host", "name", "state", "words", "low", "level", "high", "before", "definition", "source"]].reset_index(
        drop=True
    )


def matrix(ledger: Ledger, view: View, limit: int) -> tuple[pd.DataFrame, int, int]:
    """What each sender has in each host: one row a pair of the ``limit`` largest senders and hosts, and how many there are of each.

    Columns ``sender, host, sender_name, host_name, state, level, words, code`` (of the map's legend). A cell that is not there is
    not-collected. Nothing is added up.
    """
    asked = replace(view, compare="level", per="none", host=())
    rows = rows_in_part(ledger.places, view, pairs_on_day(ledger, asked))
    reading = reading_of(ledger, asked)
    largest = _largest(rows.sort_values("level", ascending=False, na_position="last", kind="stable"), limit)
    kept = rows[rows["sender"].isin(largest["sender"]).to_numpy() & rows["host"].isin(largest["host"]).to_numpy()]
    names = {f"{key}_name": _names(ledger, kept[key]) for key in ("sender", "host")}
    table = kept.assign(**names, words=say_rows(kept, reading), code=reading.codes_of(kept))
    order = table.assign(**{key: pd.Categorical(table[key].astype("str"), largest[key]) for key in ("sender", "host")})
    columns = ["sender", "host", "sender_name", "host_name", "state", "level", "words", "code"]
    return order.sort_values(["sender", "host"])[columns], rows["sender"].nunique(), rows["host"].nunique()


def together(ledger: Ledger, view: View, second: View) -> pd.DataFrame:
    """Two measures of each host: ``host, name, state, level, words``, and the same of the second View's measure with ``_other``.

    ``place`` and ``place_other`` are thirds of the hosts that have both figures above zero, 0 the lowest; missing for all others, which
    stay in the table with their reason, after those that have both. Both are asked on one day, see `on_one_day`. A part of the world
    has its own hosts alone; their thirds are those of the whole.
    """
    asked = [replace(one, compare="level", host=(), region=WORLD) for one in on_one_day(ledger, view, second)]
    tables = [_worded(ledger, one)[["host", "name", "state", "level", "words"]] for one in asked]
    both = tables[0].merge(tables[1], on="host", how="outer", suffixes=("", "_other"))
    filled = both.assign(name=both["name"].astype("str").fillna(both["name_other"].astype("str"))).drop(columns="name_other")
    absent = {column: filled[column].astype("str").fillna("not collected") for column in ("words", "words_other")}
    states = {column: filled[column].astype("str").fillna("not-collected") for column in ("state", "state_other")}
    known = filled.assign(**absent, **states)
    shared = (known["level"] > 0) & (known["level_other"] > 0)
    thirds = {f"place{end}": third_of(known[f"level{end}"].where(shared)) for end in ("", "_other")}
    told = rows_in_part(ledger.places, view, known.assign(**thirds, both=shared))
    ordered = told.sort_values(
        ["both", "level", "level_other", "name"], ascending=[False, False, False, True], na_position="last"
    )
    return ordered.drop(columns="both").reset_index(drop=True)


def on_one_day(ledger: Ledger, view: View, second: View) -> tuple[View, View]:
    """Both Views on the date of the first, or on the last day on which both measures have figures of their senders."""
    day = view.date or min(answers.view_date(ledger, asked) for asked in (view, second))
    return replace(view, date=day), replace(second, date=day)


def view_of(ledger: Ledger, view: View, asked: Comparison) -> View:
    """The View that the comparison shows, so that its title, dates and link say the same as its table.

    Changes have their own reading; two measures are asked on one day; the matrix is about every sender unless several are named. All
    of them keep to the part of the world that is asked for.
    """
    if asked.kind in ("maps", "multiples"):
        return replace(view, host=()) if asked.kind == "maps" else view
    plain = replace(view, host=(), compare="change" if asked.kind in ("change", "slope") else "level")
    if asked.kind == "together":
        return on_one_day(ledger, plain, second_of(plain, asked))[0]
    several = len(view.sender) > 1
    return replace(plain, sender=view.sender if several else (), per="none") if asked.kind == "matrix" else plain


def second_view(view: View, other: str, senders: tuple[str, ...] | None = None) -> View:
    """The View of the other measure: same date, rule and known-at date, and the same senders unless others are given."""
    chosen = view.sender if senders is None else senders
    # The name that a reader gave is of the View's own senders.
    name = view.sender_name if chosen == view.sender else ""
    asked = replace(view, measure=other, sender=chosen, sender_name=name, definition="", per="none")
    return replace(asked, classes="fixed", compare="level", host=(), host_name="")


def second_of(view: View, asked: Comparison) -> View:
    """The View of the second measure that the comparison asks for."""
    return second_view(view, asked.other, asked.other_sender)


def source_pairs(ledger: Ledger, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Speaker against speaker on the View's date, for the same sender, host and definition.

    A source that passes on what two sides report, as direct investment by home and by host, is two speakers. Two who have one origin
    neither agree nor differ: such figures are counted apart and stand in no share.

    Returns:
        one row a pair of speakers: ``one, other`` (titles), ``pairs`` (common figures of independent origins), ``ratio`` (median of the
        larger to the smaller; infinite for opposite signs and for zero against a figure), ``agree`` (share within a tenth), both missing
        without such figures, ``one_origin`` (common figures that share an origin); and one row a (sender, host) on which two differ most:
        ``sender, host, definition, one, figure, other, other_figure, ratio, claim, other_claim`` (claims are empty where parts were
        added up), at most `FURTHEST`.
    """
    rows, repeated = _heard(ledger, view)
    both = rows.merge(rows, on=["pair", "order"], suffixes=("", "_other"))
    apart = both[(both["speaker"] < both["speaker_other"]).to_numpy()]
    if apart.empty:
        return pd.DataFrame(columns=PAIRS), pd.DataFrame()
    ratio = _ratio(apart["level"].to_numpy(), apart["level_other"].to_numpy())
    own = ~_of_one_origin(apart, repeated)
    told = apart.assign(ratio=np.where(own, ratio, np.nan), agree=np.where(own, ratio <= AGREE, np.nan), own=own, repeats=~own)
    grouped = told.groupby(["title", "title_other"], sort=True).agg(
        pairs=("own", "sum"), ratio=("ratio", "median"), agree=("agree", "mean"), one_origin=("repeats", "sum")
    )
    table = grouped.reset_index().set_axis(PAIRS, axis=1).sort_values(["pairs", "one_origin"], ascending=False, kind="stable")
    return table, _told_apart(ledger, view, _furthest(told))


def _furthest(told: pd.DataFrame) -> pd.DataFrame:
    """The widest differences, one for each pair of origins: a source that copies another is not listed beside it."""
    wide = told[(told["ratio"] > AGREE).to_numpy()]
    copies = (wide["spoken_for"] != "").astype("int64") + (wide["spoken_for_other"] != "")
    ordered = wide.assign(copies=copies).sort_values(["ratio", "copies"], ascending=[False, True], kind="stable")
    ends = np.sort(ordered[["root", "root_other"]].to_numpy(), axis=1)
    once = ~ordered.assign(one_end=ends[:, 0], other_end=ends[:, 1]).duplicated(["pair", "order", "one_end", "other_end"])
    return ordered[once.to_numpy()].head(FURTHEST)


def _of_one_origin(apart: pd.DataFrame, repeated: pd.DataFrame) -> np.ndarray:
    """Whether the two speakers of each row repeat one origin, or one of them names the other, or both a third, as its source."""
    keys = ["pair", "order", "speaker", "speaker_other"]
    linked = pd.MultiIndex.from_frame(apart[keys]).isin(pd.MultiIndex.from_frame(repeated))
    named, named_other = apart["spoken_for"], apart["spoken_for_other"]
    by_name = (named == apart["source_id_other"]) | (named_other == apart["source_id"]) | ((named == named_other) & (named != ""))
    found: np.ndarray = linked | by_name.to_numpy()
    return found


def origin_words(table: pd.DataFrame) -> str:
    """How many common figures stand in no share because both speakers have one origin; empty where there are none."""
    shared = int(table["one_origin"].sum())
    verb = "shares one origin and is" if shared == 1 else "share one origin and are"
    return (
        f"{count(shared, 'pair')} of figures {verb} not counted: one repeats the other, or both repeat a third" if shared else ""
    )


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How many times the larger figure is the smaller; infinite where one is zero or the signs differ, 1 where both are zero."""
    smaller, larger = np.minimum(np.abs(one), np.abs(other)), np.maximum(np.abs(one), np.abs(other))
    alike = (np.sign(one) == np.sign(other)) & (smaller > 0)
    times = larger / np.where(alike, smaller, 1.0)
    return np.where(alike, times, np.where(larger > 0, np.inf, 1.0))


def heard(ledger: Ledger, view: View) -> pd.DataFrame:
    """Figures in force on the View's date: one row a (pair, definition, speaker), parts added up as for every estimate.

    Adds ``source_id, sender_id, host_id``, ``title`` of source and speaker, ``spoken_for`` (the source that the speaker names) and
    ``claim`` (empty where parts were added up).
    """
    return _heard(ledger, view)[0]


def _heard(ledger: Ledger, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `heard`, and which source repeats which, as in `shared_origins`."""
    claims = rows_in_part(ledger.places, view, answers.view_claims(ledger, replace(view, host=())))
    question, levelled = answers.question_of(ledger, view), with_families(claims)
    day = asked_days(np.array([answers.view_date(ledger, view)], dtype="datetime64[s]"), question.measure)
    in_play = claims_in_play(levelled, question)
    rows = voices(in_play, day)
    table = rows[rows["figure"].to_numpy()].reset_index(drop=True)
    source, person = np.divmod(table["speaker"].to_numpy(), len(levelled["said_by"].cat.categories) + 1)
    sources = levelled["source_id"].cat.categories[source].astype("str")
    people = ["", *levelled["said_by"].cat.categories.astype("str")]
    titles = [_titled(ledger, name, people[place]) for name, place in zip(sources, person, strict=True)]
    row = table["row"].to_numpy()
    ids = np.where(row >= 0, levelled["claim_id"].astype("str").to_numpy(dtype="object")[np.maximum(row, 0)], "")
    places = {f"{name}_id": levelled[name].cat.categories[table[name]].astype("str") for name in ("sender", "host")}
    named = [source_spoken_for(people[place]) for place in person]
    told = table.assign(**places, source_id=sources, title=titles, claim=ids, spoken_for=named)
    return told, shared_origins(claims_in_force(in_play, day))


def _titled(ledger: Ledger, source: str, said_by: str) -> str:
    title = ledger.catalogue.sources[source].title
    return f"{title} ({say_speaker(said_by, ledger.catalogue.sources[source])})" if said_by else title


def _told_apart(ledger: Ledger, view: View, worst: pd.DataFrame) -> pd.DataFrame:
    measure = answers.measure_of(ledger, view)
    figures = {
        name: [say_number(value, measure.unit) for value in worst[column]]
        for name, column in (("figure", "level"), ("other_figure", "level_other"))
    }
    return pd.DataFrame(
        {
            "sender": worst["sender_id"], "host": worst["host_id"],
            "definition": [measure.definitions[int(place)].title for place in worst["order"]], "one": worst["title"],
            "other": worst["title_other"], "ratio": worst["ratio"], "claim": worst["claim"], "other_claim": worst["claim_other"], **figures,
        }
    ).reset_index(drop=True)  # fmt: skip


def _ranked(ledger: Ledger, view: View) -> pd.DataFrame:
    rows = _worded(ledger, view)
    kept = rows[rows["state"].isin(FIGURES).to_numpy()].sort_values(["level", "name"], ascending=[False, True])
    group = np.array([ledger.places.by_id[host].kind == "collective" for host in kept["host"]], dtype=bool)
    rank = kept["level"].where(~group).rank(method="min", ascending=False).astype("Int64")
    counted = kept.assign(source_id=kept["source_id"].astype("str").fillna("several"), rank=rank)
    return counted.iloc[np.argsort(group, kind="stable")].reset_index(drop=True)[
        ["host", "name", "rank", "words", "low", "level", "high", *COUNTED]
    ]


def _worded(ledger: Ledger, view: View) -> pd.DataFrame:
    """The rows of the View's map in its part of the world, with the names of hosts and the figures in words."""
    rows = rows_in_part(ledger.places, view, rows_on_day(ledger, view))
    words = say_rows(rows, reading_of(ledger, view))
    return rows.assign(
        host=rows["host"].astype("str"), name=_names(ledger, rows["host"]), words=words, state=rows["state"].astype("str")
    )


def _names(ledger: Ledger, places: pd.Series) -> pd.Series:
    return places.astype("str").map({place.id: place.name for place in ledger.places.by_id.values()})


def _largest(ordered: pd.DataFrame, limit: int) -> dict[str, list[str]]:
    """As many senders and hosts of the largest pairs as fit, none with an empty row or column."""
    fresh = [(~ordered[key].duplicated()).cumsum().to_numpy() for key in ("sender", "host")]
    kept = ordered[(fresh[0] <= limit) & (fresh[1] <= limit)]
    return {key: list(dict.fromkeys(kept[key].astype("str"))) for key in ("sender", "host")}


def third_of(levels: pd.Series) -> pd.Series:
    """0, 1 or 2 by thirds of the values that are there; missing elsewhere."""
    # Equal figures fall into one third, also where the thirds then differ in size.
    rank = levels.rank(method="min")
    return (rank - 1) * 3 // max(int(levels.notna().sum()), 1)
