"""Leave-one-out analysis: how figures, classes and changes would differ without each source in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.domain.differences import change_estimates, total_changes
from dashboard.domain.estimates import estimate
from dashboard.domain.origins import roots
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View
from dashboard.figures.comparing import earlier_day, heard, third_of
from dashboard.figures.numbers import count
from dashboard.figures.reading import Reading, reading_of
from dashboard.figures.view_region import rows_in_part
from dashboard.ledger import answers
from dashboard.ledger.repetitions import source_spoken_for
from dashboard.ledger.store import Ledger

COLUMNS = ["source", "repeated", "hosts", "gone", "largest", "flips", "classes", "thirds", "changes"]
TOP = 10
WAYS = {-1.0: "fall", 0.0: "unchanged", 1.0: "rise"}


def leave_one_out(ledger: Ledger, view: View) -> pd.DataFrame:
    """One row for each source in force on the View's date: what changes on the shown map when the source is left out.

    With a source go the claims of others that repeat it, for nobody would know these without it: a repetition of its figure would else
    stand in for it, and the source would seem to carry nothing.

    ``source``, ``repeated`` (number of claims of others that go with it), ``hosts`` (number whose figure is another or gone), ``gone``
    (of these without any figure), ``largest`` (the host of the largest difference), ``flips`` (hosts that enter or leave the ten
    largest), ``classes`` (hosts in another class of the map, those without a figure left out), ``thirds`` (hosts that were in one third
    of all and are in another), ``changes`` (hosts whose change since the earlier date has another direction, or is none that may be
    told); the last four are lists of names, the changes with both words.
    """
    plain = replace(view, host=(), compare="level", per="none")
    claims = rows_in_part(ledger.places, view, answers.view_claims(ledger, plain))
    reading = reading_of(ledger, plain)
    whole, ways = _levels(ledger, plain, claims), _ways(ledger, plain, claims)
    sources, origins = sorted(set(heard(ledger, plain)["source_id"])), _origins(claims)
    rows = []
    for source in sources:
        own, repeats = (claims["source_id"] == source).to_numpy(), (origins == source)
        rest = claims[~(own | repeats)]
        told = _figures(ledger, whole, _levels(ledger, plain, rest), reading)
        rows.append(
            {
                "source": ledger.catalogue.sources[source].title,
                "repeated": int((repeats & ~own).sum()),
                **told,
                "changes": _turned(ledger, ways, _ways(ledger, plain, rest)),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def repeated_words(repeated: int) -> str:
    """What goes with a source that is left out, "33 claims of others that repeat it"; empty where nothing does."""
    return f"{count(repeated, 'claim')} of others that {'repeats' if repeated == 1 else 'repeat'} it" if repeated else ""


def _origins(claims: pd.DataFrame) -> np.ndarray:
    """The original source of each claim: its own, the one it repeats (directly or through others), or the one its speaker names."""
    sources = claims["source_id"].astype("str").to_numpy(dtype="object")
    root = roots(claims)
    inside = root < len(claims)
    traced = np.where(inside, sources[np.where(inside, root, 0)], sources)
    named = claims["said_by"].cat.categories.astype("str")
    words = np.array([*(source_spoken_for(name) for name in named), ""], dtype="object")[claims["said_by"].cat.codes.to_numpy()]
    return np.where(words != "", words, traced)


def _figures(ledger: Ledger, whole: pd.Series, rest: pd.Series, reading: Reading) -> dict[str, object]:
    both = pd.DataFrame({"whole": whole, "rest": rest})
    changed = both[(both["whole"].notna() & (both["whole"] != both["rest"])).to_numpy()]
    size = (changed["whole"] - changed["rest"].fillna(0.0)).abs()
    stays = both.dropna()
    classes = [np.searchsorted(reading.breaks, stays[end].to_numpy(), side="right") for end in ("whole", "rest")]
    thirds = [third_of(both[end].where(both[end] > 0)).reindex(stays.index) for end in ("whole", "rest")]
    parted = (thirds[0] != thirds[1]) & thirds[0].notna() & thirds[1].notna()
    return {
        "hosts": len(changed), "gone": int(changed["rest"].isna().sum()), "largest": _names(ledger, [str(size.idxmax())] if len(size) else []),
        "flips": _names(ledger, sorted(set(whole.nlargest(TOP).index) ^ set(rest.nlargest(TOP).index))),
        "classes": _names(ledger, stays.index[classes[0] != classes[1]].tolist()),
        "thirds": _names(ledger, stays.index[parted.to_numpy()].tolist()),
    }  # fmt: skip


def _turned(ledger: Ledger, whole: pd.Series, rest: pd.Series) -> str:
    """Hosts whose direction of change differs without the source: "Mali (rise, then no comparable pair)"."""
    both = pd.DataFrame({"whole": whole, "rest": rest}).fillna({"rest": "nothing known"})
    spoken = both["whole"].isin([*WAYS.values(), "disputed"]) & (both["whole"] != both["rest"])
    words = zip(both.index[spoken.to_numpy()], both["whole"][spoken], both["rest"][spoken], strict=True)
    told = [f"{_names(ledger, [str(host)])} ({before}, then {after})" for host, before, after in words]
    return ", ".join(sorted(told))


def _levels(ledger: Ledger, view: View, claims: pd.DataFrame) -> pd.Series:
    day = np.array([answers.view_date(ledger, view)], dtype="datetime64[s]")
    rows = estimate(claims, answers.question_of(ledger, view), day, view.rule)
    hosts = rows if len(view.sender) == 1 else total_over_senders(rows)
    kept = hosts[hosts["level"].notna().to_numpy()]
    return pd.Series(kept["level"].to_numpy(), index=kept["host"].astype("str").to_numpy())


def _ways(ledger: Ledger, view: View, claims: pd.DataFrame) -> pd.Series:
    """The direction of each host's change since the earlier date, like with like, or why there is none."""
    later, earlier = (
        np.array([day], dtype="datetime64[s]") for day in (answers.view_date(ledger, view), earlier_day(ledger, view))
    )
    if earlier[0] >= later[0]:
        return pd.Series(dtype="object")
    pairs = change_estimates(claims, answers.question_of(ledger, view), later, earlier, view.rule)
    rows = pairs if len(view.sender) == 1 else total_changes(pairs)
    figure = rows["state"].isin(["value", "zero"]).to_numpy()
    reasons = rows["state"].astype("str").str.replace("no-pair", "no comparable pair")
    words = np.where(figure, np.sign(rows["level"]).map(WAYS).astype("object"), reasons)
    return pd.Series(words, index=rows["host"].astype("str").to_numpy(), dtype="object")


def _names(ledger: Ledger, hosts: list[str]) -> str:
    return ", ".join(sorted(ledger.places.by_id[host].name for host in hosts if host in ledger.places.by_id))
