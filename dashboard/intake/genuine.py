"""Whether a file of ours shows what the ledger says: its seal is read, its View is made again, its numbers are compared.

A seal is no signature: it says that the numbers are those of a generation, and nothing about who made the file.
"""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pandas as pd

from dashboard.domain.view import View, decode_view
from dashboard.errors import PresenceError
from dashboard.exports.given_out import SUFFIX, open_part
from dashboard.exports.origin import DEFAULT_VIEW, Origin, origin_of
from dashboard.exports.seal import KEYS, NUMBERS, SEALED, canonical, digest_of, sealed_rows
from dashboard.exports.slide_map import SIZE, described
from dashboard.exports.table_words import view_names
from dashboard.exports.tables import estimates_table
from dashboard.figures.map import map_rows
from dashboard.geography.shapes import load_shapes
from dashboard.intake.opening import read_content
from dashboard.intake.package import check_package
from dashboard.ledger.generations import GENERATION, kept_generations
from dashboard.ledger.store import Ledger, claims_of_generation
from dashboard.settings import Settings

KINDS = (".png", ".svg", ".pdf", ".pptx", ".xlsx", ".csv", ".json", ".geojson")
NEEDED = "[Content_Types].xml"
PROPERTY = re.compile(rb'name="([^"<>]{1,80})"[^<>]{0,40}><vt:lpwstr>([^<]{0,4000})</vt:lpwstr>')
NAMED_SHAPE = re.compile(rb'<p:cNvPr id="\d{1,9}" name="([^"<>]{1,400})" descr="([^"<>]{0,2000})"')
# Of a text format: the name, its end, and what stands between; never more than a lineage holds.
IN_SVG = re.compile(rb"<pa:(seal|view|ledger)>([^<]{0,4000})</pa:")
IN_JSON = re.compile(rb'"(seal|view|ledger)"\s*:\s*"([^"\\]{0,4000})"')
SEAL_ALONE = re.compile(rb"presence-seal-1:[0-9a-f]{64}")
MAX_CHUNKS, MAX_TEXT = 10_000, 100_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or state that is another one: where, in the file (or before), and in the ledger (or now)."""

    where: str
    column: str
    file: str
    ledger: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about a file.

    Attributes:
        genuine: True where seal and numbers are those of the ledger; False where not; None where it cannot be told.
        words: the finding in a sentence.
        origin: what the file says that it shows.
        wrong: cells of the file that differ from what its generation says.
        changed: what differs between its generation and the one in service.
    """

    genuine: bool | None
    words: str
    origin: Origin
    wrong: tuple[Difference, ...] = ()
    changed: tuple[Difference, ...] = ()


def verify(content: bytes, name: str, ledger: Ledger, settings: Settings) -> Finding:
    """Compare a file with the ledger in service, or with the generation that it names where that is still kept.

    Raises PresenceError: E-VERIFY-KIND for a file that we do not make, E-VERIFY-SEAL for one without a seal, and those of
    `read_content` and `check_package` for a file that is too large, packed too densely or broken.
    """
    origin = read_origin(content, name, settings)
    if not origin.digest and not origin.generation:
        raise PresenceError(
            "E-VERIFY-SEAL", "no seal", "a file that this program made", where=name,
            cause="another program saved it anew, or it was made before there were seals",
        )  # fmt: skip
    view = decode_view(origin.query, ledger.vocabulary).view
    then = ledger_of(origin, ledger, settings)
    if then is None:
        words = f"The generation {origin.generation[:40]} is no longer kept here: the numbers cannot be checked."
        return Finding(None, words, origin, changed=())
    sealed = sealed_rows(then, view)
    wrong = tuple(_differing_cells(content, name, then, view, settings))
    matching = not origin.digest or digest_of(sealed, view.encode(), then.generation) == origin.digest
    now = open_part(ledger) if then.generation.endswith(SUFFIX) else ledger
    changed = tuple(changes(sealed, sealed_rows(now, view))) if now.generation != then.generation else ()
    return Finding(matching and not wrong, _words(matching, wrong, then), origin, wrong, changed)


def _words(matching: bool, wrong: tuple[Difference, ...], then: Ledger) -> str:
    if wrong:
        return f"{len(wrong)} cells of the file are not what generation {then.generation} says."
    if matching:
        return f"The file shows what generation {then.generation} says."
    return "The seal of the file is not that of its View: it was made up, or rules of the catalogue have changed since."


def ledger_of(origin: Origin, ledger: Ledger, settings: Settings) -> Ledger | None:
    """The ledger that the file was made from; None where it is not kept."""
    plain = origin.generation.removesuffix(SUFFIX)
    if plain == ledger.generation:
        whole = ledger
    elif GENERATION.fullmatch(plain) and plain in kept_generations(settings.data / "store"):
        whole = replace(ledger, generation=plain, claims=claims_of_generation(settings.data, plain))
    else:
        return None
    return open_part(whole) if origin.generation.endswith(SUFFIX) else whole


