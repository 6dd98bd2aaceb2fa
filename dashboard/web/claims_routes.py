"""Routes of the list of claims, of its files, and of the search over everything."""

from __future__ import annotations

from functools import partial
from typing import Any

import flask
import orjson
import pandas as pd

from dashboard.domain.claim import COLUMN_NAMES
from dashboard.errors import PresenceError
from dashboard.exports.files import FORMATS
from dashboard.exports.options import options_of
from dashboard.exports.package import frame_parquet
from dashboard.exports.redistribution import held_back_of, may_go_out, told_in_columns
from dashboard.exports.safe_csv import frame_csv, plain
from dashboard.exports.tables import credited
from dashboard.ledger.browse import find, page_of, read_browse, rows_from
from dashboard.ledger.search import search
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.claims_grid import chosen_columns, grid_rows
from dashboard.web.claims_page import claims_page
from dashboard.web.export_queue import check_bytes, check_size, in_turn


def add_claims_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add page, files and JSON to ``server``; no address raises."""

    @server.get("/claims")
    def claims() -> flask.Response:
        return flask.Response(claims_page(ledger, settings, flask.request.args.to_dict()), mimetype="text/html")

    @server.get("/api/v1/browse.<any(csv, parquet):form>")
    def browse_file(form: str) -> flask.Response:
        response = flask.Response(_file(ledger, settings, form), mimetype=FORMATS[f"claims.{form}"].media)
        response.headers["Content-Disposition"] = f'attachment; filename="claims.{form}"'
        return response

    @server.get("/api/v1/claims.json")
    def claims_json() -> flask.Response:
        given = flask.request.args.to_dict()
        asked, notices = read_browse(ledger, given)
        told = {"generation": ledger.generation, "found": len(find(ledger, asked)), "notices": notices}
        if given.get("words"):
            found = rows_from(ledger, asked, _position(given.get("first", "")), settings.claims_page_rows)
            return _json({**told, "rows": grid_rows(ledger, found)})
        rows = plain(page_of(ledger, asked, settings.claims_page_rows)[list(COLUMN_NAMES)])
        cells = rows.astype("object").where(rows.notna(), None).to_numpy().tolist()
        paging = {"page": asked.page, "page_rows": settings.claims_page_rows, "columns": list(COLUMN_NAMES)}
        return _json({**told, **paging, "rows": cells})

    @server.get("/api/v1/search")
    def search_all() -> flask.Response:
        found = search(ledger, flask.request.args.get("q", ""), settings.search_results)
        return _json({"found": [{"kind": o.kind, "title": o.title, "detail": o.detail, "address": o.address} for o in found]})


def _json(body: dict[str, Any]) -> flask.Response:
    return flask.Response(orjson.dumps(body, default=str), mimetype="application/json")


def _file(ledger: Ledger, settings: Settings, form: str) -> bytes:
    """The claims that the request's address asks for, as ``csv`` or ``parquet``.

    Raises PresenceError: E-EXPORT-ROWS for more claims than the settings allow, and what `check_size` and `in_turn` raise.
    """
    given = flask.request.args.to_dict()
    columns, (asked, _) = chosen_columns(given), read_browse(ledger, given)
    # Counted before a row is taken: to refuse must cost nothing.
    if (found := len(find(ledger, asked))) > settings.export_max_rows:
        raise PresenceError(
            "E-EXPORT-ROWS", f"{found:,} claims", f"at most {settings.export_max_rows:,}", cause="few filters",
            next_step="narrow the filters, or raise PRESENCE_EXPORT_MAX_ROWS",
        )  # fmt: skip
    bounded = partial(check_bytes, most=settings.export_max_bytes)
    with in_turn(settings):
        table = _table(ledger, settings, ledger.claims.iloc[find(ledger, asked)], columns)
        content = frame_csv(table, bounded) if form == "csv" else frame_parquet(table)
    check_size(content, settings.export_max_bytes)
    return content


def _table(ledger: Ledger, settings: Settings, rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """The claims that may be redistributed, in the chosen columns, with licence and attribution."""
    given_out = may_go_out(ledger, rows)
    # Every row tells its source, chosen or not.
    chosen = given_out if columns == COLUMN_NAMES else given_out[list(dict.fromkeys([*columns, "source_id"]))]
    return told_in_columns(credited(ledger, chosen), held_back_of(ledger, rows), options_of(settings).marking)


def _position(text: str) -> int:
    """The parameter as a position (0 or more); 0 where it is no such number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
