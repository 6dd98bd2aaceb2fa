"""Imports run one way: from the command line down to the domain, never back."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys

import pytest

from tests.repository.code import ROOT, Import, Source, calls, dotted, imports, sources

# From the bottom to the top; a module may import its own row and every row above it in this table.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("dashboard.errors", "dashboard.setting", "dashboard.settings"),
    ("dashboard.domain",),
    # Read the catalogue's text files into values of the domain.
    (
        "dashboard.border_file",
        "dashboard.catalogue_files",
        "dashboard.gazetteer",
        "dashboard.membership_file",
        "dashboard.price_file",
        "dashboard.phrase_file",
        "dashboard.text_file",
        "dashboard.story_file",
    ),
    # The shipped outlines, without the figures: which place holds a point.
    ("dashboard.outlines",),
    ("dashboard.sources",),
    ("dashboard.importers",),
    ("dashboard.ledger",),
    # Asks publishers anew: the one package that reaches another machine.
    ("dashboard.refresh",),
    ("dashboard.geography",),
    # Looks at an installation.
    ("dashboard.examination",),
    ("dashboard.figures",),
    # The Python interface stands beside the exports: it answers with frames, figures and files.
    ("dashboard.exports", "dashboard.atlas", "dashboard.printing", "dashboard"),
    # Anyone's own table, from file to ledger.
    ("dashboard.intake",),
    ("dashboard.web",),
    ("dashboard.cli_usage",),
    ("dashboard.cli_shared",),
    (
        "dashboard.cli_add",
        "dashboard.cli_data",
        "dashboard.cli_diff",
        "dashboard.cli_export",
        "dashboard.cli_refresh",
        "dashboard.cli_serve",
        "dashboard.cli_stories",
        "dashboard.cli_verify",
    ),
    ("dashboard.cli",),
)
COMMANDS = (
    "dashboard.cli", "dashboard.cli_add", "dashboard.cli_data", "dashboard.cli_diff", "dashboard.cli_export", "dashboard.cli_refresh",
    "dashboard.cli_serve",
    "dashboard.cli_shared", "dashboard.cli_stories", "dashboard.cli_usage", "dashboard.cli_verify", "dashboard.printing",
)  # fmt: skip
# What the domain may know besides the standard library.
DOMAIN_PACKAGES = {"numpy", "pandas"}
# Parts of the standard library that reach outside the process.
IO_MODULES = {
    "asyncio", "csv", "fcntl", "glob", "http", "io", "logging", "mmap", "os", "pathlib", "requests", "select",
    "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "tomllib",
    "urllib.request", "zipfile",
}  # fmt: skip
IO_CALLS = {"open", "print", "input"}
IO_METHODS = {
    f"{verb}_{form}"
    for verb in ("read", "to", "write")
    for form in ("bytes", "clipboard", "csv", "excel", "feather", "json", "parquet", "sql", "table", "text")
}
WEB_PACKAGES = {"dash", "dash_mantine_components", "flask", "flask_compress", "gunicorn", "waitress", "werkzeug"}
# Heavy to load, and able to open addresses: for the build of the shapes and for notebooks only.
GEOMETRY_PACKAGES = {"geopandas", "shapely", "pyogrio", "pyproj"}
GEOMETRY_MODULES = {
    # The shapes and their estimates as a GeoDataFrame, for notebooks.
    "dashboard.geography.frame",
    # Opens files of shapes for the three others.
    "dashboard.geography.opening",
    # Rebuilds the shipped shapes from the raw ones.
    "dashboard.geography.build",
    # Makes former states and disputed parts of them; called by the build alone.
    "dashboard.geography.special",
}
PACKAGE = sources("dashboard")
NAMES = {source.module for source in PACKAGE}


def rank(module: str) -> int | None:
    """The row of a module's layer; the longest name that fits, None for what has no place in the table."""
    fits = [(len(name), row) for row, names in enumerate(LAYERS) for name in names if _within(module, name)]
    return max(fits)[1] if fits else None


def _within(module: str, layer: str) -> bool:
    # The package itself is a layer of its own, not everything below it.
    return module == layer or (layer != "dashboard" and module.startswith(f"{layer}."))


def within_project(source: Source) -> list[Import]:
    return [found for found in imports(source) if found.module in NAMES]


def _top(found: Import) -> str:
    return found.module.split(".")[0]


