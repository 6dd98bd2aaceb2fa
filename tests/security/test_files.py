"""Files that lead elsewhere, bits that were turned, letters that hide others: refused where they come in, and nobody is asked."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dashboard.catalogue_files import load_catalogue
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.geography.opening import read_shapes
from dashboard.intake.opening import open_table
from dashboard.ledger.generations import publish, read_current, read_generation
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.sources import READERS
from dashboard.sources.hand_kept import read_hand_kept
from dashboard.sources.reading import read_table
from tests.ledger.test_build import ROOT, ROW
from tests.reliability.conftest import build_small

SETTINGS = load_settings({})


class Canary(BaseHTTPRequestHandler):
    """Remembers that it was asked."""

    hits: tuple[str, ...] = ()

    def do_GET(self) -> None:
        type(self).hits += (self.path,)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"a,b\n1,2\n")

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output for findings."""


@contextmanager
def canary() -> Iterator[str]:
    """An address on this machine that nothing may ask; fails when something did."""
    Canary.hits = ()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert Canary.hits == ()


NAMES = (
    "http{1}{0}/a.csv", "https{1}{0}/a.csv", "ftp{1}{0}/a.csv", "s3{1}{0}/a.csv", "/vsicurl/http{1}{0}/a.csv", "zip+http{1}{0}/a.zip",
    "/vsizip//vsicurl/http{1}{0}/a.zip", "http:/{0}/a.csv", "\\\\{0}\\share\\a.csv", "//{0}/a.csv", "simplecache::http{1}{0}/a.csv",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_loader_asks_an_address(tmp_path: Path, name: str) -> None:
    loaders: list[Callable[[Path], object]] = [
        lambda path: open_table(path, SETTINGS), lambda path: read_table(path, ["a"]), lambda path: read_hand_kept(path).claims,
        open_ledger, load_catalogue, load_places, lambda path: read_current(path),
    ]  # fmt: skip
    with canary() as address:
        told = Path(name.format(address, "://"))
        for load in loaders:
            try:
                found = load(told)
            except PresenceError:
                continue
            # A folder that is not there holds no table and no entry.
            assert not len(getattr(found, "index", getattr(found, "measures", ())))


def test_no_reader_of_a_source_asks_an_address(tmp_path: Path, hostile: Ledger) -> None:
    with canary() as address:
        for reader in READERS:
            with pytest.raises((PresenceError, OSError)):
                reader.read(Path(f"http://{address}"), hostile.places)


VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{0}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.vrt", "a.geojson", "a.gpkg", "a.ods", "a.shp", "a.kml"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/vsicurl/http://{0}/a", "http://{0}/a"])
def test_a_file_that_points_elsewhere_is_read_as_what_it_is_or_refused(tmp_path: Path, name: str, target: str) -> None:
    with canary() as address:
        path = tmp_path / name
        path.write_text(VRT.format(target.format(address)))
        try:
            opened = open_table(path, SETTINGS)
        except PresenceError as error:
            assert error.code.startswith("E-OPEN-")
            return
    assert "root:" not in str({sheet: frame.to_numpy().tolist() for sheet, frame in opened.sheets.items()})


