"""Data that somebody else has published with right hashes are told from the operator's own by their fingerprint."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.examination import examine
from dashboard.exports.files import write_export
from dashboard.intake.genuine import verify
from dashboard.ledger.generations import current_generation
from dashboard.ledger.provenance import check_trusted, fingerprint
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from dashboard.web.following import Pointer, next_service
from dashboard.web.serve import Opening
from tests.serving.stores import publish_next, small_data


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_data(tmp_path_factory.mktemp("small"))


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"


def of(data: Path) -> str:
    return fingerprint(data, current_generation(data / "store"))


def another_generation(data: Path) -> None:
    publish_next(data, 7)


def another_catalogue(data: Path) -> None:
    path = data / "catalogue" / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"Venezuela", b"Venezuala", 1))


def another_story(data: Path) -> None:
    (data / "stories").mkdir()
    (data / "stories" / "new.toml").write_bytes(b'title = "a"\n')


@pytest.mark.parametrize("change", [another_generation, another_catalogue, another_story])
def test_whatever_readers_are_shown_changes_the_fingerprint(data: Path, tmp_path: Path, change: Callable[[Path], None]) -> None:
    before = of(data)
    shutil.copytree(data, tmp_path / "elsewhere")
    assert of(tmp_path / "elsewhere") == before
    change(data)
    assert of(data) != before
    check_trusted(data, current_generation(data / "store"), "")
    check_trusted(data, current_generation(data / "store"), f"{before} {of(data)}")
    with pytest.raises(PresenceError, match="E-STORE-TRUST"):
        check_trusted(data, current_generation(data / "store"), before)


def test_a_whole_generation_of_somebody_else_is_not_taken_up(data: Path) -> None:
    """The server begins and goes on with what the operator named, and tells in one line what it refused."""
    settings = replace(load_settings({}), data=data, trusted_fingerprints=of(data))
    opening, pointer = Opening(settings), Pointer(data / "store", 1)
    service = opening.first(pointer)
    mine = current_generation(data / "store")
    assert service.generation == mine
    publish_next(data, 8)
    assert next_service(pointer, service, opening) is service
    assert service.board.refused.startswith("E-STORE-TRUST")
    # A server that starts only now has nothing that it may show.
    assert Opening(settings).first(pointer).generation == ""
    trusting = Opening(replace(settings, trusted_fingerprints=f"{settings.trusted_fingerprints} {of(data)}"))
    assert trusting().generation == current_generation(data / "store")


def test_a_file_of_a_generation_that_nobody_vouches_for_is_not_called_genuine(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write the folder can lay a generation of his own beside those that were in service, and a file made from it."""
    settings = replace(load_settings({}), data=data, trusted_fingerprints=of(data))
    ours, pointer = open_ledger(data), (data / "store" / "CURRENT").read_bytes()
    publish_next(data, 8)
    theirs = open_ledger(data)
    (data / "store" / "CURRENT").write_bytes(pointer)
    forged = write_export(theirs, View(), "csv", settings.assets)
    free = replace(settings, trusted_fingerprints="")
    assert verify(forged, "a.csv", ours, free).genuine is True
    found = verify(forged, "a.csv", ours, settings)
    assert found.genuine is None
    assert "E-STORE-TRUST" in found.words
    assert "the numbers cannot be checked" in found.words
    assert verify(write_export(ours, View(), "csv", settings.assets), "a.csv", ours, settings).genuine is True
    # The command line opens whatever is in service, which a server would not have taken up.
    (data / "store" / "CURRENT").write_text(theirs.generation + "\n", encoding="ascii")
    (data / "a.csv").write_bytes(forged)
    for name, text in (("DATA", str(data)), ("TRUSTED_FINGERPRINTS", settings.trusted_fingerprints)):
        monkeypatch.setenv(f"PRESENCE_{name}", text)
    told = CliRunner().invoke(main, ["verify", str(data / "a.csv")])
    assert told.exit_code == 1
    assert told.stderr.startswith("E-STORE-TRUST")


def test_the_doctor_tells_the_fingerprint_and_whether_it_is_trusted(data: Path) -> None:
    settings = replace(load_settings({}), data=data, port=0)
    told = {one.what: one for one in examine(settings)}
    assert told["fingerprint"].stands == of(data)
    found = examine(replace(settings, trusted_fingerprints="0" * 64))
    assert "E-STORE-TRUST" in [one.problem.code for one in found if one.problem]


@pytest.mark.parametrize("wrong", ["0123456789abcdef", "G" * 64, "0" * 63, f"{'0' * 64},{'1' * 64}"])
def test_what_can_be_no_fingerprint_is_refused_where_it_is_set(wrong: str) -> None:
    """A setting that was cut short must not pass for one that trusts nobody, still less for one that trusts everybody."""
    with pytest.raises(PresenceError, match="E-SETTING-VALUE"):
        load_settings({"PRESENCE_TRUSTED_FINGERPRINTS": wrong})
