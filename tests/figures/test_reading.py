"""Readings of the map: every row has a code that the legend explains; pictures, tables and titles say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboard.domain.classes import labels_of
from dashboard.domain.comparison import Comparison
from dashboard.domain.view import View
from dashboard.exports.compare_image import both_title
from dashboard.figures import sentences
from dashboard.figures.comparing import matrix, on_one_day, ranking, second_view, source_pairs, together, view_of
from dashboard.figures.group_words import matrix_words
from dashboard.figures.map import OWN_LAND, legend_entries, map_rows
from dashboard.figures.measure_pair import names_of
from dashboard.figures.palette import DARK, LIGHT, Theme, diverging
from dashboard.figures.reading import FIRST_CLASS, band_of, colours_of, reading_of
from dashboard.geography.shapes import load_shapes
from dashboard.ledger import answers
from dashboard.ledger.readings import breaks_of, host_rows
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings

VIEWS = [
    View(date=date(2021, 12, 31), since=date(2018, 12, 31), compare="change"),
    View(sender=(), date=date(2019, 12, 31), compare="change"),
    View(sender=(), date=date(2019, 12, 31), compare="agreement"),
    View(measure="debt_stock", sender=("CHN",), per="gdp"),
    View(measure="debt_stock", sender=("CHN",), per="gdp", compare="agreement"),
    View(per="forces", classes="quantile"),
    View(classes="natural"),
    View(classes="1,10"),
    View(measure="debt_stock", sender=(), compare="change", classes="quantile"),
]


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)


@pytest.fixture(scope="module")
def assets() -> Path:
    return load_settings().assets


@pytest.mark.parametrize("view", VIEWS, ids=View.encode)
def test_every_place_has_a_code_that_the_legend_explains(shipped: Ledger, assets: Path, view: View) -> None:
    rows = map_rows(shipped, view, load_shapes(assets, "m")).on_map
    reading = reading_of(shipped, view)
    entries = legend_entries(rows, reading)
    assert sum(count for _, _, count in entries) == (rows["value"] != OWN_LAND).sum()
    assert len(colours_of(shipped, view, reading)) == len(reading.labels)
    assert sum(group.size for group in reading.groups) == len(reading.labels)
    assert (rows["code"] >= FIRST_CLASS).any()


@pytest.mark.parametrize("view", VIEWS, ids=View.encode)
def test_classes_do_not_depend_on_the_date_or_the_host(shipped: Ledger, view: View) -> None:
    other = View(**{**{name: getattr(view, name) for name in View.__slots__}, "date": date(2012, 12, 31), "host": ("DEU",)})
    assert breaks_of(shipped, view) == breaks_of(shipped, other)


def test_south_korea_per_member_of_its_own_forces_is_its_figure_over_its_forces(shipped: Ledger) -> None:
    day = date(2025, 6, 30)
    raw = host_rows(shipped, View(date=day)).set_index("host")
    ratio = host_rows(shipped, View(date=day, per="forces")).set_index("host")
    assert ratio.loc["KOR", "best"] == pytest.approx(100 * raw.loc["KOR", "best"] / ratio.loc["KOR", "denominator"])
    assert set(raw.index) == set(ratio.index)
    assert (ratio["state"] == "no-denominator").any()


def test_sri_lankas_debt_to_china_as_a_share_of_its_economy(shipped: Ledger) -> None:
    row = (
        host_rows(shipped, View(measure="debt_stock", sender=("CHN",), per="gdp", date=date(2022, 12, 31)))
        .set_index("host")
        .loc["LKA"]
    )
    raw = host_rows(shipped, View(measure="debt_stock", sender=("CHN",), date=date(2022, 12, 31))).set_index("host").loc["LKA"]
    assert row["best"] == pytest.approx(100 * raw["best"] / row["denominator"])
    assert 5 < row["best"] < 15


def test_as_known_in_june_2018_the_change_in_syria_is_withheld(shipped: Ledger) -> None:
    view = View(date=date(2017, 12, 31), since=date(2017, 9, 30), compare="change", known_at=date(2018, 6, 1))
    states = host_rows(shipped, view).set_index("host")["state"]
    assert states[["SYR", "IRQ", "AFG"]].tolist() == ["withheld"] * 3


def test_rostec_in_venezuela_is_disputed(shipped: Ledger) -> None:
    view = View(measure="contractors", sender=("RUS",), date=date(2019, 6, 30), since=date(2018, 12, 31), compare="change")
    assert host_rows(shipped, view).set_index("host").loc["VEN", "state"] == "disputed"


def test_one_origin_is_never_called_agreement(shipped: Ledger) -> None:
    rows = host_rows(shipped, View(date=date(2019, 12, 31), compare="agreement"))
    alone = rows["origins"].to_numpy() <= 1
    assert (band_of(rows)[alone] == 3).all()


def test_titles_say_the_reading(shipped: Ledger) -> None:
    assert sentences.title(shipped, VIEWS[0]) == "Change since December 2018: American troops abroad, December 2021"
    assert sentences.title(shipped, VIEWS[3]).startswith("Public debt owed to China, % of the host's GDP")
    assert "World Development Indicators" in sentences.sources_line(shipped, VIEWS[3])


# Simulation of dichromats by Vienot, Brettel and Mollon (1999) for red and green, and a common linear one for blue.
BLIND = {
    "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    "tritan": [[1, 0.15236, -0.15236], [0, 0.86717, 0.13283], [0, 0.86717, 0.13283]],
}


def lab(colour: str, kind: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(BLIND[kind]) @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ seen
        / np.array([0.9505, 1, 1.089])
    )
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: str(theme.name))
def test_falls_and_rises_differ_for_every_kind_of_colour_blindness(theme: Theme, kind: str) -> None:
    seen = [lab(colour, kind) for colour in diverging(theme)]
    smallest = min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))
    assert smallest > 12


def test_what_remained_in_venezuela_is_not_what_had_been_there_before(shipped: Ledger) -> None:
    rows = answers.host_estimates(shipped, View(measure="contractors", sender=("RUS",), date=date(2019, 6, 30)))
    venezuela = rows[rows["host"] == "VEN"].iloc[0]
    assert (venezuela["claim_id"], venezuela["low"], venezuela["high"]) == ("VEN2019-V2", 24, 1000)
    assert np.isnan(venezuela["best"])


def test_two_measures_may_have_two_senders(shipped: Ledger) -> None:
    troops = View(sender=("USA",), date=date(2020, 12, 31))
    debt = second_view(troops, "debt_stock", ("CHN",))
    both = together(shipped, troops, debt).set_index("host")
    alone = {name: together(shipped, view, view).set_index("host") for name, view in (("USA", troops), ("CHN", debt))}
    egypt = both.loc["EGY"]
    assert (egypt["level"], egypt["level_other"]) == (alone["USA"].loc["EGY", "level"], alone["CHN"].loc["EGY", "level"])
    assert names_of(shipped, troops, debt) == ("American troops abroad", "Public debt owed to China")
    assert names_of(shipped, troops, second_view(troops, "debt_stock")) == ("Military personnel", "Public debt owed")
    assert both_title(shipped, troops, debt) == "American troops abroad, December 2020, beside public debt owed to China"


def test_the_name_of_the_first_senders_is_not_that_of_the_second(shipped: Ledger) -> None:
    named = View(sender=("EST", "LVA"), sender_name="Two states", date=date(2020, 12, 31))
    own, others = (second_view(named, "debt_stock", senders) for senders in (None, ("RUS", "CHN")))
    assert [("Two states" in name) for name in names_of(shipped, named, others)] == [True, False]
    assert own.sender_name == "Two states"


def test_two_senders_without_a_date_are_asked_on_the_last_day_of_both(shipped: Ledger) -> None:
    troops = View(sender=("USA",))
    debt = second_view(troops, "debt_stock", ("CHN",))
    days = {view.date for view in on_one_day(shipped, troops, debt)}
    assert days == {min(answers.view_date(shipped, view) for view in (troops, debt))}


def test_equal_figures_fall_into_one_third(shipped: Ledger) -> None:
    assets = View(measure="energy_assets", sender=("CHN",))
    rows = together(shipped, assets, second_view(assets, "debt_stock"))
    placed = rows[rows["place"].notna()]
    assert len(placed) > 20
    assert (placed.groupby("level")["place"].nunique() == 1).all()
    assert set(placed["place_other"]) == {0.0, 1.0, 2.0}


def test_what_home_and_host_report_are_two_speakers_and_never_added(shipped: Ledger) -> None:
    view = View(measure="fdi_stock", sender=("USA",), date=date(2022, 12, 31))
    table, worst = source_pairs(shipped, view)
    assert (table["pairs"] > 10).any()
    claims = shipped.claims.set_index("claim_id")["best"]
    single = worst[(worst["claim"] != "") & (worst["other_claim"] != "")]
    ratios = [
        max(claims[one], claims[other]) / min(claims[one], claims[other])
        for one, other in zip(single["claim"], single["other_claim"], strict=True)
    ]
    assert len(ratios) > 5
    finite = np.isfinite(single["ratio"])
    assert single["ratio"][finite].tolist() == pytest.approx([ratio for ratio, kept in zip(ratios, finite, strict=True) if kept])


def test_opposite_signs_are_no_agreement(shipped: Ledger) -> None:
    _, worst = source_pairs(shipped, View(measure="fdi_stock", sender=("ITA",), date=date(2024, 12, 31)))
    row = worst[worst["host"] == "BEL"].iloc[0]
    assert (row["figure"][0] == "\N{MINUS SIGN}") != (row["other_figure"][0] == "\N{MINUS SIGN}")
    assert np.isinf(row["ratio"])


def test_a_place_in_the_ranking_is_compared_only_where_the_same_is_counted(shipped: Ledger) -> None:
    rows = ranking(shipped, View(sender=(), date=date(2019, 12, 31), since=date(2018, 12, 31))).set_index("host")
    assert not rows.loc["CYP", "alike"]
    assert np.isnan(rows.loc["CYP", "climbed"])
    assert rows.loc["JPN", "climbed"] == 0
    assert rows["climbed"].notna().sum() == (rows["alike"] & rows["before_rank"].notna()).sum()


def test_no_sender_and_no_host_of_the_matrix_is_empty(shipped: Ledger) -> None:
    view = view_of(shipped, View(date=date(2019, 12, 31)), Comparison("matrix"))
    rows, _, _ = matrix(shipped, view, 15)
    figures = rows[rows["level"].notna()]
    assert set(figures["sender"].astype("str")) == set(rows["sender"].astype("str"))
    assert set(figures["host"].astype("str")) == set(rows["host"].astype("str"))
    assert sentences.title(shipped, view).startswith("Foreign troops")


def test_a_matrix_tells_of_which_of_its_senders_nothing_is_known(shipped: Ledger) -> None:
    view = View(sender=("USA", "RUS", "CHN"), date=date(2019, 6, 30))
    told = matrix_words(shipped, view, *matrix(shipped, view, 30))
    assert told.startswith("2 of 3 senders and 30 of ")
    assert told.endswith("; nothing is known of China")
    both = replace(view, sender=("USA", "RUS"))
    assert matrix_words(shipped, both, *matrix(shipped, both, 30)).endswith("those with the largest figures")


def test_a_class_below_one_person_is_never_told() -> None:
    assert labels_of((1.0, 2.0, 3.0, 5.0, 9.0), "persons")[0] == "under 1"
    assert labels_of((2.0, 3.0, 5.0, 9.0, 20.0), "persons")[0] == "1"
