"""Right answers that are known from outside, asked of the ledger that is shipped."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.domain.view import View
from dashboard.ledger.answers import clock_days, host_estimates, pair_estimates
from dashboard.ledger.store import Ledger

BILLION = 1e9


def one(ledger: Ledger, **view: object) -> pd.Series:
    rows = pair_estimates(ledger, View(**view))  # type: ignore[arg-type]
    assert len(rows) == 1
    return rows.iloc[0]


def claims(ledger: Ledger, measure: str, definition: str, **equal: object) -> pd.DataFrame:
    rows = ledger.claims_of(measure)
    wanted = rows["definition"] == definition
    for name, value in equal.items():
        wanted &= rows[name] == (pd.Timestamp(str(value)) if name in ("start", "end") else value)
    return rows[wanted]


@pytest.mark.parametrize(
    ("host", "day", "persons"),
    [("KOR", date(2025, 12, 31), 23_495), ("DEU", date(2020, 6, 30), 34_146), ("VDR", date(1968, 9, 30), 537_377)],
)
def test_us_active_duty(ledger: Ledger, host: str, day: date, persons: int) -> None:
    row = one(ledger, measure="troops", sender=("USA",), host=(host,), date=day)
    assert (row["definition"], row["best"], row["stale_days"]) == ("active-duty", persons, 0)


@pytest.mark.parametrize("quarter", ["2022-12-31", "2023-03-31", "2023-06-30"])
def test_a_quarter_without_a_report_has_no_figure_for_any_host(ledger: Ledger, quarter: str) -> None:
    rows = ledger.claims_of("troops")
    reported = rows[(rows["source_id"] == "us-troops-dmdc") & (rows["end"] == pd.Timestamp(quarter))]
    assert reported.empty
    figures = pair_estimates(ledger, View(sender=("USA",), definition="active-duty", date=date.fromisoformat(quarter)))
    assert figures[figures["state"].isin(["value", "zero"])].empty


@pytest.mark.parametrize("host", ["AFG", "IRQ", "SYR"])
def test_withheld_from_december_2017_until_a_figure_is_given_again(ledger: Ledger, host: str) -> None:
    for day in (date(2017, 12, 31), date(2018, 12, 31), date(2021, 6, 30)):
        assert one(ledger, measure="troops", sender=("USA",), host=(host,), date=day)["state"] == "withheld"
    assert one(ledger, measure="troops", sender=("USA",), host=(host,), date=date(2021, 12, 31))["state"] == "value"


def test_no_zero_of_these_three_passes_unless_a_second_source_says_none(ledger: Ledger) -> None:
    rows = ledger.claims_of("troops")
    later = rows[
        (rows["source_id"] == "us-troops-dmdc")
        & rows["host"].isin(["AFG", "IRQ", "SYR"])
        & (rows["end"] > pd.Timestamp("2017-12-01"))
    ]
    active = later[(later["definition"] == "active-duty") & (later["actor"] == "US armed forces")]
    zeros = active[(active["kind"] == "value") & (active["best"] == 0)]
    assert set(zeros["host"].astype("str")) <= {"AFG"}
    assert (zeros["end"] > pd.Timestamp("2021-08-31")).all()
    second = rows[
        (rows["sender"] == "USA") & (rows["host"] == "AFG") & (rows["source_id"] != "us-troops-dmdc") & (rows["best"] == 0)
    ]
    assert len(second) >= 1


@pytest.mark.parametrize(
    ("sender", "definition", "billion"),
    [("CHN", "official-bilateral", 148.0), ("CHN", "commercial-banks", 19.5), ("RUS", "official-bilateral", 32.1)],
)
def test_debt_owed_at_the_end_of_2024(ledger: Ledger, sender: str, definition: str, billion: float) -> None:
    rows = claims(ledger, "debt_stock", definition, sender=sender, end="2024-12-31", source_id="worldbank-ids-creditor")
    assert rows["best"].sum() / BILLION == pytest.approx(billion, abs=0.05)


@pytest.mark.parametrize(("host", "billion"), [("BGD", 7.84), ("BLR", 7.62), ("IND", 4.91), ("EGY", 4.08)])
def test_largest_debts_to_russia(ledger: Ledger, host: str, billion: float) -> None:
    row = one(ledger, measure="debt_stock", sender=("RUS",), host=(host,), date=date(2024, 12, 31))
    assert row["best"] / BILLION == pytest.approx(billion, abs=0.005)


@pytest.mark.parametrize(
    ("year", "billion", "source", "definition"),
    [(2012, 597.8, "unctad-bilateral-fdi", "bmd3-immediate"), (2019, 852.5, "oecd-fdi-partner", "bmd4-immediate")],
)
def test_us_direct_investment_in_the_united_kingdom(
    ledger: Ledger, year: int, billion: float, source: str, definition: str
) -> None:
    row = one(ledger, measure="fdi_stock", sender=("USA",), host=("GBR",), date=date(year, 12, 31))
    assert row["best"] / BILLION == pytest.approx(billion, abs=0.05)
    assert (row["source_id"], row["definition"]) == (source, definition)


def test_chinese_development_finance(ledger: Ledger) -> None:
    rows = claims(ledger, "dev_finance", "commitments-total", sender="CHN", source_id="aiddata-gcdf3")
    assert rows["best"].sum() / BILLION == pytest.approx(1331.6, abs=0.05)


def test_rosnefts_prepayments_to_venezuela(ledger: Ledger) -> None:
    rows = ledger.claims_of("prepayments")
    own = rows[(rows["sender"] == "RUS") & (rows["host"] == "VEN") & (rows["definition"] == "oil-prepayment-outstanding")]
    assert (own.sort_values("end")["best"] / BILLION).round(1).tolist() == [4.6, 4.0, 3.6, 3.1, 2.3, 1.1]


@pytest.mark.parametrize(("year", "usd"), [(1975, 303_800_000), (2015, 307_047_973), (2024, 572_530_818)])
def test_us_aid_to_bangladesh_by_fiscal_year(ledger: Ledger, year: int, usd: float) -> None:
    view = View(measure="aid", sender=("USA",), host=("BGD",), date=date(year, 12, 31))
    assert pair_estimates(ledger, view).loc[0, "best"] == usd


def test_no_total_counts_a_un_peacekeeper_twice(ledger: Ledger) -> None:
    missions = ledger.claims_of("peacekeepers")["actor"].dropna().unique().astype("str")
    troops = ledger.claims_of("troops")
    named = troops["actor"].astype("str").isin(missions)
    assert troops[named].empty
    rows = host_estimates(ledger, View(measure="peacekeepers", sender=(), date=date(2024, 6, 30)))
    assert set(rows.loc[rows["senders"] > 1, "definition"]) == {"un-uniformed"}


def test_case_1_russia_in_venezuela(ledger: Ledger) -> None:
    rows = ledger.claims[ledger.claims["source_id"] == "case-venezuela-2019"].set_index("claim_id")
    by = {claim_id.rpartition("-")[2]: row for claim_id, row in rows.iterrows()}
    assert sorted(by) == [f"V{number}" for number in range(1, 8)]
    assert {by[v]["definition"] for v in ("V1", "V2", "V3", "V4", "V5")} == {"rostec-staff"}
    assert by["V2"]["phrase"] == "just a few dozen"
    assert (by["V2"]["low"], by["V2"]["high"]) == (24, 60)
    assert pd.isna(by["V2"]["best"])
    assert (by["V3"]["kind"], by["V4"]["kind"], by["V5"]["kind"]) == ("denial", "trend", "denial")
    assert by["V3"]["target"] == rows.index[rows["phrase"] == "about 1,000"][0]
    assert (by["V7"]["kind"], by["V7"]["high"]) == ("at-most", 400)
    assert pd.isna(by["V7"]["best"])
    assert pd.isna(by["V7"]["low"])
    early = View(measure="contractors", sender=("RUS",), host=("VEN",), date=date(2019, 6, 1), known_at=date(2019, 6, 1))
    known = pair_estimates(ledger, early).iloc[0]
    assert (known["definition"], known["state"], known["high"]) == ("private-military-contractors", "bound", 400)


def test_case_2_two_numbers_then_none(ledger: Ledger) -> None:
    rows = ledger.claims_of("troops")
    known = rows["published"].fillna(rows["end"]) <= pd.Timestamp("2017-12-01")
    stands = rows["withdrawn"].isna() | (rows["withdrawn"] > pd.Timestamp("2017-12-01"))
    for host, figures in (("SYR", [503, 1720]), ("IRQ", [5262, 8892])):
        autumn = rows[
            known & stands & (rows["sender"] == "USA") & (rows["host"] == host) & (rows["end"] == pd.Timestamp("2017-09-30"))
        ]
        assert sorted(autumn["best"]) == figures
        assert set(autumn["definition"].astype("str")) == {"force-level", "all-personnel"}
    for host in ("SYR", "IRQ", "AFG"):
        row = one(ledger, sender=("USA",), host=(host,), date=date(2018, 6, 1), known_at=date(2018, 6, 1))
        assert row["state"] == "withheld"


def test_every_rule_keeps_its_ends_in_order_on_all_claims(ledger: Ledger) -> None:
    for measure in ledger.catalogue.measures:
        days = clock_days(ledger, measure)[-24:]
        for rule in ("preferred", "median"):
            rows = host_estimates(ledger, View(measure=measure, sender=(), rule=rule), days)  # type: ignore[arg-type]
            low, best, high = (rows[name].to_numpy() for name in ("low", "best", "high"))
            # Sums of thousands of dollar figures may differ in the last bit.
            slack = np.abs(np.nan_to_num(high)) * 1e-9
            assert not (low > best + slack).any()
            assert not (best > high + slack).any()
