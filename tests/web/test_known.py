"""What was known when about one figure, as picture, table and steps for the page."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient

from dashboard.domain.view import View
from dashboard.figures.knowledge import knowledge
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings

SYRIA = View(host=("SYR",), date=date(2017, 9, 30))


def test_picture_and_table_say_the_same(client: FlaskClient) -> None:
    query = SYRIA.encode()
    told = knowledge(open_ledger(load_settings().data), SYRIA)
    table = client.get(f"/api/v1/known.json?{query}").get_json()
    assert [row[1] for row in table["rows"]] == list(told.words)
    assert told.summary in table["caption"]
    text = client.get(f"/api/v1/known.csv?{query}").get_data(as_text=True)
    assert text.count("\n") == len(told.words) + 1
    assert all(word in client.get(f"/api/v1/known.svg?{query}").get_data(as_text=True) for word in told.words)
    assert client.get("/api/v1/known.svg").status_code == 422
