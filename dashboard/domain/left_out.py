"""Explains what an estimate or a sum leaves out to avoid double counting: each claim in force with its reason."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard.domain.estimates import FIGURES
from dashboard.domain.in_force import claims_in_play, word_map
from dashboard.domain.question import Question, asked_days

REASONS = {
    "part": "part of what another claim of the source counts already: a branch of the forces, a mission beside the total",
    "not-drawn": "a definition that no rule draws on: a plan, everybody who ever served, a number that holds others too",
    "definition": "counted under another definition than the one in charge; two definitions are never added",
    "gap": "the pair has no estimate: the definition in charge has a gap here, which nobody else's count fills",
    "alternative": "another source or speaker on the same people; alternatives are never added",
    "withheld": "the figure is withheld, so the sum is of the others",
    "bound": "only an upper or a lower end is known, which cannot be added to figures",
    "none-found": "somebody looked and found none, which is no figure",
}
LEFT_OUT_COLUMNS = {
    "host": "place id of the host",
    "sender": "place id of the sender",
    "definition": "definition of what is left out",
    "reason": "why: " + ", ".join(REASONS),
    "instead": "what is counted instead: an actor, a definition, a source; empty where nothing is",
    "low": "lower end of what is left out, in the measure's unit",
    "best": "figure of what is left out",
    "high": "upper end of what is left out",
    "source_id": "source of what is left out; missing for a sender of a sum",
    "said_by": "who said it",
    "actor": "organisation on the ground",
    "site": "base, project or asset",
    "claim_id": "claim that is left out; missing for a sender of a sum",
}
NUMBERS = ["low", "best", "high"]


def claims_left_out(claims: pd.DataFrame, question: Question, day: date, estimates: pd.DataFrame) -> pd.DataFrame:
    """The claims in force on ``day`` that the estimates of their pair do not count; columns as in `LEFT_OUT_COLUMNS`.

    Args:
        claims: claims of the question's measure, cut to the senders and hosts that are asked for.
        question: the measure, its catalogue and what is known when.
        day: the day of the estimates.
        estimates: one row a (host, sender) on that day, from `estimate`.

    Of one speaker's statements about one part only the latest in force is listed. An alternative that lies within the interval of
    its estimate is listed too, since neither the figure nor any sum includes it. Sorted by host, sender and claim.
    """
    now = _in_force(claims, question, day)
    rows = claims.iloc[now["row"].to_numpy()].reset_index(drop=True)
    told = rows.assign(**{name: now[name].to_numpy() for name in NUMBERS})
    stands = _standing(told, estimates)
    reason, instead = _reasons(told, question, stands, (now["whole"] & now["figure"]).to_numpy())
    named = told.assign(reason=pd.Series(reason, dtype="str"), instead=pd.Series(instead, dtype="str"))
    return _ordered(named[named["reason"] != ""])


def senders_left_out(pairs: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The senders that the sums of `total_over_senders` leave out, by host; columns as in `LEFT_OUT_COLUMNS`.

    ``pairs`` are the estimates of one day that were summed.
    """
    sums = totals.loc[totals["sender"].isna(), ["host", "definition"]].astype("str")
    joined = pairs.assign(host=pairs["host"].astype("str")).merge(
        sums.rename(columns={"definition": "instead"}), on="host", how="inner"
    )
    silent = ~joined["state"].isin(FIGURES)
    other = joined["definition"].astype("str") != joined["instead"]
    left = joined.assign(reason=joined["state"].where(silent, "definition"), source_id=None, claim_id=None)[silent | other]
    return _ordered(left.reindex(columns=list(LEFT_OUT_COLUMNS)))


def _in_force(claims: pd.DataFrame, question: Question, day: date) -> pd.DataFrame:
    """Numbered claims in force on the day, including those that no rule uses; the latest of each series."""
    play = claims_in_play(claims, question, everything=True)
    moment = asked_days(np.array([day], dtype="datetime64[s]"), question.measure)[0]
    standing = (play["anchor"].to_numpy() <= moment) & (play["expiry"].to_numpy() >= moment)
    now: pd.DataFrame = play[standing].sort_values(["anchor", "published", "row"], kind="stable")
    actor = claims["actor"].cat.codes.to_numpy()[now["row"].to_numpy()]
    return now.assign(actor=actor).drop_duplicates(["pair", "order", "speaker", "part", "actor"], keep="last")


def _standing(told: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """Definition, source and claim of the estimate of each row's pair, as text; missing where it has none."""
    names = {"definition": "in_charge", "source_id": "chosen", "claim_id": "behind"}
    keys = estimates[["host", "sender"]].astype("str")
    named = keys.assign(**{new: estimates[old].astype("str") for old, new in names.items()})
    return told[["host", "sender"]].astype("str").merge(named, on=["host", "sender"], how="left")


def _reasons(told: pd.DataFrame, question: Question, stands: pd.DataFrame, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The reason of each row and what is counted instead; both empty where the row is counted."""
    definition, source, actor = (told[name].astype("str") for name in ("definition", "source_id", "actor"))
    parents = {entry.id: entry.part_of for entry in question.catalogue.actors.values() if entry.part_of}
    shown = question.definition
    undrawn = {entry.id for entry in question.measure.definitions if not entry.drawn and entry.id != shown}
    additive = {entry.id for entry in question.measure.definitions if entry.additive == "actor"}
    pair = told["host"].astype("str") + " " + told["sender"].astype("str") + " " + source + " " + definition
    of_total = pair.isin(pair[whole]) & ~whole & definition.isin(additive)
    other = (source != stands["chosen"]) & stands["chosen"].notna()
    # Where one claim gives the figure, the other speakers of its source are left out too.
    speaker = stands["behind"].notna() & (told["claim_id"] != stands["behind"]) & ~other
    conditions = [
        word_map(told["actor"], lambda word: word in parents) == 1, definition.isin(undrawn), stands["in_charge"].isna(),
        definition != stands["in_charge"], of_total, other | speaker,
    ]  # fmt: skip
    reason = np.select(conditions, ["part", "not-drawn", "gap", "definition", "part", "alternative"], "")
    nothing = pd.Series("", index=told.index)
    counted = [actor.map(parents), nothing, nothing, stands["in_charge"], nothing.add("the total"), stands["chosen"]]
    return reason, np.select(conditions, [words.fillna("").astype("object") for words in counted], "")


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    words = {name: rows[name].astype("str") for name in ("host", "sender", "definition", "source_id", "said_by", "actor", "site")}
    kept = rows.assign(**words).sort_values(["host", "sender", "claim_id"], kind="stable", na_position="first")
    return kept[list(LEFT_OUT_COLUMNS)].reset_index(drop=True)