def _archive(path: Path, *names: str, content: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return path


SHAPES: Mapping[str, Callable[[Path, str], Path]] = {
    "a form that leads elsewhere, by the name of another": lambda folder, text: _written(folder / "a.json", text),
    "by its own name": lambda folder, text: _written(folder / "a.vrt", text),
    "in an archive by the name of another": lambda folder, text: _archive(folder / "a.zip", "a.shp", content=text),
    "in an archive by the name of a third": lambda folder, text: _archive(folder / "a.zip", "a.gpkg", content=text),
    "in an archive by its own name": lambda folder, text: _archive(folder / "a.zip", "a.vrt", content=text),
    "beside another": lambda folder, text: _archive(folder / "a.zip", "a.json", "b.vrt", content="{" + text),
    "above the archive": lambda folder, text: _archive(folder / "a.zip", "../a.json", content="{" + text),
    "an empty archive": lambda folder, text: _archive(folder / "a.zip", content=text),
    "no archive": lambda folder, text: _written(folder / "a.zip", text),
    "an address": lambda _folder, text: Path(text.partition("<SrcDataSource>")[2].partition("<")[0]),
}


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize("made", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("target", ["/vsicurl/http://{0}/a", "http://{0}/a", "/vsizip//vsicurl/http://{0}/a"])
def test_no_file_of_shapes_leads_to_another_file_or_machine(
    tmp_path: Path, made: Callable[[Path, str], Path], target: str
) -> None:
    with canary() as address:
        path = made(tmp_path, VRT.format(target.format(address)))
        with pytest.raises(PresenceError, match="E-SHAPES-RAW"):
            read_shapes(path)


def test_one_module_opens_files_of_shapes() -> None:
    """The library itself follows such a file: what holds is the look at it before."""
    reading = re.compile(r"\b(gpd|geopandas|pyogrio)\.(read_(?!parquet)\w+|list_\w+|open_arrow)\b")
    found = {path.name for path in (ROOT / "dashboard").rglob("*.py") if reading.search(path.read_text(encoding="utf-8"))}
    assert found == {"opening.py"}


@pytest.mark.parametrize("kind", ["link out", "link to a device", "pipe", "device", "folder", "dangling", "loop"])
def test_only_a_plain_file_is_added_and_nothing_waits_for_another(tmp_path: Path, kind: str) -> None:
    secret, path = tmp_path / "secret.csv", tmp_path / "a.csv"
    secret.write_text("secret,secret\n")
    made: dict[str, Callable[[], object]] = {
        "link out": lambda: path.symlink_to(secret), "link to a device": lambda: path.symlink_to("/dev/zero"),
        "pipe": lambda: os.mkfifo(path), "device": lambda: None, "folder": path.mkdir,
        "dangling": lambda: path.symlink_to("/nowhere"), "loop": lambda: path.symlink_to(path),
    }  # fmt: skip
    made[kind]()
    with pytest.raises(PresenceError) as error:
        open_table(Path("/dev/zero") if kind == "device" else path, SETTINGS)
    assert error.value.code in ("E-OPEN-FILE", "E-OPEN-KIND")
    assert "secret,secret" not in str(error.value)


GUARD = """
import socket, sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"reached for {args}")
    if event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec", "os.system", "pty.spawn"):
        raise SystemExit(f"started {args}")
sys.addaudithook(refuse)
from dataclasses import replace
from pathlib import Path
from dashboard.exports.files import FORMATS, write_export
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app
settings = replace(load_settings({}), data=Path(sys.argv[1]))
ledger = open_ledger(settings.data)
app = create_app(settings, ledger)
client = app.server.test_client()
for rule in app.server.url_map.iter_rules():
    path = str(rule)
    if "<" not in path and client.get(path, query_string="sender=USA&host=DEU&q=a&format=csv", buffered=True).status_code >= 500:
        raise SystemExit(path)
from dashboard.domain.view import decode_view
view = decode_view("sender=USA&host=DEU&date=2018-06-30", ledger.vocabulary).view
made = [form for form, known in FORMATS.items() if known.on_web and write_export(ledger, view, form, settings.assets)]
print(len(made), "exports")
"""


def test_the_server_and_its_exports_reach_for_nobody_and_start_no_program(hostile_folder: Path) -> None:
    """No browser, no helper: of all that the server does only a reader's own workbook is opened apart, and that within bounds."""
    done = subprocess.run(
        [sys.executable, "-c", GUARD, str(hostile_folder)], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[0]) >= 8


def test_one_module_starts_programs() -> None:
    from tests.repository.code import imports, sources

    starting = {
        source.module
        for source in sources("dashboard")
        for found in imports(source)
        if found.module.split(".")[0] in ("subprocess", "multiprocessing", "pty")
    }
    assert starting <= {"dashboard.intake.workbook"}


# Bits


def test_a_thousand_turned_bits_of_the_shipped_store_are_refused_by_the_files_name(tmp_path: Path) -> None:
    shipped = SETTINGS.data / "store"
    generation, files = read_current(shipped)
    store = tmp_path / "store"
    (store / generation).mkdir(parents=True)
    # Enough of each file that is large; hashes are taken anew, since this is about what is noticed and not about the size.
    small = {name: content[:20_000] for name, content in files.items() if name != "manifest.json"}
    name = publish(store, small, {"of": generation}, keep=5)
    lots = random.Random(20)  # noqa: S311 - lots that guard nothing
    folder = store / name
    paths = sorted(folder.iterdir())
    for _ in range(1_000):
        path = lots.choice(paths)
        whole = path.read_bytes()
        turned = bytearray(whole)
        turned[lots.randrange(len(whole))] ^= 1 << lots.randrange(8)
        path.write_bytes(turned)
        with pytest.raises(PresenceError) as error:
            read_generation(store, name)
        assert path.name in str(error.value)
        path.write_bytes(whole)
    assert read_generation(store, name)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.999])
