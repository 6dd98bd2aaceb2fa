"""Diagnoses an installation (presence doctor): one finding a check, with its remedy."""

from __future__ import annotations

import errno
import importlib
import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dashboard.errors import PresenceError, Problem
from dashboard.geography.shapes import load_shapes
from dashboard.ledger.generations import POINTER, current_generation, kept_generations, read_generation
from dashboard.ledger.provenance import check_trusted, fingerprint
from dashboard.ledger.publication_log import who
from dashboard.ledger.store_problems import MENDED
from dashboard.settings import Settings

OLDEST = (3, 11)
SHAPES = ("s", "m", "l", "special-s", "special-m", "special-l")
MEGABYTE = 1_000_000
# Of what mends a generation all that is left when its way back was told.
OTHERWISE = "take the folder back from a copy; or run: presence build --raw DIR"
# The one that is written, and what is written aside of it at the same time.
GENERATIONS_OF_ROOM = 2
PACKAGES = ("dash", "plotly", "pandas", "pyarrow", "waitress", "gunicorn", "geopandas", "shapely")
ASSETS = ("atlas.css", "pages.css", "geo", "vendor")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, how it stands, and the problem if there is one."""

    what: str
    stands: str
    problem: Problem | None = None


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that serving and building need, in the order in which it is needed. Never raises."""
    for look in (_python, _packages, _assets, _catalogue, _store, _claims, _room, _publishing, _renderers, _serving, _port):
        try:
            yield from look(settings)
        except PresenceError as error:
            yield from (Finding(_name(look), "wrong", problem) for problem in error.problems)
        except PermissionError as error:
            yield Finding(_name(look), "wrong", Problem(
                "E-DOCTOR-PERMISSION", error.strerror or "no permission", f"what {who()} may read", cause="another user put it there",
                next_step=f"let everyone read it: chmod -R a+rX {settings.data} {settings.assets}", where=str(error.filename or ""),
            ))  # fmt: skip
        except Exception as error:
            # Whatever it is, the other things are worth looking at.
            yield Finding(_name(look), "wrong", Problem(
                "E-DOCTOR", f"{type(error).__name__}: {error}"[:200], "no failure", cause="a file that is not as this version left it",
                next_step="take the data folder back from a copy, or install the program anew",
            ))  # fmt: skip


def _name(look: Callable[[Settings], Iterator[Finding]]) -> str:
    return look.__name__.strip("_")


def _python(_settings: Settings) -> Iterator[Finding]:
    found = platform.python_version()
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise PresenceError(
            "E-DOCTOR-PYTHON", f"Python {found}", f"Python {wanted} or newer", cause="the environment was made with an older one",
            next_step=f"make it anew with a newer one: python{wanted} -m venv .venv, then: make run",
        )  # fmt: skip
    yield Finding("python", found)


