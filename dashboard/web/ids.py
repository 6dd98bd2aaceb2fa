"""Every id that the layout, the callbacks and the browser's scripts share."""

from __future__ import annotations

URL = "url"
VIEW = "view"
PANEL_VIEW = "panel-view"
MEASURE, SENDER, HOST, RULE = "measure", "sender", "host", "rule"
NOTICES = "notices"
GRAPH = "map-graph"
PANEL, PANEL_BODY, PANEL_REST = "panel", "panel-body", "panel-rest"
SIGNAL = "signal"
