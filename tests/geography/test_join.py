"""The join loses nothing: every estimate is on the map or on the list of what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.gazetteer import load_places
from dashboard.geography.join import join_estimates
from dashboard.geography.shapes import load_shapes
from dashboard.settings import load_settings

SETTINGS = load_settings()
DRAWN = load_shapes(SETTINGS.assets, "s").ids


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(SETTINGS.data / "catalogue")


def estimates(*hosts: str) -> pd.DataFrame:
    return pd.DataFrame({"host": list(hosts), "state": "value", "best": [float(i) for i in range(len(hosts))]})


def test_every_row_is_in_one_of_the_two(places: Places) -> None:
    rows = estimates("DEU", "VDR", "X-MULTI", "X-TRN", "XKX", "SUN")
    joined = join_estimates(rows, DRAWN, places)
    told = joined.on_map[joined.on_map["state"] != "not-collected"]
    assert sorted([*told["host"], *joined.off_map["host"]]) == sorted(rows["host"])
    assert list(joined.on_map["host"]) == list(DRAWN)
    assert set(joined.off_map["host"]) == {"VDR", "X-MULTI", "SUN"}
    assert joined.off_map["reason"].str.len().gt(0).all()


def test_a_place_without_a_row_is_not_collected_and_has_no_number(places: Places) -> None:
    row = join_estimates(estimates("DEU"), DRAWN, places).on_map.set_index("host").loc["FRA"]
    assert row["state"] == "not-collected"
    assert pd.isna(row["best"])


def test_two_rows_of_one_host_are_refused(places: Places) -> None:
    with pytest.raises(ValueError, match="one row a host"):
        join_estimates(estimates("DEU", "DEU"), DRAWN, places)


def test_the_notebook_frame_joins_the_same(places: Places) -> None:
    frame = pytest.importorskip("dashboard.geography.frame")
    joined = frame.join_boundaries(estimates("DEU", "SUN"), SETTINGS.assets, places, "s")
    assert joined.crs == "EPSG:4326"
    assert len(joined) == len(DRAWN)
    assert joined.set_index("host").loc["DEU", "best"] == 0
    assert joined.geometry.notna().all()
