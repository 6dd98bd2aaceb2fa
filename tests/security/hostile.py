"""A small ledger whose every text is an attack: on the page, in a picture, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from dashboard.ledger.build import build
from dashboard.settings import load_settings
from tests.ledger.test_build import ROW, Literal

# Each would set the mark, draw a link, or load something, where it is taken for markup.
PAYLOADS = (
    '<img src=x onerror="window.__xss=1">',
    "<script>window.__xss=2</script>",
    "<svg onload=window.__xss=3>",
    '<a href="https://evil.invalid/">click</a>',
    '<b style="font-size:60px">large</b>',
    "'\"><iframe srcdoc='<script>parent.__xss=4</script>'>",
    "javascript:window.__xss=5",
    "%{customdata[0]} {{7*7}} ${7*7}",
    "</title></script><img src=x onerror=window.__xss=6>",
    "![x](https://evil.invalid/x.png) [y](javascript:window.__xss=7)",
)
# Each would run where it is taken for a formula.
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("https://evil.invalid","x")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    " =1+1",
)
HOST, SENDER = "DEU", "USA"


def hostile_data(root: Path) -> Path:
    """A data folder under ``root`` whose places, source, actors, sites, phrases and notes are payloads and formulas."""
    data = root / "data"
    for name in ("catalogue", "claims"):
        shutil.copytree(load_settings().data / name, data / name)
    _rename_places(data / "catalogue" / "places.csv")
    _rename_source(data / "catalogue" / "sources" / "us-troops-dmdc.toml")
    (root / "raw" / "us-troops-dmdc").mkdir(parents=True)
    build(root / "raw", data, progress=lambda _line: None, readers=(Literal(tuple(rows())),))
    return data


def rows() -> list[dict[str, object]]:
    """Claims of one pair over the years, one an attack; and of the sender elsewhere."""
    attacks = [*PAYLOADS, *FORMULAS]
    years = range(2000, 2000 + len(attacks))
    told = [
        {
            **ROW, "sender": SENDER, "host": HOST, "best": 100.0 + year, "start": f"{year}-06-30", "end": f"{year}-06-30",
            "phrase": text, "note": text, "said_by": text, "site": text, "actor": "",
        }
        for year, text in zip(years, attacks, strict=True)
    ]  # fmt: skip
    return [*told, {**ROW, "sender": SENDER, "host": "JPN", "best": 50.0, "start": "2018-06-30", "end": "2018-06-30"}]


def _rename_places(path: Path) -> None:
    text = io.StringIO(path.read_text(encoding="utf-8"), newline="")
    reader = csv.DictReader(text)
    places = [dict(row) for row in reader]
    for place in places:
        if place["id"] in (HOST, SENDER):
            place["name"] = PAYLOADS[0] if place["id"] == HOST else PAYLOADS[3]
            place["adjective"], place["note"], place["owner_note"] = PAYLOADS[4], PAYLOADS[1], PAYLOADS[2]
        if place["id"] == "JPN":
            place["name"] = FORMULAS[4]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(reader.fieldnames or []), lineterminator="\n")
    writer.writeheader()
    writer.writerows(places)
    path.write_text(out.getvalue(), encoding="utf-8")


def _rename_source(path: Path) -> None:
    import json
    import re

    text = path.read_text(encoding="utf-8")
    said = {"title": PAYLOADS[0], "publisher": PAYLOADS[1], "licence": PAYLOADS[3], "url": PAYLOADS[6], "citation": FORMULAS[4]}
    for name, words in said.items():
        quoted = json.dumps(words, ensure_ascii=False)
        text = re.sub(rf"^{name} = .*$", lambda _found, line=f"{name} = {quoted}": line, text, flags=re.M)
    path.write_text(text, encoding="utf-8")
