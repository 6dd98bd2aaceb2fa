"""What a file says, part by part: (place, what) -> text, in the same words whichever program saved it."""

from __future__ import annotations

import hashlib
import html
import io
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import PurePath

import orjson

from dashboard.errors import PresenceError
from dashboard.exports.safe_csv import plain_number
from dashboard.intake.origins import NEEDED, open_layers, plain
from dashboard.intake.package import DECLARATIONS, check_package
from dashboard.intake.pdf_parts import drawn
from dashboard.settings import Settings

Said = dict[tuple[str, str], str]
Parts = Iterator[tuple[str, str, str]]
TOKEN = re.compile(rb"<[^>]*>|[^<]+")
CELL = re.compile(rb"<c ([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
ATTRIBUTE = re.compile(rb'\b(r|t)="([^"]*)"')
SHARED = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
TEXT = re.compile(rb"<t(?: [^>]*)?>([^<]*)</t>")
VALUE = re.compile(rb"<v(?: [^>]*)?>([^<]*)</v>")
SHEET = re.compile(rb'<sheet [^>]*?name="([^"]*)"')
NUMBERED = re.compile(r"(\d+)\.xml$")
SPACE = re.compile(r"\s+")
LONGEST = 160
FIGURES = re.compile(r"\d[\d,.]*")


def said_in(content: bytes, name: str, settings: Settings) -> Said:
    """Everything that a file of ours says. What stands twice at a place is numbered.

    The file was checked before by `dashboard.intake.origins.read_origin`. Raises PresenceError (E-OPEN-FORMAT) for a broken one.
    """
    told: Said = {}
    seen: Counter[tuple[str, str]] = Counter()
    try:
        for place, what, text in READERS[PurePath(name).suffix.lower()](content, name, settings):
            seen[place, what] += 1
            number = seen[place, what]
            told[place, what if number == 1 else f"{what} ({number})"] = text
    except (sqlite3.Error, ET.ParseError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise PresenceError("E-OPEN-FORMAT", str(error)[:120], "a whole file of its kind", where=name) from error
    return told


def _slides(content: bytes, name: str, settings: Settings) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = sorted(package.namelist(), key=lambda part: (PurePath(part).parent.as_posix(), _number(part)))
        for part in (one for one in names if one.endswith(".xml")):
            if part.startswith("ppt/slides/slide"):
                yield from _shapes(_tree(package.read(part)), f"slide {_number(part)}")
            elif part.startswith("ppt/notesSlides/"):
                yield from _shapes(_tree(package.read(part)), f"notes {_number(part)}")
            elif part.startswith("ppt/charts/chart"):
                yield from _chart(_tree(package.read(part)), f"chart {_number(part)}")
        books = (one for one in names if one.startswith("ppt/embeddings/") and one.endswith(".xlsx"))
        for number, part in enumerate(books, 1):
            inside = package.read(part)
            check_package(inside, name, ".xlsx", NEEDED, settings.add_max_unpacked_bytes)
            yield from ((f"data of chart {number}", what, text) for _, what, text in _cells(inside, name, settings))


def _tree(content: bytes) -> ET.Element:
    if any(word in content for word in DECLARATIONS):
        raise ValueError("a declaration of entities")
    return ET.fromstring(content)  # noqa: S314 - without declarations nothing can be expanded


def _number(part: str) -> int:
    found = NUMBERED.search(part)
    return int(found[1]) if found else 0


def _shapes(root: ET.Element, place: str) -> Parts:
    """Name, description and words of every shape."""
    for shape in (one for one in root.iter() if _tag(one) in ("sp", "graphicFrame", "grpSp", "pic", "cxnSp")):
        own = next((one for one in shape.iter() if _tag(one) == "cNvPr"), None)
        called = own.get("name", "") if own is not None else ""
        if own is not None and own.get("descr"):
            yield f"{place}, {called}", "description", SPACE.sub(" ", own.get("descr", "")).strip()
        words = _words(shape) if _tag(shape) in ("sp", "graphicFrame") else ""
        if words:
            yield f"{place}, {called}", "words", words


def _words(shape: ET.Element) -> str:
    lines = ["".join(one.text or "" for one in line.iter() if _tag(one) == "t") for line in shape.iter() if _tag(line) == "p"]
    return SPACE.sub(" ", " ".join(lines)).strip()


def _chart(root: ET.Element, place: str) -> Parts:
    for number, series in enumerate((one for one in root.iter() if _tag(one) == "ser"), 1):
        for part in (one for one in series if _tag(one) in ("tx", "cat", "val", "xVal", "yVal")):
            for point in (one for one in part.iter() if _tag(one) == "pt"):
                value = next((one.text or "" for one in point if _tag(one) == "v"), "")
                yield f"{place}, series {number}", f"{_tag(part)} {point.get('idx', '')}", as_number(value)


def _tag(one: ET.Element) -> str:
    return one.tag.rpartition("}")[2]


def _cells(content: bytes, _name: str, _settings: Settings) -> Parts:
    """Every cell of every sheet that holds something; numbers in one form, whatever program wrote them."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        strings = package.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
        shared = [_joined(match[1] or b"") for match in SHARED.finditer(strings)]
        titles = [plain(title) for title in SHEET.findall(package.read("xl/workbook.xml"))]
        parts = sorted((one for one in names if one.startswith("xl/worksheets/sheet")), key=_number)
        for title, part in zip(titles, parts, strict=False):
            for attributes, inside in CELL.findall(package.read(part)):
                told = dict(ATTRIBUTE.findall(attributes))
                text = _cell(told.get(b"t", b""), inside, shared)
                if text:
                    yield title, told.get(b"r", b"").decode("ascii", "replace"), text


def _cell(kind: bytes, inside: bytes, shared: list[str]) -> str:
    if kind == b"inlineStr":
        return _joined(inside)
    found = VALUE.search(inside)
    value = plain(found[1]) if found else ""
    if kind == b"s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else f"text {value}"
    return value if kind == b"str" else as_number(value)


def _joined(inside: bytes) -> str:
    return SPACE.sub(" ", "".join(plain(text) for text in TEXT.findall(inside))).strip()


def as_number(text: str) -> str:
    """A number in one form; other text as it is."""
    try:
        return plain_number(text)
    except (ValueError, OverflowError):
        return text


def _markup(content: bytes, _name: str, _settings: Settings) -> Parts:
    """Every mark and every text with how often it stands there; the place of a mark is the text before it."""
    before = ""
    for token in TOKEN.findall(content):
        text = html.unescape(token.decode("utf-8", "replace"))
        if token.startswith(b"<"):
            yield _short(before), _short(text.split(" ")[0].strip("<>/") or "mark"), _short(text)
        elif text.strip():
            before = text.strip()
            yield "text", _short(before), before


def _short(text: str) -> str:
    """A text to be shown; a long one with a hash of the whole, so that two that only differ late differ."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]}… #{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _objects(content: bytes, _name: str, _settings: Settings) -> Parts:
    yield from _values(orjson.loads(content), "", "")


def _values(value: object, place: str, what: str) -> Parts:
    """A tree as its leaves; places of a list are called by their host or id."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _values(one, f"{place}, {what}".strip(", "), str(key))
    elif isinstance(value, list) and what == "coordinates":
        yield place, what, hashlib.sha256(orjson.dumps(value)).hexdigest()[:12]
    elif isinstance(value, list):
        for number, one in enumerate(value):
            called = (one.get("host") or one.get("id") or number) if isinstance(one, dict) else number
            yield from _values(one, f"{place}, {what}".strip(", "), str(called))
    else:
        yield place, what, "" if value is None else as_number(str(value))


def _layers(content: bytes, name: str, _settings: Settings) -> Parts:
    """Every row of the layer and of its lineage."""
    with closing(open_layers(content, name)) as database:
        for table in ("presence", "lineage"):
            rows = database.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 - two names of ours
            titles = [column[0] for column in rows.description]
            for row in rows:
                called = next((str(row[titles.index(key)]) for key in ("host", "name") if key in titles), "")
                yield from ((f"{table}, {called}", title, _leaf(cell)) for title, cell in zip(titles, row, strict=True))


def _leaf(cell: object) -> str:
    if isinstance(cell, bytes):
        return hashlib.sha256(cell).hexdigest()[:12]
    return "" if cell is None else as_number(str(cell))


def _drawn(content: bytes, _name: str, settings: Settings) -> Parts:
    for one, count in drawn(content, settings.add_max_unpacked_bytes).items():
        yield "page content", f"{hashlib.sha256(one).hexdigest()[:12]}, {len(one):,} bytes", str(count)


def _pixels(content: bytes, _name: str, _settings: Settings) -> Parts:
    """Of every picture in the file its size, and its pixels in squares, so that a difference has a place."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as file:
        for number in range(min(getattr(file, "n_frames", 1), MOST_FRAMES)):
            file.seek(number)
            if file.width * file.height > MOST_PIXELS:
                raise ValueError(f"{file.width} × {file.height} pixels")
            picture = file.convert("RGB")
            yield f"picture {number + 1}", "size", f"{picture.width} × {picture.height}"
            for top in range(0, picture.height, SQUARE):
                for left in range(0, picture.width, SQUARE):
                    box = (left, top, min(left + SQUARE, picture.width), min(top + SQUARE, picture.height))
                    digest = hashlib.sha256(picture.crop(box).tobytes()).hexdigest()[:12]
                    yield f"picture {number + 1}", f"pixels from {left}, {top}", digest


MOST_FRAMES, MOST_PIXELS, SQUARE = 1_000, 40_000_000, 100
READERS: Mapping[str, Callable[[bytes, str, Settings], Parts]] = {
    ".png": _pixels, ".gif": _pixels, ".svg": _markup, ".html": _markup, ".pdf": _drawn, ".pptx": _slides, ".xlsx": _cells,
    ".json": _objects, ".geojson": _objects, ".gpkg": _layers,
}  # fmt: skip


def figures_in_both(file: Said, ours: Said) -> list[Said]:
    """The figures alone of every part that both have, for two versions of the program that may put the same in other words."""
    both = [key for key in ours if key in file]
    return [{key: " ".join(FIGURES.findall(said[key])) for key in both} for said in (file, ours)]


def differing(file: Said, ours: Said) -> Iterator[tuple[str, str, str, str]]:
    """(place, what, in the file, as we make it) of everything that is not the same; nothing stands for what is not there."""
    for key in dict.fromkeys([*ours, *file]):
        one, other = file.get(key, ""), ours.get(key, "")
        if one != other:
            yield *key, one, other
