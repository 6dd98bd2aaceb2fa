"""The doctor: what is wrong is named with what to type, and what is right is said in a line."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from dashboard import catalogue_files, examination
from dashboard.cli import main
from dashboard.errors import PresenceError
from dashboard.examination import Finding, examine, port_problem
from dashboard.ledger.generations import MANIFEST, POINTER, SCHEMA, current_generation, publish
from dashboard.settings import Settings, load_settings
from tests.repository.code import ROOT
from tests.serving.stores import publish_next, small_data


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("small"))


@pytest.fixture
def settings(shipped: Path, tmp_path: Path) -> Settings:
    shutil.copytree(shipped, tmp_path / "data")
    return replace(load_settings(), data=tmp_path / "data", port=0)


def wrong(settings: Settings) -> dict[str, Finding]:
    return {found.problem.code: found for found in examine(settings) if found.problem}


def test_nothing_is_wrong_with_what_is_shipped(settings: Settings) -> None:
    assert wrong(settings) == {}
    assert [found.what for found in examine(settings)][-1] == "port"


def no_pointer(store: Path) -> None:
    (store / POINTER).unlink()


def garbage(store: Path) -> None:
    (store / POINTER).write_text("../..\n")


def absent(store: Path) -> None:
    (store / POINTER).write_text("0123456789abcdef\n")


def changed(store: Path) -> None:
    path = store / current_generation(store) / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-1])


def old_schema(store: Path, schema: int = 0) -> None:
    import hashlib

    folder = store / current_generation(store)
    manifest = orjson.dumps({**orjson.loads((folder / MANIFEST).read_bytes()), "schema": schema})
    name = hashlib.sha256(manifest).hexdigest()[:16]
    (folder / MANIFEST).write_bytes(manifest)
    folder.rename(store / name)
    (store / POINTER).write_text(f"{name}\n")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(no_pointer, "E-STORE-POINTER"), (garbage, "E-STORE-POINTER"), (absent, "E-STORE-ABSENT"), (changed, "E-STORE-CHANGED"),
     (old_schema, "E-STORE-SCHEMA")],
)  # fmt: skip
def test_a_spoiled_store_is_named_with_the_way_back(settings: Settings, spoil: Callable[[Path], None], code: str) -> None:
    store = settings.data / "store"
    older = current_generation(store)
    publish_next(settings.data, 1)
    spoil(store)
    problem = wrong(settings)[code].problem
    assert problem
    # What it says to type works.
    way = problem.next_step.split("go back with: echo ")[1].split(" > ")[0]
    (store / POINTER).write_text(f"{way}\n")
    assert way == older or spoil in (no_pointer, garbage, absent)
    assert wrong(settings) == {}


def test_the_way_back_leads_to_a_generation_that_is_whole(settings: Settings) -> None:
    store = settings.data / "store"
    oldest = current_generation(store)
    harmed = publish_next(settings.data, 1)
    publish_next(settings.data, 2)
    for name in (harmed, current_generation(store)):
        (store / name / "claims.parquet").write_bytes(b"")
    problem = wrong(settings)["E-STORE-CHANGED"].problem
    assert problem
    assert f"echo {oldest} > " in problem.next_step
    (store / oldest / "claims.parquet").unlink()
    problem = wrong(settings)["E-STORE-CHANGED"].problem
    assert problem
    assert "go back with" not in problem.next_step
    assert "a copy; or run: presence build --raw DIR" in problem.next_step


def test_what_may_not_be_read_is_told_once_and_with_its_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_store: Path) -> str:
        raise PresenceError("E-STORE-PERMISSION", "a file", "another", where="store/CURRENT")

    monkeypatch.setattr(examination, "current_generation", refuse)
    told = [found for found in examine(settings) if found.problem]
    assert [(one.what, one.problem.code) for one in told if one.problem] == [("store", "E-STORE-PERMISSION")]
    assert told[0].problem
    assert told[0].problem.next_step.endswith(f"chmod -R a+rX {settings.data}")


@pytest.mark.parametrize("name", ["measures/troops.toml", "actors.csv", "coverage.csv", "places.csv", "names.csv", "prices.csv"])
def test_a_file_of_the_catalogue_that_is_no_text_is_named_and_no_traceback_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = settings.data / "catalogue" / name
    path.write_bytes(path.read_bytes() + b"\xff\xfe\x00")
    monkeypatch.setenv("PRESENCE_DATA", str(settings.data))
    for command in (["measures"], ["serve", "--port", "0"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 1, done.output
        assert f"E-CATALOGUE-TEXT in {path.name}" in done.stderr
    assert "E-CATALOGUE-TEXT" in wrong(settings)


def test_what_the_system_refuses_is_explained(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/measures")

    monkeypatch.setattr(catalogue_files, "_entries", refuse)
    monkeypatch.setenv("PRESENCE_DATA", str(settings.data))
    done = CliRunner().invoke(main, ["measures"])
    assert done.exit_code == 1
    assert "E-FILE in /somewhere/measures: found Permission denied" in done.stderr
    assert "presence doctor" in done.stderr


def test_a_folder_that_is_none_is_named(settings: Settings, tmp_path: Path) -> None:
    found = wrong(replace(settings, data=tmp_path / "nowhere", assets=tmp_path / "nowhere"))
    assert {"E-DOCTOR-DATA", "E-DOCTOR-ASSETS", "E-STORE-POINTER"} <= set(found)


def without_shapes(settings: Settings, folder: Path) -> Settings:
    shutil.copytree(settings.assets, folder / "assets")
    next((folder / "assets" / "geo").glob("world-m-*.geojson")).unlink()
    return replace(settings, assets=folder / "assets")


def cut_short(settings: Settings, folder: Path) -> Settings:
    next((settings.data / "store").glob("*/claims.parquet")).unlink()
    return settings


def of_a_newer_version(settings: Settings, folder: Path) -> Settings:
    old_schema(settings.data / "store", SCHEMA + 1)
    return settings


def unnamed_publishers(settings: Settings, folder: Path) -> Settings:
    return replace(settings, publishers="ann")


Break = Callable[[Settings, Path], Settings]


@pytest.mark.parametrize(
    ("harm", "code", "typed"),
    [
        (without_shapes, "E-SHAPES", "PRESENCE_ASSETS"), (cut_short, "E-STORE-MISSING", "presence build --raw DIR"),
        (of_a_newer_version, "E-STORE-SCHEMA", "install that version"), (unnamed_publishers, "E-SERVE-PUBLISHERS", "PRESENCE_USER_HEADER"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_to_type(settings: Settings, tmp_path: Path, harm: Break, code: str, typed: str) -> None:
    problem = wrong(harm(settings, tmp_path))[code].problem
    assert problem
    assert typed in problem.next_step


def test_a_folder_that_this_user_may_not_write_stops_publishers_and_no_reader(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination.os, "access", lambda _path, _mode: False)
    assert wrong(settings) == {}
    problem = wrong(replace(settings, publishers="ann", user_header="X-Remote-User"))["E-DOCTOR-PUBLISH"].problem
    assert problem
    assert "PRESENCE_DATA" in problem.next_step


def test_a_disk_without_room_for_the_next_generation_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = os.statvfs(settings.data)
    full = os.statvfs_result([*disk[:4], 10, *disk[5:]])
    monkeypatch.setattr(examination.os, "statvfs", lambda _path: full)
    problem = wrong(settings)["E-DOCTOR-ROOM"].problem
    assert problem
    assert "PRESENCE_SNAPSHOT_KEEP" in problem.next_step


def test_a_catalogue_that_may_not_be_read_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def closed(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == "places.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", closed)
    problem = wrong(settings)["E-DOCTOR-PERMISSION"].problem
    assert problem
    assert "chmod -R a+rX" in problem.next_step
    assert "places.csv" in problem.where


def test_an_older_python_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination.sys, "version_info", (3, 10, 4))
    problem = wrong(settings)["E-DOCTOR-PYTHON"].problem
    assert problem
    assert "python3.11 -m venv" in problem.next_step
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert needed == ">=" + ".".join(map(str, examination.OLDEST))


def test_a_shell_left_over_from_development_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_DEBUG", "1")
    assert "unset DASH_DEBUG" in str(wrong(settings)["E-SERVE-DEBUG"].problem)


def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_WORKER", "2")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "did you mean PRESENCE_WORKERS" in done.stderr


def test_a_port_in_use_is_named_with_another(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        problem = wrong(replace(settings, port=port))["E-SERVE-PORT"].problem
    assert problem
    assert f"--port {port + 1}" in problem.next_step


def test_the_command_ends_with_1_when_something_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(settings.data))
    monkeypatch.setenv("PRESENCE_PORT", "0")
    right = CliRunner().invoke(main, ["doctor"])
    assert right.exit_code == 0, right.output
    assert "every file as it was built" in right.stdout
    garbage(settings.data / "store")
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "E-STORE-POINTER" in done.stdout
    assert "Next step" in done.stdout


def test_publishing_is_written_down_with_who_when_and_what(settings: Settings) -> None:
    before = current_generation(settings.data / "store")
    newer = publish_next(settings.data, 7)
    lines = [orjson.loads(line) for line in (settings.data / "store" / "PUBLISHED.jsonl").read_bytes().splitlines()]
    assert (lines[-1]["before"], lines[-1]["generation"]) == (before, newer)
    assert lines[-1]["who"]
    assert lines[-1]["when"].endswith("+00:00")
    count = len(lines)
    # Publishing the same again changes nothing in service, and is written down as well.
    publish(settings.data / "store", {}, {"number": 1}, 3)
    assert len((settings.data / "store" / "PUBLISHED.jsonl").read_bytes().splitlines()) == count + 1


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EADDRINUSE, "--port 8101"),
        (errno.EACCES, "below 1024"),
        (errno.EADDRNOTAVAIL, "0.0.0.0 for all"),
        (errno.EIO, "PRESENCE_HOST"),
    ],
)
def test_why_the_server_cannot_listen_is_told_apart(number: int, told: str) -> None:
    problem = port_problem(OSError(number, os.strerror(number)), replace(Settings(), port=8100))
    assert (problem.code, problem.found) == ("E-SERVE-PORT", os.strerror(number))
    assert told in str(problem)
    assert (problem.cause, problem.next_step) != ("", "")