def test_a_turned_bit_of_the_whole_shipped_ledger_is_refused(tmp_path: Path, place: float) -> None:
    shutil.copytree(SETTINGS.data / "store", tmp_path / "store")
    generation = (tmp_path / "store" / "CURRENT").read_text().strip()
    path = tmp_path / "store" / generation / "claims.parquet"
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * place))
        byte = file.read(1)[0]
        file.seek(-1, io.SEEK_CUR)
        file.write(bytes([byte ^ 16]))
    with pytest.raises(PresenceError, match=r"claims\.parquet"):
        read_current(tmp_path / "store")


# Letters

HIDING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" + "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 127)))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    for name in ("catalogue", "claims"):
        shutil.copytree(SETTINGS.data / name, tmp_path / "data" / name)
    return tmp_path / "data"


def test_a_claim_with_a_letter_that_hides_others_is_not_published(own: Path) -> None:
    """Every letter at once, each in a claim of its own, so that each must be found."""
    columns = ("note", "phrase", "site", "said_by", "actor")
    rows = [
        {**ROW, "best": float(n), "start": f"{1960 + n}-01-01", "end": f"{1960 + n}-01-01", columns[n % 5]: f"a{letter}b"}
        for n, letter in enumerate(HIDING)
    ]
    with pytest.raises(PresenceError) as error:
        build_small(own, *rows)
    found = {problem.found for problem in error.value.problems if problem.code == "E-CLAIM-HIDDEN"}
    assert len(found) == len(HIDING)
    assert all(text.isascii() and text.isprintable() for text in found)


@pytest.mark.parametrize("letter", "\u202e\u2066\x1b\x7f")
def test_a_catalogue_with_a_letter_that_hides_others_is_refused(own: Path, letter: str) -> None:
    path = own / "catalogue" / "sources" / "us-troops-dmdc.toml"
    escaped = f"\\u{ord(letter):04x}"
    path.write_text(path.read_text(encoding="utf-8").replace('title = "', f'title = "{escaped}', 1), encoding="utf-8")
    with pytest.raises(PresenceError) as error:
        load_catalogue(own / "catalogue")
    assert error.value.code == "E-CATALOGUE-HIDDEN"
    places = own / "catalogue" / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("Aruba", f"Aru{letter}ba", 1), encoding="utf-8")
    with pytest.raises(PresenceError) as error:
        load_places(own / "catalogue")
    assert error.value.code == "E-PLACES-HIDDEN"


def test_two_ways_to_write_one_word_are_one(own: Path) -> None:
    build_small(own, {**ROW, "note": "Cafe\u0301"}, {**ROW, "host": "SYR", "note": "Caf\u00e9"})
    notes = open_ledger(own).claims["note"].dropna().astype("str")
    assert set(notes[notes.str.startswith("Caf")]) == {"Caf\u00e9"}


def test_bounds_are_smaller_for_readers_than_for_the_operator() -> None:
    from dashboard.web.upload import bounds_of

    bounds: Any = bounds_of(replace(SETTINGS))
    for name in ("bytes", "rows", "unpacked_bytes", "seconds", "memory_mb"):
        assert getattr(bounds, f"add_max_{name}") <= getattr(SETTINGS, f"add_max_{name}")
