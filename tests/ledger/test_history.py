"""Two clocks: how the answer for one day moved as knowledge moved."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger import answers
from dashboard.ledger.history import HISTORY_COLUMNS, history
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from tests.figures.literal import VENEZUELA, ledger

PAIR = {"sender": ("RUS",), "host": ("VEN",)}
JUNE = date(2019, 6, 30)


def answers_of(rows: pd.DataFrame, *names: str) -> list[list[object]]:
    return rows.assign(known_at=rows["known_at"].dt.strftime("%Y-%m-%d"))[["known_at", *names]].values.tolist()


def test_the_answer_moves_on_the_day_a_claim_is_published() -> None:
    rows = history(ledger(*VENEZUELA), View(measure="contractors", definition="private", date=JUNE, **PAIR))  # type: ignore[arg-type]
    assert answers_of(rows, "state", "high", "came") == [["2019-01-25", "bound", 400.0, "V7"]]
    assert list(rows.columns) == list(HISTORY_COLUMNS)


CORRECTED = (
    {"claim_id": "A", "day": "2019-03-31", "best": 100, "published": "2019-04-10", "withdrawn": "2019-05-01"},
    {"claim_id": "B", "day": "2019-03-31", "best": 80, "published": "2019-05-01"},
    {"claim_id": "C", "day": "2019-06-01", "kind": "withheld", "published": "2019-06-05"},
    {"claim_id": "D", "day": "2020-12-31", "best": 7},
    {"claim_id": "E", "day": "2010-12-31", "best": 9, "published": "2019-04-20"},
)


def test_a_correction_and_a_figure_withheld_are_two_turns_and_what_changes_nothing_is_none() -> None:
    rows = history(ledger(*CORRECTED), View(date=JUNE, **PAIR))  # type: ignore[arg-type]
    assert answers_of(rows, "state", "came", "went", "recorded") == [
        ["2019-04-10", "value", "A", "", True],
        ["2019-05-01", "value", "B", "A", True],
        ["2019-06-05", "withheld", "C", "", True],
    ]
    assert rows["best"].tolist()[:2] == [100, 80]


def test_the_known_at_date_of_the_view_ends_the_history() -> None:
    rows = history(ledger(*CORRECTED), View(date=JUNE, known_at=date(2019, 5, 1), **PAIR))  # type: ignore[arg-type]
    assert rows["best"].tolist() == [100, 80]


def test_what_was_withdrawn_without_replacement_leaves_nothing_collected() -> None:
    rows = history(ledger(CORRECTED[0]), View(date=JUNE, **PAIR))  # type: ignore[arg-type]
    assert answers_of(rows, "state", "went") == [["2019-04-10", "value", ""], ["2019-05-01", "not-collected", "A"]]
    assert rows[["host", "sender", "claims"]].values.tolist() == [["VEN", "RUS", 1], ["VEN", "RUS", 0]]


def test_a_pair_without_claims_has_no_history() -> None:
    assert history(ledger(*CORRECTED), View(sender=("CHN",), host=("VEN",))).empty


@pytest.mark.parametrize(
    "view", [View(sender=(), host=("VEN",)), View(sender=("RUS", "USA"), host=("VEN",)), View(sender=("RUS",))]
)
def test_only_one_pair_has_a_history(view: View) -> None:
    with pytest.raises(PresenceError) as error:
        history(ledger(*CORRECTED), view)
    assert error.value.code == "E-HISTORY-PAIR"


DAYS = st.dates(date(2012, 1, 1), date(2022, 12, 31))
CLAIMS = st.lists(
    st.builds(
        lambda day, published, stood, kind, definition, best: {
            "day": day.isoformat(),
            "definition": definition,
            "kind": kind,
            "best": None if kind == "withheld" else best,
            "published": published and published.isoformat(),
            "withdrawn": published and stood and (published + pd.Timedelta(days=stood)).isoformat(),
        },
        DAYS,
        st.none() | DAYS,
        st.none() | st.integers(1, 900),
        st.sampled_from(["value", "value", "withheld"]),
        st.sampled_from(["counted", "stated"]),
        st.integers(0, 3).map(float),
    ),
    min_size=1,
    max_size=7,
)


def _row(day: str, **claim: object) -> dict[str, object]:
    return {"day": day, "definition": "counted", "kind": "value", "best": 0.0, "published": None, "withdrawn": None, **claim}


@given(CLAIMS, DAYS)
# A zero of October ends that of September, but not before October was known.
@example(
    [
        _row("2012-01-01", definition="stated", kind="withheld", best=None), _row("2016-09-14"), _row("2016-10-17"),
        _row("2020-01-04", published="2012-01-01"),
    ],
    date(2019, 1, 1),
)  # fmt: skip
@settings(max_examples=40)
def test_between_two_turns_the_answer_is_the_one_that_was_told(rows: list[dict[str, object]], day: date) -> None:
    own = ledger(*rows)
    view = View(date=day, **PAIR)  # type: ignore[arg-type]
    told = history(own, view)
    moments = sorted({str(c)[:10] for name in ("published", "withdrawn", "start") for c in own.claims[name].dropna()})
    for moment in moments:
        asked = answers.pair_estimates(own, View(date=day, known_at=date.fromisoformat(moment), **PAIR))  # type: ignore[arg-type]
        before = told[told["known_at"] <= pd.Timestamp(moment)]
        last = before.iloc[-1] if len(before) else {"state": "not-collected"}
        now = asked.iloc[0] if len(asked) else {"state": "not-collected"}
        assert now["state"] == last["state"]
        if now["state"] == "value":
            assert (now["best"], now["claim_id"], now["claims"]) == (last["best"], last["claim_id"], last["claims"])


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


def turns(ledger_: Ledger, sender: str, host: str, day: date) -> pd.DataFrame:
    return history(ledger_, View(sender=(sender,), host=(host,), date=day))


def state_known(ledger_: Ledger, sender: str, host: str, day: date, known_at: date) -> tuple[str, float]:
    (row,) = answers.pair_estimates(ledger_, View(sender=(sender,), host=(host,), date=day, known_at=known_at)).to_dict("records")
    return row["state"], row["best"]


@pytest.mark.parametrize("host", ["SYR", "IRQ", "AFG"])
def test_case_2_december_2017_was_never_zero_and_is_withheld_from_april_2018(shipped: Ledger, host: str) -> None:
    rows = turns(shipped, "USA", host, date(2017, 12, 31))
    turn = rows[rows["known_at"] == pd.Timestamp("2018-04-30")].iloc[0]
    assert (turn["state"], turn["recorded"]) == ("withheld", True)
    assert "zero" not in set(rows["state"])
    assert set(rows.loc[rows["known_at"] >= turn["known_at"], "state"]) == {"withheld"}


@pytest.mark.parametrize(("host", "figure"), [("SYR", 503), ("IRQ", 5262)])
def test_case_2_in_december_2017_the_force_level_was_known(shipped: Ledger, host: str, figure: float) -> None:
    assert state_known(shipped, "USA", host, date(2017, 9, 30), date(2017, 12, 1)) == ("value", figure)


def test_case_2_the_removed_file_went_in_april_2018(shipped: Ledger) -> None:
    rows = history(shipped, View(sender=("USA",), host=("SYR",), definition="all-personnel", date=date(2017, 9, 30)))
    assert rows.loc[rows["went"] == "USW2017-U3", "known_at"].dt.date.tolist() == [date(2018, 4, 30)]
    assert (rows.iloc[0]["best"], rows.iloc[0]["known_at"]) == (1720, pd.Timestamp("2017-11-17"))


def test_france_in_niger_was_displayed_until_30_december_2023_and_gone_from_the_next_text(shipped: Ledger) -> None:
    # The Factbook showed the number for the last time on 30 December; its next text is of 4 January 2024.
    day = date(2024, 6, 30)
    known = answers.view_claims(shipped, View(sender=("FRA",), host=("NER",)))
    factbook = known[known["source_id"] == "cia-factbook-deployments"]
    own = Ledger("factbook-niger", factbook, shipped.catalogue, shipped.places)
    rows = turns(own, "FRA", "NER", day)
    assert answers_of(rows, "state") == [["2023-06-24", "value"], ["2024-01-04", "withheld"]]
    assert state_known(own, "FRA", "NER", day, date(2023, 12, 30)) == ("value", 1500)


@pytest.mark.parametrize("host", ["ARM", "BLR", "GEO", "KGZ", "SYR", "TJK", "X-TRN"])
def test_russias_figures_by_host_are_withheld_from_may_2025(shipped: Ledger, host: str) -> None:
    day = date(2025, 5, 29)
    own = shipped.claims_of("troops")
    factbook = Ledger("factbook-russia", own[own["source_id"] == "cia-factbook-deployments"], shipped.catalogue, shipped.places)
    assert state_known(factbook, "RUS", host, day, date(2025, 5, 28))[0] in ("value", "bound")
    assert state_known(factbook, "RUS", host, day, date(2025, 5, 29))[0] == "withheld"
