"""One figure of a host, read out of a file of every format, leads through what stands in that file to its claim, source, date and licence."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from dashboard.domain.view import View
from dashboard.exports.files import write_export
from dashboard.exports.options import ExportOptions
from dashboard.intake.genuine import verify
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.exports.test_workbook import sheets_of, table_of

SETTINGS = load_settings({})
RUSSIA = View(sender=("RUS",), date=date(2019, 6, 30))
PAIR = replace(RUSSIA, host=("VEN",))


@dataclass(frozen=True)
class Trace:
    """What a file says of Venezuela: the figure, the claim behind it, the licence, and where the file says more, the source and the day."""

    figure: float
    claim: str
    licence: str
    text: str


def in_lines(text: str) -> Trace:
    """From lines of text: "Venezuela: 100 (99-100). ... Licence: ... Claim ...\""""
    line = next(line for line in text.splitlines() if line.startswith("Venezuela: "))
    figure = re.match(r"Venezuela: ([\d,]+)", line)
    licence, claim = re.search(r"Licence: (.+)\. Claim ", line), re.search(r"Claim ([\w-]+)\.", line)
    assert figure
    assert licence
    assert claim
    return Trace(float(figure[1].replace(",", "")), claim[1], licence[1], line)


def in_row(row: dict[str, object]) -> Trace:
    return Trace(float(str(row["best"])), str(row["claim_id"]), str(row["licence"]), " ".join(map(str, row.values())))


def of_png(content: bytes) -> Trace:
    with Image.open(io.BytesIO(content)) as picture:
        return in_lines(picture.text["Claims"])


def of_svg(content: bytes) -> Trace:
    found = re.search(r"<pa:claims>([^<]*)</pa:claims>", content.decode())
    assert found
    shown = re.search(r"<title>Venezuela: ([\d,]+)", content.decode())
    told = in_lines(html.unescape(found[1]))
    assert shown is None or float(shown[1].replace(",", "")) == told.figure
    return told


def of_gif(content: bytes) -> Trace:
    with Image.open(io.BytesIO(content)) as film:
        return in_lines(film.info["comment"].decode())


def of_pdf(content: bytes) -> Trace:
    reader = PdfReader(io.BytesIO(content))
    return in_lines(json.loads(reader.attachments["lineage.json"][0])["Claims"])


def of_slides(content: bytes) -> Trace:
    slide = Presentation(io.BytesIO(content)).slides[0]
    told = in_lines(slide.notes_slide.notes_text_frame.text)
    described = [shape._element.xpath(".//p:cNvPr/@descr") for shape in slide.shapes]
    assert any(f"Venezuela: {told.figure:,.0f}" in words for names in described for words in names)
    return told


def of_page(content: bytes) -> Trace:
    text = content.decode()
    shown = re.search(r"<tr data-host='VEN'><td>Venezuela</td><td[^>]*>([\d,]+)", text)
    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)]
    row = next(row for row in rows if row and row[0] == "Russia in Venezuela")
    assert shown
    return Trace(float(shown[1].replace(",", "")), row[-1], html.unescape(row[-2]), html.unescape(" ".join(row)))


def of_csv(content: bytes) -> Trace:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return in_row(next(dict(row) for row in rows if row["host"] == "VEN"))


def of_claims(content: bytes) -> Trace:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return in_row(next(dict(row) for row in rows if row["claim_id"] == "MF055"))


def of_parquet(content: bytes) -> Trace:
    rows = pd.read_parquet(io.BytesIO(content))
    row = rows[rows["host"] == "VEN"].iloc[0]
    return in_row({str(name): value for name, value in row.items()})


def of_claims_parquet(content: bytes) -> Trace:
    rows = pd.read_parquet(io.BytesIO(content))
    row = rows[rows["claim_id"] == "MF055"].iloc[0]
    return in_row({str(name): value for name, value in row.items()})


def of_json(content: bytes) -> Trace:
    return in_row(next(row for row in json.loads(content)["estimates"] if row["host"] == "VEN"))


