"""What a file says about itself, read from every format that we make, within the bounds of files that are added."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import PurePath

import orjson

from dashboard.errors import PresenceError
from dashboard.exports.origin import DEFAULT_VIEW, Origin, origin_of, program_in
from dashboard.intake.package import check_package
from dashboard.intake.pdf_parts import streams
from dashboard.intake.tables import parquet_words, table_of
from dashboard.settings import Settings

NEEDED = "[Content_Types].xml"
STORY_PART = "customXml/item1.xml"
# Slides of ours have no such part.
ABOUT = "docProps/app.xml"
PROGRAM = re.compile(rb"<Application>([^<]{1,60})")
PROPERTY = re.compile(rb'name="([^"<>]{1,80})"[^<>]{0,40}><vt:lpwstr>([^<]{0,4000})</vt:lpwstr>')
STORY = re.compile(rb'<story xmlns="urn:presence-atlas:story">([^<]{0,1000000})</story>')
# Of a text format: the name, its end, and what stands between; never more than a lineage holds.
NAMES = b"seal|view|ledger|options|story|text|software"
IN_SVG = re.compile(rb"<pa:(" + NAMES + rb")>([^<]{0,20000})</pa:")
IN_HTML = re.compile(rb"<meta name='presence-(" + NAMES + rb")' content='([^']{0,1000000})'>")
IN_GIF = re.compile(rb"(?:^|\n)(Seal|View|Ledger|Options|Software): ([^\n]{0,20000})")
# What begins a comment in a GIF.
COMMENT = b"\x21\xfe"
MAX_CHUNKS, MAX_TEXT = 10_000, 100_000


def read_origin(content: bytes, name: str, settings: Settings) -> Origin:
    """What the file says about itself; empty where it says nothing.

    Raises PresenceError: E-OPEN-SIZE for a file that is too large, and those of `check_package` and `table_of`.
    """
    if len(content) > settings.add_max_bytes:
        raise PresenceError("E-OPEN-SIZE", f"{len(content):,} bytes", f"at most {settings.add_max_bytes:,}", where=name)
    ending = PurePath(name).suffix.lower()
    if ending in TABLES:
        return _of_table(content, name, settings)
    return origin_of(READERS[ending](content, name, settings))


def _of_table(content: bytes, name: str, settings: Settings) -> Origin:
    """Of a table: a row says View, generation and code; Parquet says all of it in the file's own words."""
    words = parquet_words(content, name, settings) if name.lower().endswith(".parquet") else {}
    if words.get("Seal"):
        return origin_of(words)
    table = table_of(content, name, settings)
    if table.empty or "generation" not in table:
        return Origin("", "", "")
    query, code, program = (table[column].iloc[0] if column in table else "" for column in ("view", "code", "program"))
    shown = "" if query == DEFAULT_VIEW else query
    return Origin("", shown, table["generation"].iloc[0], program=program_in(program), told_code=code)


def _office(content: bytes, name: str, settings: Settings) -> Mapping[str, str]:
    check_package(content, name, PurePath(name).suffix.lower(), NEEDED, settings.add_max_unpacked_bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        kept = {part: package.read(part) for part in ("docProps/custom.xml", STORY_PART) if part in package.namelist()}
    story = STORY.search(kept.get(STORY_PART, b""))
    told = {plain(key): plain(text) for key, text in PROPERTY.findall(kept.get("docProps/custom.xml", b""))}
    return {**told, **({"Text": plain(story[1])} if story else {})}


def saved_anew_by(content: bytes, ending: str) -> str:
    """The program that saved slides after us, as it calls itself; empty where none did. The package was checked before."""
    if ending != ".pptx":
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        about = package.read(ABOUT) if ABOUT in package.namelist() else b""
    found = PROGRAM.search(about)
    return plain(found[1]) if found else ""


def plain(text: bytes) -> str:
    """Text of a markup without its codes."""
    return html.unescape(text.decode("utf-8", "replace"))


def _png(content: bytes, _name: str, _settings: Settings) -> Mapping[str, str]:
    return dict(_png_texts(content))


def _png_texts(content: bytes) -> Iterator[tuple[str, str]]:
    """International text chunks without compression; a length that is made up ends the reading."""
    place = 8
    for _ in range(MAX_CHUNKS):
        if place + 12 > len(content) or not content.startswith(b"\x89PNG"):
            return
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + min(length, MAX_TEXT)]
        keyword, _, rest = body.partition(b"\0")
        if kind == b"iTXt" and length <= MAX_TEXT and rest[:1] == b"\0":
            yield keyword.decode("latin-1"), rest[2:].split(b"\0", 2)[-1].decode("utf-8", "replace")
        place += 12 + length


def _marked(pattern: re.Pattern[bytes]) -> Callable[[bytes, str, Settings], Mapping[str, str]]:
    def read(content: bytes, _name: str, _settings: Settings) -> Mapping[str, str]:
        return {key.decode().capitalize(): plain(text) for key, text in pattern.findall(content)}

    return read


def _gif(content: bytes, _name: str, _settings: Settings) -> Mapping[str, str]:
    """The comment of a film, which the format keeps in pieces, each with its length before it."""
    place = content.find(COMMENT) + len(COMMENT)
    pieces: list[bytes] = []
    while len(COMMENT) <= place < len(content) and content[place] and len(pieces) < MAX_CHUNKS:
        pieces.append(content[place + 1 : place + 1 + content[place]])
        place += 1 + content[place]
    return {key.decode(): plain(text) for key, text in IN_GIF.findall(b"".join(pieces))}


def _json(content: bytes, _name: str, _settings: Settings) -> Mapping[str, str]:
    try:
        lineage = orjson.loads(content)["lineage"]
        return {key.capitalize(): text for key, text in lineage.items() if isinstance(text, str)}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _pdf(content: bytes, _name: str, settings: Settings) -> Mapping[str, str]:
    """The attachment that says everything by its name."""
    for one in streams(content, settings.add_max_unpacked_bytes):
        if one.content.startswith(b"{") and b'"Seal"' in one.content:
            try:
                told = orjson.loads(one.content)
            except ValueError:
                continue
            return {key: text for key, text in told.items() if isinstance(text, str)}
    return {}


def _geopackage(content: bytes, name: str, _settings: Settings) -> Mapping[str, str]:
    with closing(open_layers(content, name)) as database:
        try:
            return {str(key): str(text) for key, text in database.execute("SELECT name, value FROM lineage LIMIT 100")}
        except sqlite3.Error:
            return {}


def open_layers(content: bytes, name: str) -> sqlite3.Connection:
    """A GeoPackage in memory, to be read alone: no view or trigger of it is trusted. Raises PresenceError (E-OPEN-FORMAT)."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.deserialize(content)
        database.execute("PRAGMA query_only = ON")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        database.close()
        raise PresenceError("E-OPEN-FORMAT", str(error)[:120], "a GeoPackage", where=name) from error
    return database


READERS: Mapping[str, Callable[[bytes, str, Settings], Mapping[str, str]]] = {
    ".png": _png, ".svg": _marked(IN_SVG), ".pdf": _pdf, ".pptx": _office, ".xlsx": _office, ".json": _json, ".geojson": _json,
    ".html": _marked(IN_HTML), ".gif": _gif, ".gpkg": _geopackage,
}  # fmt: skip
TABLES = (".csv", ".parquet")
