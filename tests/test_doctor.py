"""The doctor: what is wrong is named with what to type, and what is right is said in a line."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.examination import Finding, examine
from dashboard.ledger.generations import MANIFEST, POINTER, current_generation, publish
from dashboard.settings import Settings, load_settings
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


def old_schema(store: Path) -> None:
    import hashlib

    folder = store / current_generation(store)
    manifest = orjson.dumps({**orjson.loads((folder / MANIFEST).read_bytes()), "schema": 0})
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


def test_a_folder_that_is_none_is_named(settings: Settings, tmp_path: Path) -> None:
    found = wrong(replace(settings, data=tmp_path / "nowhere", assets=tmp_path / "nowhere"))
    assert {"E-DOCTOR-DATA", "E-DOCTOR-ASSETS", "E-STORE-POINTER"} <= set(found)


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