def of_geojson(content: bytes) -> Trace:
    body = json.loads(content)
    row = next(one["properties"] for one in body["features"] if one["id"] == "VEN")
    source = next(one for one in body["lineage"]["sources"] if one["id"] == row["source_id"])
    return in_row({**row, "licence": source["licence"], "title": source["title"], "citation": source["citation"]})


def of_layers(content: bytes) -> Trace:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        best, claim, newest = database.execute("SELECT best, claim_id, newest FROM presence WHERE host = 'VEN'").fetchone()
        lineage = dict(database.execute("SELECT name, value FROM lineage").fetchall())
    source = next(line for line in lineage["Sources"].splitlines() if "curated military facts" in line)
    return Trace(best, claim, source.partition("Licence: ")[2].rstrip("."), f"{newest} {source}")


def of_workbook(content: bytes) -> Trace:
    sheets = sheets_of(content)
    shown = next(row for row in table_of(sheets["View"], "Host") if row["Host"] == "Venezuela")
    claim = next(row for row in table_of(sheets["Claims"], "Sender") if row["Claim id"] == shown["Claim id"])
    source = next(row for row in table_of(sheets["Sources"], "Id") if row["Id"] == claim["Source id"])
    told = " ".join(map(str, [*claim.values(), *source.values()]))
    return Trace(shown["Best"], str(claim["Claim id"]), str(source["Licence"]), told)


FORMATS: dict[str, Callable[[bytes], Trace]] = {
    "png": of_png, "svg": of_svg, "pdf": of_pdf, "pptx": of_slides, "html": of_page, "csv": of_csv, "claims.csv": of_claims,
    "parquet": of_parquet, "claims.parquet": of_claims_parquet, "json": of_json, "geojson": of_geojson, "gpkg": of_layers,
    "xlsx": of_workbook, "gif": of_gif,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_the_figure_of_venezuela_leads_to_its_claim(shipped: Ledger, form: str) -> None:
    film = form == "gif"
    view = replace(RUSSIA, since=date(2019, 3, 31)) if film else RUSSIA
    content = write_export(shipped, view, form, SETTINGS.assets, ExportOptions("social" if film else "slide"))
    trace = FORMATS[form](content)
    claim = shipped.claims[(shipped.claims["claim_id"] == trace.claim).to_numpy()].iloc[0]
    source = shipped.catalogue.sources[str(claim["source_id"])]
    assert (claim["sender"], claim["host"], claim["measure"]) == ("RUS", "VEN", "troops")
    assert trace.figure == claim["best"] == 100
    assert trace.licence.startswith(source.licence)
    assert source.title in trace.text or source.citation in trace.text
    assert "2019" in trace.text
    found = verify(content, f"file.{form}", shipped, SETTINGS)
    assert (found.genuine, found.origin.generation) == (True, shipped.generation)


@pytest.mark.parametrize("form", ["series.svg", "series.png", "pdf"])
def test_the_figures_of_a_series_lead_to_their_claims(shipped: Ledger, form: str) -> None:
    content = write_export(shipped, PAIR, form, SETTINGS.assets)
    if form == "pdf":
        text = json.loads(PdfReader(io.BytesIO(content)).attachments["lineage.json"][0])["Claims"]
        pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert "MF055" in pages
    elif form == "series.png":
        with Image.open(io.BytesIO(content)) as picture:
            text = picture.text["Claims"]
    else:
        text = html.unescape(re.findall(r"<pa:claims>([^<]*)</pa:claims>", content.decode())[0])
    named = re.findall(r"Claim ([\w-]+)\.", text)
    rows = shipped.claims[shipped.claims["claim_id"].isin(named).to_numpy()]
    assert len(rows) == len(named) > 1
    assert {*rows["measure"]} == {"troops"}
    assert {*rows["host"]} == {"VEN"}
    assert all(shipped.catalogue.sources[str(one)].licence in text for one in rows["source_id"])
    assert verify(content, f"file.{form}", shipped, SETTINGS).genuine is True
