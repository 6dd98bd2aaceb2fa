"""What a page leaves out is counted and told with the setting that left it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.errors import Problem
from dashboard.exports import safe_csv
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.add_page import _problems
from dashboard.web.html_page import cut_told
from dashboard.web.server import create_app
from tests.web.conftest import Reader


@pytest.fixture(scope="module")
def bound(small: Path) -> Iterator[FlaskClient]:
    settings = replace(load_settings(), data=small, max_rows_shown=2, max_groups_shown=3, max_pairs_shown=1)
    app = create_app(settings, open_ledger(small))
    app.server.test_client_class = Reader
    yield app.server.test_client()


@pytest.mark.parametrize(
    ("path", "shown", "setting", "times"),
    [("/claims?group=sender", 3, "PRESENCE_MAX_GROUPS_SHOWN", 1), ("/sources", 1, "PRESENCE_MAX_PAIRS_SHOWN", 3)],
)
def test_a_page_tells_what_it_leaves_out_and_by_which_setting(
    bound: FlaskClient, path: str, shown: int, setting: str, times: int
) -> None:
    text = bound.get(path).get_data(as_text=True)
    assert text.count(f"shown, by {setting}.") == times
    assert text.count(f"<p>{shown} of ") == times


def test_of_what_is_wrong_with_a_table_of_ones_own_as_well() -> None:
    told = _problems([Problem("E-X", f"row {number}", "another") for number in range(5)], 2)
    assert told.count("<li>") == 2
    assert "2 of 5 shown, by PRESENCE_MAX_ROWS_SHOWN." in told


def test_nothing_is_told_where_all_is_shown() -> None:
    assert cut_told(3, 3, "max_rows_shown") == ""
    assert cut_told(4, 3, "max_rows_shown") == "<p>3 of 4 shown, by PRESENCE_MAX_ROWS_SHOWN.</p>"


def test_a_table_that_is_too_large_is_refused_before_it_is_made(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made first, each such question would cost half a minute of computing and hundreds of megabytes; by a byte too large as well."""
    ledger, written, make = open_ledger(small), list[int](), safe_csv.safe_frame

    def noted(part: pd.DataFrame) -> pd.DataFrame:
        written.append(len(part))
        return make(part)

    monkeypatch.setattr(safe_csv, "safe_frame", noted)

    def asked(**bounds: int) -> Any:
        app = create_app(replace(load_settings(), data=small, **bounds), ledger)  # type: ignore[arg-type]
        app.server.test_client_class = Reader
        return app.server.test_client().get("/api/v1/browse.csv")

    whole = asked()
    assert len(whole.data) > 5_000_000
    assert sum(written) == len(ledger.claims)
    written.clear()
    for bound, most, code in (
        ("export_max_bytes", len(whole.data) - 1, "E-EXPORT-SIZE"),
        ("export_max_rows", 1_000, "E-EXPORT-ROWS"),
    ):
        answer = asked(**{bound: most})
        assert answer.status_code == 422
        assert code in answer.get_data(as_text=True)
    assert sum(written) == 0
    assert asked(export_max_bytes=len(whole.data)).data == whole.data
