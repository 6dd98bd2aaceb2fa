"""Data that somebody else has published with right hashes are told from the operator's own by their fingerprint."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.errors import PresenceError
from dashboard.examination import examine
from dashboard.ledger.generations import current_generation
from dashboard.ledger.provenance import check_trusted, fingerprint
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
