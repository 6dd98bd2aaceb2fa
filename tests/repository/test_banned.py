"""What no module may do: load code from data, run a shell, loop over rows, or show text as markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.repository.code import ROOT, Source, calls, dotted, imports, sources

PACKAGE = sources("dashboard")
EVERYTHING = PACKAGE + sources("tests")

# Each can run code that comes with the data.
MODULES = {"cloudpickle", "dill", "diskcache", "joblib", "marshal", "pickle", "shelve"}
FUNCTIONS = {
    "__import__": "imports by a name that came as text",
    "compile": "makes code from text",
    "eval": "runs text as code",
    "exec": "runs text as code",
    "os.popen": "runs a shell",
    "os.system": "runs a shell",
    "pandas.eval": "runs text as code",
    "pandas.read_pickle": "runs code from data",
    "pd.eval": "runs text as code",
    "pd.read_pickle": "runs code from data",
    "yaml.load": "makes objects from text",
}
METHODS = {"eval": "runs text as code", "to_pickle": "writes what can only be read as code", "read_pickle": "runs code"}
# Row by row, the ledger of a million claims would take minutes.
ROW_LOOPS = {"iterrows", "itertuples"}
# Deprecated and able to show markup from data.
COMPONENTS = {"DataTable", "dash_table"}
GRAPH_MODULE = "dashboard.web.graph"
# In scripts of the page: each makes code of text.
SCRIPT = re.compile(r"\beval\s*\(|\bnew\s+Function\s*\(|document\.write|set(Timeout|Interval)\s*\(\s*[\"'`]|javascript:")


def test_no_module_loads_objects_from_data() -> None:
    found = [f"{s.path}:{i.line} {i.module}" for s in EVERYTHING for i in imports(s) if i.module.split(".")[0] in MODULES]
    assert found == []


def test_no_function_runs_text() -> None:
    assert [finding for source in EVERYTHING for finding in _text_run(source)] == []


def _text_run(source: Source) -> Iterator[str]:
    for call in calls(source):
        name = dotted(call.func)
        method = name.rpartition(".")[2] if "." in name else ""
        if name in FUNCTIONS:
            yield f"{source.at(call)} {name} {FUNCTIONS[name]}"
        elif method in METHODS:
            yield f"{source.at(call)} {name} {METHODS[method]}"


def test_no_program_is_started_through_a_shell() -> None:
    found = [
        source.at(call)
        for source in EVERYTHING
        for call in calls(source)
        for keyword in call.keywords
        if keyword.arg == "shell" and not _is(keyword.value, False)
    ]
    assert found == []


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def test_only_one_module_makes_graphs() -> None:
    found = [
        source.at(node)
        for source in PACKAGE
        if source.module != GRAPH_MODULE
        for node in ast.walk(source.tree)
        if _makes_graph(node)
    ]
    assert found == []


def _makes_graph(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("dash") and any(name.name == "Graph" for name in node.names)
    return isinstance(node, ast.Call) and dotted(node.func) in {"dcc.Graph", "dash.dcc.Graph", "Graph"}


def test_no_component_shows_text_as_markup() -> None:
    assert [finding for source in PACKAGE for finding in _markup(source)] == []


def _markup(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        named = getattr(node, "attr", "") or getattr(node, "id", "")
        if named in COMPONENTS:
            yield f"{source.at(node)} {named}"
        if isinstance(node, ast.alias) and node.name.split(".")[-1] in COMPONENTS:
            yield f"{source.at(node)} {node.name}"
        if isinstance(node, ast.keyword) and (node.arg or "").lower().startswith(("dangerously", "srcdoc")):
            yield f"{source.path}:{node.value.lineno} {node.arg}"


def test_no_row_is_looped_over() -> None:
    found = [f"{source.at(call)} {ast.unparse(call.func)}" for source in PACKAGE for call in calls(source) if _loops(call)]
    assert found == []


def _loops(call: ast.Call) -> bool:
    method = dotted(call.func).rpartition(".")[2]
    by_row = any(k.arg == "axis" and not _is(k.value, 0) and not _is_index(k.value) for k in call.keywords)
    return method in ROW_LOOPS or (method == "apply" and by_row)


def _is_index(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "index"


def test_the_scripts_of_the_page_make_no_code_of_text() -> None:
    scripts = sorted((ROOT / "assets").glob("**/*.js"))
    found = [
        f"{script.relative_to(ROOT)}:{number} {line.strip()}"
        for script in scripts
        for number, line in enumerate(script.read_text(encoding="utf-8").splitlines(), 1)
        if SCRIPT.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle", "from joblib import load", "eval(text)", "frame.eval('a + b')", "os.system('ls')",
        "pd.read_pickle(path)", "yaml.load(text)", "run(command, shell=True)", "run(command, shell=flag)",
        "dcc.Graph(figure=f)", "from dash.dcc import Graph", "dash_table.DataTable()",
        "html.Iframe(srcDoc=text)", "dcc.Markdown(text, dangerously_allow_html=True)", "rows.iterrows()",
        "rows.sort_values('a').itertuples()", "rows.apply(f, axis=1)", "rows.apply(f, axis='columns')",
    ],
)  # fmt: skip
def test_each_of_these_would_be_found(code: str) -> None:
    source = Source("x.py", "dashboard.x", ast.parse(code), 1)
    shells = [k for c in calls(source) for k in c.keywords if k.arg == "shell" and not _is(k.value, False)]
    modules = [i for i in imports(source) if i.module.split(".")[0] in MODULES]
    graphs = [node for node in ast.walk(source.tree) if _makes_graph(node)]
    rows = [call for call in calls(source) if _loops(call)]
    assert [*shells, *modules, *graphs, *rows, *_text_run(source), *_markup(source)]


@pytest.mark.parametrize("code", ["rows.apply(f)", "rows.apply(f, axis=0)", "re.compile(text)", "run(c, shell=False)"])
def test_none_of_these_is_taken_for_a_finding(code: str) -> None:
    source = Source("x.py", "dashboard.x", ast.parse(code), 1)
    shells = [k for c in calls(source) for k in c.keywords if k.arg == "shell" and not _is(k.value, False)]
    rows = [call for call in calls(source) if _loops(call)]
    assert [*shells, *rows, *_text_run(source), *_markup(source)] == []
