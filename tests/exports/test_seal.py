"""The seal of a View: the same for the same numbers, another for any other, and a code that can be read aloud."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.view import View
from dashboard.exports.seal import CODE_BITS, SEALED, canonical, code_of, digest_of, seal_of, sealed_rows
from dashboard.exports.tables import estimates_table
from dashboard.ledger.store import Ledger
from tests.figures.literal import ledger

DAY = date(2019, 6, 30)
RUSSIA = View(sender=("RUS",), date=DAY)
CHOICES = {
    "USA": View(), "everybody": View(sender=()), "pair": View(sender=("RUS",), host=("VEN",), date=DAY),
    "host": View(sender=(), host=("DEU", "VEN"), date=DAY), "share": View("debt_stock", sender=("CHN",), per="gdp"),
    "change": View(compare="change", date=date(2021, 12, 31)),
}  # fmt: skip


def of(**claim: object) -> Ledger:
    """One claim; every ledger of these tests is the same generation, so that only its numbers tell them apart."""
    return replace(ledger({"best": 100, "day": "2019-06-30", **claim}), generation=f"g{hash(str(claim)):x}")


def digest(made: Ledger, view: View = RUSSIA) -> str:
    return digest_of(sealed_rows(made, view), view.encode(), "0" * 16)


def test_the_same_numbers_give_the_same_seal() -> None:
    assert digest(of()) == digest(of(note="a note is no number"))


@pytest.mark.parametrize(
    "other",
    [
        {"best": 101}, {"best": 0}, {"best": None, "low": 100, "high": 100}, {"low": 99, "best": 100, "high": 100}, {"host": "SYR"},
        {"kind": "withheld", "best": None}, {"kind": "none-found", "best": None}, {"day": "2019-06-29"}, {"source_id": "report"},
        {"definition": "counted"}, {"claim_id": "another"},
    ],
)  # fmt: skip
def test_any_other_number_state_day_source_or_claim_gives_another(other: dict[str, object]) -> None:
    assert digest(of(**other)) != digest(of())


def test_question_and_generation_are_sealed_as_well() -> None:
    made = of()
    rows = sealed_rows(made, RUSSIA)
    seals = {digest_of(rows, query, generation) for query in ("", "v=1") for generation in ("a", "b")}
    assert len(seals) == 4


def test_the_hash_can_be_made_without_this_program() -> None:
    made = of()
    row = "VEN|RUS|stated|2019-06-30|value|100|100|100|persons|press|2019-06-30|c0".replace("|", "\x1f")
    plain = f"presence-seal-1\nsender=RUS&date=2019-06-30&v=1\n{made.generation}\n{row}"
    assert seal_of(made, RUSSIA).digest == hashlib.sha256(plain.encode()).hexdigest()


@pytest.mark.parametrize("view", CHOICES.values(), ids=CHOICES)
def test_every_row_of_the_table_is_sealed(shipped: Ledger, view: View) -> None:
    sealed = set(map(tuple, sealed_rows(shipped, view).to_numpy().tolist()))
    table = canonical(estimates_table(shipped, view))
    assert len(table) > 0
    assert set(map(tuple, table.to_numpy().tolist())) <= sealed


def test_seals_of_views_differ(shipped: Ledger) -> None:
    seals = [seal_of(shipped, view) for view in CHOICES.values()]
    assert len({seal.code for seal in seals}) == len({seal.digest for seal in seals}) == len(CHOICES)
    assert {seal.generation for seal in seals} == {shipped.generation}


def test_a_code_has_forty_bits_of_the_hash() -> None:
    made = code_of("ff" * 5 + "00" * 27)
    assert (made, CODE_BITS) == ("ZZZZ-ZZZZ", 40)
    assert code_of("00000000010000000000" + "0" * 44) == "0000-0001"


@given(st.floats(allow_infinity=False, allow_nan=False))
def test_a_figure_is_sealed_to_its_last_bit(number: float) -> None:
    frame = pd.DataFrame({"best": [number, math.nextafter(number, math.inf), math.nan]})
    first, second, none = canonical(frame)["best"].tolist()
    assert float(first) == number
    assert first != second
    assert none == ""


def test_the_columns_have_one_order() -> None:
    assert list(canonical(pd.DataFrame({"best": [1.0]}))) == list(SEALED)
