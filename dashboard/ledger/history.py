"""How the estimate for one date changed with known-at time: one answer for each day on which a claim was published or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.domain.clocks import known_since
from dashboard.domain.estimates import ESTIMATE_COLUMNS, estimate
from dashboard.domain.in_force import claims_in_play
from dashboard.domain.question import DAY, Question, asked_days
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger import answers
from dashboard.ledger.store import Ledger

HISTORY_COLUMNS = {
    "known_at": "day from which the answer reads so",
    **ESTIMATE_COLUMNS,
    "state": "as in estimates; not-collected where nothing was known or nothing known stood any more",
    "came": "claims about the time in question that became known on that day, separated by spaces",
    "went": "claims about it that were withdrawn on that day, separated by spaces",
    "recorded": "True where the source recorded that day; False where it is the last day that a claim speaks of",
}
# What may change from one day of knowledge to the next and is told; the rest of a row follows from these or from the question.
TOLD = ("state", "definition", "low", "best", "high", "claims", "origins", "newest", "source_id", "claim_id")


def check_one_pair(view: View) -> None:
    """Pass a View of one sender and one host. Raises PresenceError (E-HISTORY-PAIR) for every other."""
    if len(view.sender) != 1 or len(view.host) != 1:
        raise PresenceError(
            "E-HISTORY-PAIR", f"{len(view.sender)} senders and {len(view.host)} hosts", "one sender and one host",
            next_step="ask for one pair at a time",
        )  # fmt: skip


def history(ledger: Ledger, view: View) -> pd.DataFrame:
    """The estimate for the View's sender, host and date, one row a day on which it changed: columns as in `HISTORY_COLUMNS`.

    The last row is what is known now. The View's own known-at date ends the history. A day on which claims came or went and the
    answer stayed the same has no row. Follows claims alone: absence from a complete list
    is not told here. Raises PresenceError (E-HISTORY-PAIR) unless the View names one sender and one host.
    """
    check_one_pair(view)
    claims, question = answers.view_claims(ledger, view), answers.question_of(ledger, view)
    day = answers.view_date(ledger, view)
    near = _near(claims, question, day)
    moments = _moments(near, view.known_at)
    asked = [_answer(claims, replace(question, known_at=moment), day, view) for moment in moments]
    return _changed(asked, moments, near, claims, day)


def _near(claims: pd.DataFrame, question: Question, day: date) -> pd.DataFrame:
    """The claims that may decide the answer on ``day``, those withdrawn since among them.

    A claim that is silent for longer than the measure's tolerance on either side of the day can neither stand on it nor tell
    whether its definition is in charge. One that a later zero ends was carried further while that zero was not known.
    """
    unread = claims.assign(withdrawn=pd.Series(pd.NaT, index=claims.index, dtype="datetime64[s]"))
    play = claims_in_play(unread, replace(question, known_at=None), alone=True)
    moment = asked_days(np.array([day], dtype="datetime64[s]"), question.measure)[0]
    reach = question.measure.tolerance_days * DAY
    near = (play["anchor"].to_numpy() <= moment + reach) & (play["expiry"].to_numpy() >= moment - reach)
    kept: pd.DataFrame = claims.iloc[play["row"].to_numpy()[near]]
    return kept


def _moments(near: pd.DataFrame, until: date | None) -> list[date]:
    """Days on which one of the claims came or went, ascending."""
    withdrawn = near["withdrawn"].to_numpy().astype("datetime64[s]")
    days = np.unique(np.concatenate([known_since(near), withdrawn]).astype("datetime64[D]"))
    known: list[date] = days[~np.isnat(days)].tolist()
    return [day for day in known if until is None or day <= until]


def _answer(claims: pd.DataFrame, question: Question, day: date, view: View) -> dict[str, Any]:
    rows = estimate(claims, question, [day], view.rule).to_dict("records")
    return (
        {str(name): value for name, value in rows[0].items()} if rows else {"state": "not-collected", "claims": 0, "origins": 0}
    )


def _changed(
    asked: list[dict[str, Any]], moments: list[date], near: pd.DataFrame, claims: pd.DataFrame, day: date
) -> pd.DataFrame:
    rows, last = [], "not-collected"
    for answer, moment in zip(asked, moments, strict=True):
        told = str([answer.get(name) for name in TOLD]) if answer["state"] != "not-collected" else "not-collected"
        if told != last:
            rows.append({"known_at": moment, **answer, **_reasons(near, moment)})
        last = told
    frame = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS))
    pair = {name: str(claims[name].iloc[0]) for name in ("host", "sender")} if len(claims) else {}
    days = {name: frame[name].astype("datetime64[s]") for name in ("known_at", "newest")}
    whole = {name: frame[name].fillna(0).astype("int64") for name in ("claims", "origins", "senders", "left_out")}
    return frame.assign(**pair, **days, **whole, date=np.datetime64(day, "s"))


def _reasons(near: pd.DataFrame, moment: date) -> dict[str, Any]:
    came = known_since(near).astype("datetime64[D]") == np.datetime64(moment)
    went = near["withdrawn"].to_numpy().astype("datetime64[D]") == np.datetime64(moment)
    recorded = went.any() or near["published"].notna().to_numpy()[came].any()
    return {"came": " ".join(near["claim_id"][came]), "went": " ".join(near["claim_id"][went]), "recorded": bool(recorded)}
