"""The memberships that are written by hand, held against the defence pacts of a scholarly list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.membership_file import load_memberships

ROOT = Path(__file__).resolve().parent.parent.parent
# The state of the group with which every other member has the pact, by its Correlates of War number.
LEADERS = {"NATO": (2, {"USA"}), "WARSAW": (365, {"SUN"}), "CSTO": (365, {"RUS"})}
# Finland had a treaty of its own with the Soviet Union (1948) and stood in no group.
OWN_TREATY = {("WARSAW", "FIN")}


@pytest.mark.parametrize(
    ("group", "year"),
    [
        ("NATO", 1950), ("NATO", 1953), ("NATO", 1956), ("NATO", 1985), ("NATO", 2000), ("NATO", 2005), ("NATO", 2010), ("NATO", 2017),
        ("WARSAW", 1957), ("WARSAW", 1967), ("WARSAW", 1970), ("WARSAW", 1988), ("CSTO", 1996), ("CSTO", 2003), ("CSTO", 2010), ("CSTO", 2016),
    ],
)  # fmt: skip
def test_members_are_those_with_a_defence_pact(raw_folder: Callable[[str], Path], places: Places, group: str, year: int) -> None:
    pacts = pd.read_csv(raw_folder("atop-alliances") / "atop5_1_directed_dyad_year_1945_2018.csv.gz")
    number, leader = LEADERS[group]
    own = pacts[(pacts["ccode1"] == number) & (pacts["year"] == year) & (pacts["atop_defense"] == 1)]
    allied = set(places.from_cow(own["ccode2"], own["year"]).dropna().astype("str"))
    members = set(load_memberships(ROOT / "data" / "catalogue", places).members_on(group, date(year, 12, 31))) - leader
    assert members
    assert members <= allied
    strangers = {place for place in allied - members if places.by_id[place].region == "Europe"}
    assert {(group, place) for place in strangers} <= OWN_TREATY