def test_every_module_has_its_layer() -> None:
    assert [source.path for source in PACKAGE if rank(source.module) is None] == []


def test_imports_run_one_way() -> None:
    upward = [
        f"{source.path}:{found.line} imports {found.module}"
        for source in PACKAGE
        for found in within_project(source)
        if is_above(found.module, source.module) and not is_package_file_alone(found, source)
    ]
    assert upward == []


def is_above(imported: str, importer: str) -> bool:
    to, at = rank(imported), rank(importer)
    return to is not None and at is not None and to > at


def is_package_file_alone(found: Import, source: Source) -> bool:
    """``from dashboard import __version__`` or a module: the package's own file loads nothing by itself."""
    line = {other.module for other in imports(source) if other.line == found.line}
    return found.module == "dashboard" and line <= {"dashboard", "dashboard.__version__"} | NAMES


def test_no_import_is_relative() -> None:
    relative = [f"{s.path}:{found.line}" for s in PACKAGE for found in imports(s) if found.module.startswith(".")]
    assert relative == []


def test_no_two_modules_need_each_other_to_be_imported() -> None:
    needs = {
        source.module: {found.module for found in within_project(source) if found.at_import} - {source.module, "dashboard"}
        for source in PACKAGE
    }
    graphlib.TopologicalSorter(needs).prepare()


def test_the_domain_reaches_nothing_outside_the_process() -> None:
    reached = [
        f"{source.path}:{found.line} imports {found.module}"
        for source in PACKAGE
        if _within(source.module, "dashboard.domain")
        for found in imports(source)
        if _is_io(found.module)
    ]
    assert reached == []


def _is_io(module: str) -> bool:
    top = module.split(".")[0]
    known = top in sys.stdlib_module_names or top in DOMAIN_PACKAGES | {"dashboard", "__future__"}
    return not known or top in IO_MODULES or any(_within(module, name) for name in IO_MODULES)


def test_the_domain_reads_and_writes_no_file() -> None:
    found = [
        f"{source.at(call)} calls {ast.unparse(call.func)}"
        for source in PACKAGE
        if _within(source.module, "dashboard.domain")
        for call in calls(source)
        if dotted(call.func) in IO_CALLS or dotted(call.func).split(".")[-1] in IO_METHODS
    ]
    assert found == []


@pytest.mark.parametrize(
    ("packages", "layers"),
    [
        (WEB_PACKAGES, ("dashboard.web",)),
        ({"plotly"}, ("dashboard.figures", "dashboard.web", "dashboard.atlas")),
        ({"click"}, COMMANDS),
        ({"requests"}, ("dashboard.refresh.fetching",)),
        ({"pydantic"}, ("dashboard.catalogue_files", "dashboard.web")),
        (GEOMETRY_PACKAGES, tuple(GEOMETRY_MODULES)),
    ],
    ids=["web", "plotly", "click", "requests", "pydantic", "geometry"],
)
def test_a_package_is_imported_where_it_belongs_and_nowhere_else(packages: set[str], layers: tuple[str, ...]) -> None:
    strayed = [
        f"{source.path}:{found.line} imports {found.module}"
        for source in PACKAGE
        for found in imports(source)
        if _top(found) in packages and not found.for_types and not any(_within(source.module, layer) for layer in layers)
    ]
    assert strayed == []


def test_geometry_libraries_are_loaded_only_when_a_function_needs_them() -> None:
    eager = [
        f"{source.path}:{found.line} imports {found.module}"
        for source in PACKAGE
        if source.module not in GEOMETRY_MODULES
        for found in imports(source)
        if found.at_import and (_top(found) in GEOMETRY_PACKAGES or found.module in GEOMETRY_MODULES)
    ]
    assert eager == []


SERVE_ONCE = """
import sys
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app

settings = load_settings({})
client = create_app(settings, open_ledger(settings.data)).server.test_client()
for path in ("/", "/_dash-layout", "/sources"):
    assert client.get(path).status_code == 200, path
print(",".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_the_web_process_never_loads_geometry_or_test_libraries() -> None:
    if not (ROOT / "dashboard" / "web" / "server.py").exists():
        pytest.skip("there is no dashboard/web/server.py yet")
    done = subprocess.run([sys.executable, "-c", SERVE_ONCE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.strip().splitlines()[-1].split(","))
    assert loaded & (GEOMETRY_PACKAGES | {"hypothesis", "matplotlib", "playwright", "pytest", "scipy"}) == set()
