"""Claim ids are stable: golden values, and what does and does not change them."""

from __future__ import annotations

import pandas as pd

from dashboard.ledger.identity import with_claim_ids
from tests.domain.conftest import make_claims


def ids(*rows: dict[str, object]) -> list[str]:
    frame = make_claims(*rows)
    blank = frame.assign(claim_id=pd.Series([None] * len(frame), dtype="str"))
    return with_claim_ids(blank)["claim_id"].tolist()


def test_an_id_is_the_same_in_every_build() -> None:
    # Written down once: if this changes, every link to a claim breaks.
    assert ids({"day": "2020-06-30", "best": 34146}) == [GOLDEN]


GOLDEN = "0c54244fe496442d"


def test_the_statement_decides_the_id_and_what_describes_it_does_not() -> None:
    base = {"day": "2020-06-30", "best": 5}
    same, noted, other, closed = ids(base, {**base, "note": "seen"}, {**base, "best": 6}, {**base, "withdrawn": "2021-01-01"})
    assert same == noted == closed
    assert same != other


def test_the_order_of_rows_and_of_categories_does_not_matter() -> None:
    rows = [{"day": "2020-06-30", "best": 5, "host": "SYR"}, {"day": "2020-06-30", "best": 5, "host": "DEU"}]
    assert ids(*rows) == list(reversed(ids(*reversed(rows))))


def test_minus_zero_is_zero() -> None:
    assert len(set(ids({"day": "2020-06-30", "best": 0.0}, {"day": "2020-06-30", "best": -0.0}))) == 1


def test_ids_of_the_source_stay() -> None:
    assert with_claim_ids(make_claims({"claim_id": "MF001", "day": "2020-06-30", "best": 5}))["claim_id"].tolist() == ["MF001"]
