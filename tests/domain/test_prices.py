"""Constant prices: every year by its own deflator, what has none says so, and a chosen base changes no ratio within a year."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.normalising import fitting
from dashboard.domain.prices import PriceLevel, Prices, base_year, constant_unit, deflate, is_constant, tell_deflators
from dashboard.domain.view import View, Vocabulary, decode_view
from dashboard.errors import PresenceError
from dashboard.price_file import load_prices

PRICES = Prices("us", tuple(PriceLevel(year, level, level, level, 9) for year, level in ((2000, 2.0), (2001, 1.6), (2002, 1.0))))
WORDS = Vocabulary(
    {"aid": (), "troops": ()}, frozenset({"USA"}), units={"aid": "USD", "troops": "persons"}, price_years=PRICES.years
)


def rows(*years: int) -> pd.DataFrame:
    days = pd.to_datetime([f"{year}-12-31" for year in years]).astype("datetime64[s]")
    numbers = {name: np.full(len(years), 100.0) for name in ("low", "best", "high", "level")}
    return pd.DataFrame(
        {"host": pd.Series(["VEN"] * len(years), dtype="category"), "date": days, "newest": days, "state": "value", **numbers}
    )


def test_a_dollar_of_each_year_is_told_in_dollars_of_the_base() -> None:
    priced, missing = deflate(rows(2000, 2001, 2002), PRICES, 2001)
    assert priced["best"].tolist() == [125.0, 100.0, 62.5]
    assert not missing.any()


def test_a_year_outside_the_span_keeps_its_row_and_says_no_deflator() -> None:
    given_rows = rows(1999, 2000)
    priced, missing = deflate(given_rows, PRICES, 2002)
    told = tell_deflators(priced, given_rows[missing], PRICES, 2002)
    assert told["state"].tolist() == ["no-denominator", "value"]
    assert told["best"].isna().tolist() == [True, False]
    assert told["denominator"].isna().tolist() == [True, False]
    assert told["denominator"].iloc[1] == pytest.approx(0.5)
    assert told["denominator_source"].iloc[1] == "us"


def test_what_is_withheld_needs_no_deflator() -> None:
    silent = rows(1990).assign(state="withheld", low=np.nan, best=np.nan, high=np.nan, level=np.nan)
    priced, missing = deflate(silent, PRICES, 2002)
    assert tell_deflators(priced, silent[missing], PRICES, 2002)["state"].tolist() == ["withheld"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(PRICES.years), st.sampled_from(PRICES.years), st.lists(st.sampled_from(PRICES.years), min_size=1, max_size=6)
)
def test_two_bases_differ_by_one_factor(one: int, other: int, years: list[int]) -> None:
    first, second = (PRICES.factors(np.array(years), base) for base in (one, other))
    np.testing.assert_allclose(first / second, (first / second)[0])


@pytest.mark.parametrize(
    ("query", "per"),
    [
        ("measure=aid&per=prices-2001", "prices-2001"), ("measure=aid&per=prices-1999", "none"), ("measure=troops&per=prices-2001", "none"),
        ("measure=aid&per=prices-", "none"), ("measure=aid&per=prices-20011", "none"), ("measure=aid&per=prices-²⁰⁰¹", "none"),
    ],
)  # fmt: skip
def test_a_base_year_is_read_where_there_is_a_deflator_for_the_unit(query: str, per: str) -> None:
    decoded = decode_view(query, WORDS)
    assert decoded.view.per == per
    assert len(decoded.notices) == (per == "none")
    assert decode_view(decoded.view.encode(), WORDS).view == decoded.view


def test_only_current_dollars_are_deflated() -> None:
    assert fitting("prices-2001", "USD") is not None
    assert fitting("prices-2001", "USD constant 2021") is None
    assert fitting("prices-2001", "persons") is None
    assert base_year("gdp") is None


HEAD = "source_id,fiscal_year,deflator,lowest,highest,rows\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + "us,2000,1.5,1.4,1.6,9\n", "E-PRICE-SPREAD"), (HEAD + "us,2000,x,1,1,9\n", "E-PRICE-NUMBER"),
        (HEAD + "us,2001,1,1,1,9\nus,2000,1,1,1,9\n", "E-PRICE-ORDER"), (HEAD + "them,2000,1,1,1,9\n", "E-PRICE-SOURCE"),
        ("fiscal_year\n2000\n", "E-PRICE-COLUMNS"),
    ],
)  # fmt: skip
def test_a_table_that_says_two_things_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "prices.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PresenceError) as caught:
        load_prices(tmp_path, frozenset({"us"}))
    assert code in {problem.code for problem in caught.value.problems}


def test_without_a_table_there_are_no_prices(tmp_path: Path) -> None:
    assert load_prices(tmp_path, frozenset()) == Prices()
    assert View(per="prices-2001").encode() == "per=prices-2001&v=1"


def mixed() -> pd.DataFrame:
    """A figure, a bound, what is withheld within the span and before it, a figure before it, and one whose day is not known."""
    table = rows(2000, 2001, 2002, 1991, 1990, 2003).assign(
        state=["value", "bound", "withheld", "withheld", "value", "none-found"]
    )
    silent = table["state"].isin(["withheld", "none-found"]).to_numpy()
    return table.assign(
        **{name: table[name].mask(silent) for name in ("low", "best", "high", "level")},
        newest=table["newest"].where(np.arange(len(table)) != 5),
    )


def test_only_figures_that_were_deflated_have_a_denominator_with_its_day_and_source() -> None:
    table = mixed()
    priced, missing = deflate(table, PRICES, 2002)
    assert missing.tolist() == [False, False, False, False, True, False]
    told = tell_deflators(priced, table[missing], PRICES, 2002)
    counted = [True, True, False, False, False, False]
    assert told["denominator"].notna().tolist() == counted
    assert told["denominator_date"].notna().tolist() == counted
    assert told["denominator_source"].notna().tolist() == counted
    assert told["denominator"].iloc[:2].tolist() == pytest.approx([0.5, 1 / 1.6])
    assert told["denominator_date"].iloc[:2].tolist() == table["newest"].iloc[:2].tolist()
    assert told["state"].tolist() == ["value", "bound", "withheld", "withheld", "no-denominator", "none-found"]


def test_a_figure_that_cannot_be_deflated_stays_as_it_is_until_it_is_told() -> None:
    priced, missing = deflate(rows(1999, 2000), PRICES, 2001)
    assert missing.tolist() == [True, False]
    for name in ("low", "best", "high", "level"):
        assert priced[name].tolist() == [100.0, 125.0]


def test_a_figure_is_lost_only_where_its_host_and_its_date_are() -> None:
    table = rows(2000, 2001, 2002)
    elsewhere = table.iloc[:1].assign(host=pd.Series(["COL"], dtype="category"))
    told = tell_deflators(table, pd.concat([elsewhere, table.iloc[1:2]]), PRICES, 2002)
    assert told["state"].tolist() == ["value", "no-denominator", "value"]
    assert told["best"].isna().tolist() == [False, True, False]
    assert told["denominator"].isna().tolist() == [False, True, False]


def test_units_of_a_year_and_only_those_are_constant() -> None:
    assert constant_unit(2015) == "USD of 2015"
    assert is_constant(constant_unit(2015))
    assert not any(is_constant(unit) for unit in ("USD", "USD constant 2022", "persons", ""))


def test_a_figure_outside_the_span_has_no_denominator_also_where_nobody_named_it_lost() -> None:
    told = tell_deflators(rows(1999, 2000), rows(), PRICES, 2002)
    for name in ("denominator", "denominator_date", "denominator_source"):
        assert told[name].isna().tolist() == [True, False]
