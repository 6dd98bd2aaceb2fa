"""Data of what is drawn over the map on demand: sites with their days, and flows on one day."""

from __future__ import annotations

from typing import Any

import flask
import orjson
import pandas as pd

from dashboard.domain.places import Places
from dashboard.domain.view import View, decode_view
from dashboard.exports.overlays import MARKS, flows_words
from dashboard.figures.numbers import say_value
from dashboard.figures.palette import DARK, LIGHT
from dashboard.ledger import answers
from dashboard.ledger.flows import flows_of
from dashboard.ledger.sites import KINDS, kinds_of, sites_of
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from dashboard.web.vocabulary import vocabulary_of

KM_BY_DECIMALS = ("100 km", "10 km", "1 km", "100 m", "10 m")


def add_overlay_routes(server: flask.Flask, settings: Settings, ledger: Ledger) -> None:
    """Add the two routes to ``server``; no query raises, and no answer exceeds the limits."""

    def asked() -> View:
        return decode_view(flask.request.query_string.decode("utf-8", "replace"), vocabulary_of(settings, ledger)).view

    @server.get("/api/v1/sites")
    def sites() -> flask.Response:
        return flask.Response(orjson.dumps(_sites(ledger, asked(), settings.max_sites_on_map)), mimetype="application/json")

    @server.get("/api/v1/flows")
    def flows() -> flask.Response:
        return flask.Response(orjson.dumps(_flows(ledger, asked(), settings.max_flows)), mimetype="application/json")


def _sites(ledger: Ledger, view: View, limit: int) -> dict[str, Any]:
    found = sites_of(ledger, view, limit)
    kinds = kinds_of(view)
    sources = sorted(found.rows["source_id"].unique().tolist())
    colours = {theme.name: [theme.series[KINDS.index(kind)] for kind in kinds] for theme in (LIGHT, DARK)}
    return {
        "kinds": [[kind, ledger.catalogue.measures[kind].title, MARKS[kind]] for kind in kinds],
        "colours": colours, "sources": [ledger.catalogue.sources[source].title for source in sources],
        "total": found.total, "points": [_point(row, kinds, sources) for row in found.rows.to_dict("records")],
        "exact": list(KM_BY_DECIMALS),
    }  # fmt: skip


def _point(row: dict[Any, Any], kinds: tuple[str, ...], sources: list[str]) -> list[Any]:
    return [
        kinds.index(row["measure"]), row["site"], row["sender"], row["host"], round(row["lat"], 5), round(row["lon"], 5),
        int(row["decimals"]), _iso(row["start"]), _iso(row["end"]), _iso(row["until"]), sources.index(row["source_id"]), row["claim_id"],
    ]  # fmt: skip


def _iso(day: Any) -> str:
    return "" if pd.isna(day) else day.date().isoformat()


def _flows(ledger: Ledger, view: View, limit: int) -> dict[str, Any]:
    found = flows_of(ledger, view, limit)
    unit = answers.measure_of(ledger, view).unit
    rows = found.rows.to_dict("records")
    return {
        "said": flows_words(found), "total": found.total,
        "arcs": [[*_ends(row, ledger.places), float(row["level"]), _say(row, unit)] for row in rows],
    }  # fmt: skip


def _ends(row: dict[Any, Any], places: Places) -> list[Any]:
    ends = [places.by_id[row[name]] for name in ("sender", "host")]
    return [part for place in ends for part in (place.id, place.lon, place.lat)]


def _say(row: dict[Any, Any], unit: str) -> str:
    return say_value(str(row["state"]), row["low"], row["best"], row["high"], unit)
