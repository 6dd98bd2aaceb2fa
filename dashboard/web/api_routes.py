"""Routes for programs: the page that explains every address, its OpenAPI description, and the lists of places and sources."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import flask
import orjson
import pandas as pd

from dashboard.domain.catalogue import Source
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.api_description import openapi
from dashboard.web.api_page import api_page

# What a program needs of a place; how its shape is drawn is not among it.
PLACE_PARTS = (
    "id", "name", "article", "adjective", "kind", "iso2", "cow", "gw", "un_m49", "valid_from", "valid_to", "successors",
    "owner_de_facto", "owner_note", "lon", "lat", "region", "note",
)  # fmt: skip


def add_api_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the page and the lists to ``server``; none reads anything of the request."""

    def told(body: dict[str, Any]) -> flask.Response:
        return flask.Response(orjson.dumps(body), mimetype="application/json")

    @server.get("/api")
    def api() -> flask.Response:
        return flask.Response(api_page(ledger, settings), mimetype="text/html")

    @server.get("/api/v1/openapi.json")
    def api_description() -> flask.Response:
        return told(openapi(settings.prefix))

    @server.get("/api/v1/places")
    def list_places() -> flask.Response:
        rows = [{name: asdict(place)[name] for name in PLACE_PARTS} for place in ledger.places.by_id.values()]
        return told({"generation": ledger.generation, "places": rows})

    @server.get("/api/v1/sources")
    def list_sources() -> flask.Response:
        facts = ledger.report["sources"].set_index("source_id").to_dict("index")
        rows = [_source(entry, facts.get(entry.id, {})) for entry in ledger.catalogue.sources.values()]
        return told({"generation": ledger.generation, "sources": rows})


def _source(entry: Source, facts: dict[Any, Any]) -> dict[str, Any]:
    """A source as JSON: what it is and allows, and what was read of it; null where nothing was."""
    days = {name: None if pd.isna(facts.get(name)) else facts[name].date() for name in ("first_day", "last_day")}
    return {
        "id": entry.id, "title": entry.title, "publisher": entry.publisher, "url": entry.url, "licence": entry.licence,
        "licence_note": entry.licence_note, "shipped": entry.redistributable, "may_be_given_out": entry.may_be_given_out,
        "citation": entry.citation, "retrieved": entry.retrieved, "coverage": entry.coverage, "reliability": entry.reliability,
        "caveats": entry.caveats, "claims": facts.get("claims", 0), "rows_unused": facts.get("rows_unused"), **days,
    }  # fmt: skip
