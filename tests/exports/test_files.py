"""One path for every export: the web, the older addresses, Python and the command line give the same bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from dashboard.atlas import Atlas
from dashboard.cli import main
from dashboard.cli_export import view_and_file
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.batch import read_batch
from dashboard.exports.files import FORMATS, KINDS, format_of_file
from dashboard.exports.lineage import lineage_of
from dashboard.exports.options import ExportOptions
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from dashboard.web.server import create_app

QUERY = "sender=RUS&host=SYR&date=2019-06-30"
VIEW = View(sender=("RUS",), host=("SYR",), date=date(2019, 6, 30))
ASKED = {"size": "social", "theme": "dark", "font_scale": "1.25", "marking": "DRAFT & NOT FINAL"}
OLDER = {
    "svg": "map.svg", "png": "map.png", "csv": "table.csv", "parquet": "table.parquet", "claims.csv": "claims.csv",
    "claims.parquet": "claims.parquet", "series.svg": "series.svg", "series.png": "series.png", "citation.txt": "citation.txt",
    "citation.bib": "citation.bib", "citation.ris": "citation.ris",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(shipped: Ledger) -> FlaskClient:
    return create_app(load_settings(), shipped).server.test_client()


@pytest.fixture(scope="module")
def atlas(shipped: Ledger) -> Atlas:
    return Atlas(shipped, load_settings().assets)


def by_command(target: Path, *words: str) -> bytes:
    told = CliRunner().invoke(main, ["export", *words])
    assert told.exit_code == 0, told.output
    return target.read_bytes()


@pytest.mark.parametrize("form", ["svg", "claims.csv"])
def test_the_four_ways_give_the_same_bytes(client: FlaskClient, atlas: Atlas, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"russia.{form}"
    web = client.get("/api/v1/export", query_string=f"{QUERY}&format={form}")
    older = client.get(f"/api/v1/{OLDER[form]}?{QUERY}")
    assert web.status_code == older.status_code == 200
    assert web.mimetype == FORMATS[form].media
    assert web.data == older.data == atlas.export(VIEW, form) == by_command(target, QUERY, str(target))


@pytest.mark.parametrize("form", ["series.png"])
def test_the_same_options_give_the_same_bytes(client: FlaskClient, atlas: Atlas, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"russia.{form}"
    web = client.get("/api/v1/export", query_string=f"{QUERY}&{urlencode({**ASKED, 'format': form})}")
    words = [f"--{name.replace('_', '-')}={text}" for name, text in ASKED.items()]
    assert web.data == atlas.export(VIEW, form, **ASKED) == by_command(target, QUERY, str(target), *words)
    assert web.data != atlas.export(VIEW, form)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("sender=RUS", "russia.svg"), ("russia.svg", "sender=RUS"), ("sender=RUS", "a=b.claims.csv"), ("sender=RUS", "folder/russia.unknown"),
        ("classes=0.5", "x.png"), ("known_at=2019.csv.", "y.csv"),
    ],
)  # fmt: skip
def test_view_and_file_come_in_either_order(first: str, second: str) -> None:
    assert set(view_and_file(first, second)) == {first, second}
    assert view_and_file(first, second) == view_and_file(second, first)
    assert "=" in view_and_file(first, second)[0]


def test_one_argument_is_the_file() -> None:
    assert view_and_file("russia.svg", "") == ("", "russia.svg")


def test_two_files_are_refused() -> None:
    with pytest.raises(PresenceError, match="E-EXPORT-ARGUMENTS"):
        view_and_file("a.svg", "b.svg")


def test_the_longest_ending_names_the_format() -> None:
    assert [format_of_file(name) for name in ("A.SVG", "x.claims.csv", "x.csv", "svg", "x.svg.txt")] == [
        "svg",
        "claims.csv",
        "csv",
        "",
        "",
    ]


def test_every_format_has_words_of_its_own_and_a_kind() -> None:
    words = [form.words for form in FORMATS.values()]
    assert len(set(words)) == len(words)
    assert {form.kind for form in FORMATS.values()} <= set(KINDS)


def test_what_was_not_understood_is_told(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/export?{QUERY}&format=csv&size=huge&rule=fair")
    assert answer.status_code == 200
    assert "huge" in answer.headers["Presence-Notice"]
    assert "fair" in answer.headers["Presence-Notice"]


@pytest.mark.parametrize("form", ["", "doc", "svg%0d%0aX: y", "../etc/passwd", "%00"])
def test_a_format_that_is_none_is_explained(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/api/v1/export?{QUERY}&format={form}")
    assert answer.status_code == 422
    assert "E-EXPORT-FORMAT" in answer.text


def test_an_option_that_is_none_is_an_error_in_python(atlas: Atlas) -> None:
    with pytest.raises(PresenceError, match="E-EXPORT-OPTION") as error:
        atlas.export(VIEW, "svg", size="huge", colour="red")
    assert len(error.value.problems) == 2


def test_the_lineage_is_whole(shipped: Ledger) -> None:
    options = ExportOptions(marking="DRAFT", public_url="https://atlas.example.org")
    lineage = lineage_of(shipped, VIEW, options)
    assert lineage.title == "Russian troops abroad, June 2019"
    assert (lineage.value_date, lineage.known_at, lineage.rule) == (
        "2019-06-30",
        "",
        "Best estimate by the preferred-source rule",
    )
    assert lineage.filters == "Measure: Military personnel; senders: Russia; hosts picked out: Syria"
    assert lineage.link == f"https://atlas.example.org/?{VIEW.encode()}&generation={shipped.generation}"
    assert lineage.marking == "DRAFT"
    assert lineage.sources
    assert all(one.licence and one.title for one in lineage.sources)
    assert {"Title", "Value date", "Known at", "Rule", "Filters", "Viewpoint", "Sources", "View", "Link", "Ledger"} <= set(
        lineage.flat()
    )


def test_a_link_starts_at_the_root_where_no_address_is_known(shipped: Ledger) -> None:
    assert lineage_of(shipped, View(), ExportOptions()).link == f"/?generation={shipped.generation}"


def test_a_list_is_written_whole_but_for_what_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(
        f"view,file,size,theme\n{QUERY},a.svg,social,\nmeasure=tanks,b.svg,,\n{QUERY},c.csv,,\n{QUERY},d.doc,,\n"
        f"{QUERY},e.svg,huge,\n{QUERY},no/such/folder.csv,,\n{QUERY},c.csv,,\n",
        encoding="utf-8",
    )
    told = CliRunner().invoke(main, ["export", "--batch", "list.csv", "--marking", "DRAFT"])
    assert told.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "c.csv", "list.csv"]
    assert 'width="1200" height="630"' in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "DRAFT" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    for code in ("E-VIEW", "E-BATCH", "E-EXPORT-OPTION", "E-EXPORT-WRITE"):
        assert code in told.stderr
    assert "entry 4" in told.stderr
    assert "entry 7" in told.stderr


def test_a_list_in_toml_says_the_same_as_one_in_csv() -> None:
    toml = b'[[export]]\nview = "sender=RUS"\nfile = "a.svg"\nfont_scale = 1.5\n'
    rows = b"view,file,font_scale\r\nsender=RUS,a.svg,1.5\r\n"
    first, second = read_batch(toml, "x.toml")[0][0], read_batch(rows, "x.csv")[0][0]
    assert (first.view, first.file, first.form, first.options) == (second.view, second.file, second.form, second.options)
    assert first.options == {"font_scale": "1.5"}


@pytest.mark.parametrize(
    ("content", "name"), [(b"\xff", "x.csv"), (b"a,b\n", "x.csv"), (b"[[", "x.toml"), (b"export = 3", "x.toml"), (b"", "x.csv")]
)
def test_a_list_that_is_none_is_explained(content: bytes, name: str) -> None:
    with pytest.raises(PresenceError, match="E-BATCH"):
        read_batch(content, name)
