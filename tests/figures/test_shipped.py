"""The panel and the sentences on the ledger that is shipped: the situations whose right answers are known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import plotly.graph_objects as go
import pytest

from dashboard.domain.view import View
from dashboard.figures import sentences
from dashboard.figures.panel import Panel, panel
from dashboard.ledger.store import Ledger

VENEZUELA = View(sender=("RUS",), host=("VEN",), date=date(2019, 6, 30))
SYRIA = View(sender=("USA",), host=("SYR",), date=date(2017, 12, 31), known_at=date(2018, 6, 1))


@pytest.fixture(scope="module")
def venezuela(shipped: Ledger) -> Panel:
    return panel(shipped, VENEZUELA)


@pytest.fixture(scope="module")
def syria(shipped: Ledger) -> Panel:
    return panel(shipped, SYRIA)


def test_all_seven_claims_are_listed_with_their_sources(venezuela: Panel) -> None:
    listed = {entry.claim_id: entry for entry in venezuela.claims}
    wanted = [f"VEN2019-V{number}" for number in range(1, 8)]
    assert set(wanted) <= set(listed)
    assert all(listed[claim].said_by and listed[claim].licence and listed[claim].published for claim in wanted)


def test_the_strip_shows_the_seven_and_keeps_the_populations_apart(venezuela: Panel) -> None:
    assert venezuela.strip is not None
    table = venezuela.strip.table.set_index("claim_id")
    assert {f"VEN2019-V{number}" for number in range(1, 8)} <= set(table.index)
    populations = {claim: table.loc[f"VEN2019-V{claim}", "definition"] for claim in (1, 6, 7)}
    assert len(set(populations.values())) == 3


def test_rostec_staff_changed_by_one_speaker_and_not_by_the_other(venezuela: Panel) -> None:
    told = [(line.by, line.words) for line in venezuela.like_for_like if line.title == "Rostec staff"]
    assert ("Wall Street Journal", "−94 to −98 %") in told
    assert ("Rostec press service", "unchanged") in told
    assert [words for _, words in told].count("denies it") == 2
    assert "sources disagree on the change" in [chip.text for chip in venezuela.chips]


def test_no_single_number_of_russians_is_made(venezuela: Panel) -> None:
    totals = {1000 + 300, 24 + 300, 60 + 300, 42 + 300, 1000 + 400, 300 + 400, 1000 + 300 + 400}
    told = {float(value) for chart in venezuela.series for value in chart.table["best"].dropna()}
    assert not totals & told


def test_the_prepayments_run_down(venezuela: Panel) -> None:
    chart = next(chart for chart in venezuela.series if chart.key == "prepayments")
    assert chart.figure["data"][0]["text"] == ["4.6", "4", "3.6", "3.1", "2.3", "1.1"]


def test_as_known_on_1_june_2019_only_reuters_has_spoken(shipped: Ledger) -> None:
    known = panel(shipped, replace(VENEZUELA, known_at=date(2019, 6, 1)))
    case = {entry.claim_id for entry in known.claims if entry.claim_id.startswith("VEN2019")}
    assert case == {"VEN2019-V7"}


def test_syria_is_withheld_and_never_a_fall_to_zero(syria: Panel) -> None:
    lines = [line for line in syria.like_for_like if line.measure == "Military personnel"]
    assert {line.words for line in lines} == {"withheld"}
    assert not any("−100 %" in line.words for line in syria.like_for_like)


def test_syria_in_2018_hatches_the_withheld_span(shipped: Ledger) -> None:
    shown = panel(shipped, View(sender=("USA",), host=("SYR",), date=date(2018, 6, 30)))
    figure = next(chart for chart in shown.series if chart.key == "troops").figure
    spans = [trace for trace in figure["data"] if trace.get("name") == "withheld"]
    assert spans[0]["x"][0] == "2017-12-31"
    assert "withheld" in [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize(("definition", "figure"), [("force-level", 503.0), ("all-personnel", 1720.0)])
def test_on_1_december_2017_two_counts_are_known(shipped: Ledger, definition: str, figure: float) -> None:
    early = panel(shipped, replace(SYRIA, date=date(2017, 9, 30), known_at=date(2017, 12, 1)))
    assert early.strip is not None
    title = shipped.catalogue.measures["troops"].definition(definition).title
    table = early.strip.table
    assert figure in table.loc[table["definition"] == title, "best"].tolist()
    assert not any(entry.withdrawn for entry in early.claims)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (View(sender=("RUS",), date=date(2019, 6, 30)), "Russian troops abroad, June 2019"),
        (View(measure="debt_stock", sender=("CHN",), date=date(2024, 12, 31)), "Public debt owed to China, end of 2024"),
        (
            View(measure="bases", sender=("USA",), date=date(2018, 12, 31)),
            "American military bases and sites abroad, end of 2018",
        ),
    ],
)
def test_a_title_is_a_sentence(shipped: Ledger, query: View, title: str) -> None:
    assert sentences.title(shipped, query) == title


def test_every_measure_has_a_title_a_subtitle_and_sources(shipped: Ledger) -> None:
    for measure in shipped.catalogue.measures:
        view = View(measure=measure, sender=())
        assert sentences.title(shipped, view)[0].isupper()
        assert "de facto borders" in sentences.subtitle(shipped, view)
        assert sentences.sources_line(shipped, view).startswith("Sources: ")


@pytest.mark.parametrize(("sender", "host"), [("USA", "DEU"), ("BGD", "MLI"), ("CHN", "PAK"), ("USA", "AFG"), ("SUN", "DDR")])
def test_every_chart_is_one_that_plotly_takes(shipped: Ledger, sender: str, host: str) -> None:
    shown = panel(shipped, View(sender=(sender,), host=(host,)))
    charts = [*shown.series, *([shown.strip] if shown.strip else [])]
    assert charts
    for chart in charts:
        assert len(go.Figure(chart.figure).data) == len(chart.figure["data"])
        # Plain values throughout: the page's encoder and any other can write it.
        assert json.loads(json.dumps(chart.figure, allow_nan=False)) == chart.figure
        assert chart.summary.endswith(".")
        assert not chart.table.empty


def test_no_line_of_a_pair_joins_two_definitions(shipped: Ledger) -> None:
    shown = panel(shipped, View(measure="fdi_stock", sender=("USA",), host=("DEU",)))
    table = next(chart for chart in shown.series if chart.key == "fdi_stock").table
    assert table.groupby("line")["definition"].nunique().max() == 1
    before = table[table["definition"] == "By immediate owner, to 2012"]["day"]
    after = table[table["definition"] == "By immediate owner, from 2013"]["day"]
    assert before.max() < after.min()