def _packages(_settings: Settings) -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding("packages", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("packages", f"{name} is missing", Problem(
                "E-DOCTOR-PACKAGE", f"no {name}", "every locked package", cause="an installation that was cut short",
                next_step="run: make run",
            ))  # fmt: skip


def _assets(settings: Settings) -> Iterator[Finding]:
    missing = [name for name in ASSETS if not (settings.assets / name).exists()]
    if missing:
        raise PresenceError(
            "E-DOCTOR-ASSETS", f"no {', '.join(missing)}", "the public files of the browser", cause="PRESENCE_ASSETS names another folder",
            next_step="take PRESENCE_ASSETS away, or name the folder assets/ of the checkout", where=str(settings.assets),
        )  # fmt: skip
    for size in SHAPES:
        load_shapes(settings.assets, size)
    yield Finding("assets", str(settings.assets))


def _catalogue(settings: Settings) -> Iterator[Finding]:
    from dashboard.catalogue_files import load_catalogue
    from dashboard.gazetteer import load_places

    folder = settings.data / "catalogue"
    if not folder.is_dir():
        raise PresenceError(
            "E-DOCTOR-DATA", "no catalogue/", "a data folder", cause="PRESENCE_DATA names another folder",
            next_step="name the folder that holds catalogue/, claims/ and store/ in PRESENCE_DATA", where=str(settings.data),
        )  # fmt: skip
    catalogue, places = load_catalogue(folder), load_places(folder)
    yield Finding(
        "catalogue", f"{len(catalogue.measures)} measures, {len(catalogue.sources)} sources, {len(places.by_id)} places"
    )


def _store(settings: Settings) -> Iterator[Finding]:
    store = settings.data / "store"
    try:
        generation = current_generation(store)
    except PresenceError as error:
        raise _with_way_back(error, store) from error
    kept = kept_generations(store)
    yield Finding("store", f"{generation} is in service, {len(kept)} kept")


def _claims(settings: Settings) -> Iterator[Finding]:
    from dashboard.ledger.store import read_claims

    store = settings.data / "store"
    try:
        generation = current_generation(store)
    except PresenceError:
        # The pointer was told of already.
        return
    try:
        files = read_generation(store, generation)
    except PresenceError as error:
        raise _with_way_back(error, store) from error
    claims = read_claims(files["claims.parquet"])
    yield Finding("claims", f"ledger {generation}: {len(claims):,} claims, every file as it was built")
    yield Finding("fingerprint", fingerprint(settings.data, generation))
    check_trusted(settings.data, generation, settings.trusted_fingerprints)


def _with_way_back(error: PresenceError, store: Path) -> PresenceError:
    """The error with the words that bring back the newest generation that is whole, where there is one; or that let this user read it."""
    if error.code == "E-STORE-PERMISSION":
        step = f"let {who()} read it: chmod -R a+rX {store.parent}"
        return PresenceError.of(
            [Problem(one.code, one.found, one.expected, one.cause, step, one.where) for one in error.problems]
        )
    whole = next((name for name in kept_generations(store) if _is_whole(store, name)), "")
    way = f"go back with: echo {whole} > {store / POINTER}; or " if whole else ""
    return PresenceError.of([
        Problem(one.code, one.found, one.expected, one.cause, way + one.next_step.replace(MENDED, OTHERWISE), one.where)
        for one in error.problems
    ])  # fmt: skip


def _is_whole(store: Path, generation: str) -> bool:
    try:
        read_generation(store, generation)
    except PresenceError:
        return False
    return True


def _room(settings: Settings) -> Iterator[Finding]:
    """Serving needs none of it; building and adding do."""
    store = settings.data / "store"
    if not os.access(store, os.W_OK):
        yield Finding("room", "read only: good for serving; build, add and refresh need another user or folder")
        return
    disk = os.statvfs(store)
    free, needed = disk.f_bavail * disk.f_frsize, GENERATIONS_OF_ROOM * _size_in_service(store)
    told = f"{store.name}/ may be written, {free // MEGABYTE:,} MB free"
    problem = None if free >= needed else Problem(
        "E-DOCTOR-ROOM", f"{free // MEGABYTE:,} MB free", f"{needed // MEGABYTE:,} MB: the next generation is written beside the others",
        cause="the disk is almost full", next_step="free space, or keep fewer generations: PRESENCE_SNAPSHOT_KEEP=2", where=str(store),
    )  # fmt: skip
    yield Finding("room", told, problem)


def _size_in_service(store: Path) -> int:
    try:
        return sum(path.stat().st_size for path in (store / current_generation(store)).iterdir())
    except (PresenceError, OSError):
        return 0


def _publishing(settings: Settings) -> Iterator[Finding]:
    """Where the settings name publishers, the server itself writes."""
    if not settings.publishers:
        return
    if not settings.user_header:
        raise PresenceError(
            "E-SERVE-PUBLISHERS", "publishers, and no header in which a proxy names the user", "both settings or neither",
            cause="without the header everyone would be nobody", next_step="set PRESENCE_USER_HEADER too", where="PRESENCE_PUBLISHERS",
        )  # fmt: skip
    closed = [path for path in (settings.data, settings.data / "store") if not os.access(path, os.W_OK)]
    if closed:
        raise PresenceError(
            "E-DOCTOR-PUBLISH", f"publishers, and a folder that {who()} may not write", "a data folder of the server's own",
            cause="a server that publishes writes there; one that only reads does not",
            next_step=f"give it one and name it in PRESENCE_DATA: cp -r {settings.data} FOLDER; or take PRESENCE_PUBLISHERS away",
            where=str(closed[0]),
        )  # fmt: skip
    yield Finding("publishing", f"{len(settings.publishers.split())} publishers, and a folder that may be written")


def _renderers(_settings: Settings) -> Iterator[Finding]:
    for name, use in (("resvg_py", "pictures as PNG"), ("typst", "PDF"), ("pptx", "slides"), ("xlsxwriter", "workbooks")):
        try:
            importlib.import_module(name)
        except ImportError as error:
            yield Finding("renderers", f"no {use}", Problem(
                "E-DOCTOR-RENDERER", str(error)[:120], use, cause="an installation that was cut short", next_step="run: make run"
            ))  # fmt: skip
        else:
            yield Finding("renderers", use)
    fonts = [path for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
             if (path := Path(folder)).is_dir()]  # fmt: skip
    if not any(next(folder.rglob("*.[to]t[fc]"), None) for folder in fonts):
        yield Finding("fonts", "none found", Problem(
            "E-DOCTOR-FONTS", "no font", "at least one for words in pictures", cause="a small system",
            next_step="install one (on Debian: apt-get install fonts-dejavu-core)",
        ))  # fmt: skip
    else:
        yield Finding("fonts", "found")


def _serving(settings: Settings) -> Iterator[Finding]:
    """What would end the start of the server."""
    if os.environ.get("DASH_DEBUG", "").lower() in ("1", "true", "yes"):
        raise PresenceError(
            "E-SERVE-DEBUG", "DASH_DEBUG is set", "no debug mode", cause="a shell left over from development",
            next_step="run: unset DASH_DEBUG", where="environment",
        )  # fmt: skip
    yield Finding("serving", f"{settings.workers} process{'es' * (settings.workers > 1)}, {settings.threads} threads each")


def _port(settings: Settings) -> Iterator[Finding]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            yield Finding("port", f"{settings.port} is in use or may not be taken", port_problem(error, settings))
        else:
            yield Finding("port", f"{settings.host}:{settings.port} is free")


def port_problem(error: OSError, settings: Settings) -> Problem:
    """Why the server cannot listen at the address and port of the settings (E-SERVE-PORT)."""
    found, where = error.strerror or str(error), f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        step = f"choose another: presence serve --port {min(settings.port + 1, 65_535)}"
        return Problem(
            "E-SERVE-PORT", found, f"port {settings.port} to be free", "another program, or this one, listens there", step, where
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        cause, step = "ports below 1024 are kept for the system", "choose another: presence serve --port 8050"
        return Problem("E-SERVE-PORT", found, "a port that this user may take", cause, step, where)
    step = "leave PRESENCE_HOST out for this machine alone, or write 0.0.0.0 for all of its addresses"
    return Problem("E-SERVE-PORT", found, "an address of this machine", "PRESENCE_HOST or --host names another", step, where)