def changes(before: pd.DataFrame, now: pd.DataFrame) -> Iterator[Difference]:
    """What differs between two answers to one View, figures and states by sender and host."""
    yield from _compared(before, now, ("host", "sender", "definition"), ("state", *NUMBERS))


def read_origin(content: bytes, name: str, settings: Settings) -> Origin:
    """What the file says about itself, read within the bounds of files that are added."""
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise PresenceError("E-VERIFY-KIND", ending or "no ending", f"one of {', '.join(KINDS)}", where=name)
    if len(content) > settings.add_max_bytes:
        raise PresenceError("E-OPEN-SIZE", f"{len(content):,} bytes", f"at most {settings.add_max_bytes:,}", where=name)
    if ending == ".csv":
        return _origin_of_table(_table(content, name, settings))
    if ending in (".xlsx", ".pptx"):
        return origin_of(_properties(content, name, ending, settings))
    if ending == ".png":
        return origin_of(dict(_png_texts(content)))
    found = (IN_SVG if ending == ".svg" else IN_JSON).findall(content)
    told = {key.decode().capitalize(): html.unescape(text.decode("utf-8", "replace")) for key, text in found}
    alone = SEAL_ALONE.search(content)
    return origin_of({**({"Seal": alone[0].decode()} if alone else {}), **told})


def _properties(content: bytes, name: str, ending: str, settings: Settings) -> dict[str, str]:
    check_package(content, name, ending, NEEDED, settings.add_max_unpacked_bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        custom = package.read("docProps/custom.xml") if "docProps/custom.xml" in package.namelist() else b""
    return {_plain(key): _plain(text) for key, text in PROPERTY.findall(custom)}


def _plain(text: bytes) -> str:
    return html.unescape(text.decode("utf-8", "replace"))


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


def _table(content: bytes, name: str, settings: Settings) -> pd.DataFrame:
    """The figures of a workbook or CSV as text, with the names of the columns; empty where there is no such table."""
    sheets = read_content(content, name, settings).sheets
    sheet = sheets.get("View", sheets.get("", pd.DataFrame()))
    cells = sheet.fillna("").astype("str").to_numpy().tolist()
    first = next((row for row, line in enumerate(cells[:5]) if "Host id" in line or "host" in line), None)
    if first is None:
        return pd.DataFrame()
    names = view_names()
    return pd.DataFrame(cells[first + 1 :], columns=[names.get(title, title) for title in cells[first]], dtype="str")


def _origin_of_table(table: pd.DataFrame) -> Origin:
    if table.empty or not {"view", "generation"} <= set(table):
        return Origin("", "", "")
    query = table["view"].iloc[0]
    return Origin("", "" if query == DEFAULT_VIEW else query, table["generation"].iloc[0])


def _differing_cells(content: bytes, name: str, then: Ledger, view: View, settings: Settings) -> Iterator[Difference]:
    ending = PurePath(name).suffix.lower()
    if ending in (".csv", ".xlsx"):
        table = _table(content, name, settings)
        if "claim_id" in table and "state" in table:
            yield from _compared(canonical(table), canonical(estimates_table(then, view)), KEYS, SEALED[len(KEYS) :])
    if ending == ".pptx":
        yield from _differing_shapes(content, then, view, settings.assets)


def _differing_shapes(content: bytes, then: Ledger, view: View, assets: Path) -> Iterator[Difference]:
    """The places of the first slide against the map: a description that says another value."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        slide = package.read("ppt/slides/slide1.xml") if "ppt/slides/slide1.xml" in package.namelist() else b""
    told: Mapping[str, str] = {_plain(name): _plain(words) for name, words in NAMED_SHAPE.findall(slide)}
    rows = map_rows(then, view, load_shapes(assets, SIZE)).on_map
    for name, value in zip(rows["name"].astype("str"), rows["value"], strict=True):
        if name in told and told[name] != described(name, value):
            yield Difference(name, "value", told[name], described(name, value))


def _compared(one: pd.DataFrame, other: pd.DataFrame, keys: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Difference]:
    """Cell by cell; a row that only one of the two has differs in its state."""
    indexed = [_by_key(rows, keys) for rows in (one, other)]
    for key in dict.fromkeys([*indexed[0], *indexed[1]]):
        first, second = (rows.get(key) for rows in indexed)
        where = ", ".join(part for part in key if part)
        if first is None or second is None:
            yield Difference(where, "row", "there" if first else "not there", "there" if second else "not there")
            continue
        yield from (Difference(where, name, first[name], second[name]) for name in columns if first[name] != second[name])


def _by_key(rows: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(str(row[name]) for name in keys): {str(k): str(v) for k, v in row.items()} for row in rows.to_dict("records")}
