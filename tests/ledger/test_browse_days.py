"""The days of the list of claims: what begins with a year begins on its first day, and what ends with it on its last."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.view import read_day, read_first_day
from dashboard.ledger.browse import find, read_browse
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        (" 2019-2 ", date(2019, 2, 1), date(2019, 2, 28)),
        ("2019-06-05", date(2019, 6, 5), date(2019, 6, 5)),
        ("2019-13", None, None),
        ("soon", None, None),
    ],
)
def test_a_part_of_a_day_is_its_first_or_its_last(text: str, first: date | None, last: date | None) -> None:
    assert (read_first_day(text), read_day(text)) == (first, last)


def test_from_a_year_to_that_year_holds_every_claim_that_begins_in_it(shipped: Ledger) -> None:
    asked = {"sender": "RUS", "since": "2019", "until": "2019"}
    browse, notices = read_browse(shipped, asked)
    assert notices == ()
    claims = shipped.claims
    own = claims[(claims["sender"] == "RUS").to_numpy()]
    begins, ends = own["start"].fillna(own["end"]), own["end"].fillna(pd.Timestamp("2200-01-01"))
    within = (begins <= pd.Timestamp("2019-12-31")) & (ends >= pd.Timestamp("2019-01-01"))
    found = set(claims["claim_id"].iloc[np.asarray(find(shipped, browse))])
    assert found == set(own["claim_id"][within.to_numpy()])
    early = own["end"].between("2019-01-01", "2019-11-30").to_numpy()
    assert early.sum() > 20
    assert set(own["claim_id"][early]) <= found
