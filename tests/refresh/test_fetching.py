"""Fetching: whole files or an explanation, politely, within limits, and never a changed file in place of a good one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.errors import PresenceError
from dashboard.refresh.fetching import Fetcher
from dashboard.settings import Settings
from tests.refresh.publisher import Answer, Publisher

QUICK = Settings(refresh_pause_ms=0, refresh_tries=3, refresh_seconds=2, refresh_max_bytes=100_000)
TABLE = b"code,year\n" + b"KEN,2020\n" * 4_000


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Iterator[Fetcher]:
    made = Fetcher(QUICK, [].append, sleep=waits.append)
    yield made
    made.session.close()


def code_of(caught: pytest.ExceptionInfo[PresenceError]) -> str:
    return caught.value.code


def test_a_file_is_fetched_whole_and_asked_for_with_a_name(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(TABLE, headers={"ETag": '"1"'})]
    assert fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv").read_bytes() == TABLE
    assert publisher.asked[0][1]["user-agent"].startswith("presence-atlas/")
    assert not (tmp_path / "a.csv.part").exists()


def test_what_has_not_changed_is_not_sent_again(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(TABLE, headers={"ETag": '"1"'}), Answer(b"", 304)]
    for _ in range(2):
        fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv")
    assert publisher.asked[1][1]["if-none-match"] == '"1"'
    assert (tmp_path / "a.csv").read_bytes() == TABLE


def test_a_cut_transfer_goes_on_where_it_stopped(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(TABLE, headers={"ETag": '"1"'}, cut=20_000), Answer(TABLE, headers={"ETag": '"1"'})]
    assert fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv").read_bytes() == TABLE
    assert publisher.asked[1][1]["range"] == "bytes=16384-"
    assert publisher.asked[1][1]["if-range"] == '"1"'


def test_a_publisher_that_cannot_resume_starts_again(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(TABLE, cut=20_000), Answer(TABLE)]
    assert fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv").read_bytes() == TABLE


def test_a_busy_publisher_is_given_the_time_it_asks_for(
    fetcher: Fetcher, publisher: Publisher, tmp_path: Path, waits: list[float]
) -> None:
    publisher.answers["/a.csv"] = [Answer(b"", 429, {"Retry-After": "7"}), Answer(b"", 503), Answer(TABLE)]
    fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv")
    assert 7.0 in waits
    assert len(publisher.asked) == 3


def test_too_long_a_wait_is_told(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(b"", 429, {"Retry-After": "86400"})]
    with pytest.raises(PresenceError) as caught:
        fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv")
    assert code_of(caught) == "E-REFRESH-STATUS"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer(b"<!DOCTYPE html><title>Down for maintenance</title>"), "csv", "E-REFRESH-KIND"),
        (Answer(b"<html>", headers={"Content-Type": "application/json"}), "json", "E-REFRESH-KIND"),
        (Answer(b""), "csv", "E-REFRESH-KIND"), (Answer(b"PK\x03\x04rest"), "json", "E-REFRESH-KIND"),
        (Answer(b"gone", 404), "csv", "E-REFRESH-STATUS"), (Answer(b"no", 403), "csv", "E-REFRESH-STATUS"),
        (Answer(b"x" * 200_000), "csv", "E-REFRESH-SIZE"), (Answer(b"", 500), "csv", "E-REFRESH-NETWORK"),
        (Answer(gzip.compress(b"0" * 5_000_000, mtime=0), headers={"Content-Encoding": "gzip"}), "csv", "E-REFRESH-SIZE"),
        (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), "csv", "E-REFRESH-KIND"),
        (Answer(b"", 302, {"Location": "https://elsewhere.example/a.csv"}), "csv", "E-REFRESH-REDIRECT"),
        (Answer(b"", 302, {"Location": "/a.csv"}), "csv", "E-REFRESH-REDIRECT"), (Answer(TABLE, cut=5), "csv", "E-REFRESH-NETWORK"),
    ],
    ids=[
        "html", "html-as-json", "empty", "zip-as-json", "gone", "forbidden", "endless", "broken-server", "bomb", "no-gzip", "elsewhere",
        "round-and-round", "always-cut",
    ],
)  # fmt: skip
def test_every_failure_is_explained_and_leaves_the_old_file(
    fetcher: Fetcher, publisher: Publisher, tmp_path: Path, answer: Answer, kind: str, code: str
) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    publisher.answers["/a.csv"] = [answer]
    with pytest.raises(PresenceError) as caught:
        fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", kind)
    assert code_of(caught) == code
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert caught.value.problems[0].expected


def test_a_redirect_on_the_same_host_is_followed(fetcher: Fetcher, publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers["/a.csv"] = [Answer(b"", 301, {"Location": "/b.csv"})]
    publisher.answers["/b.csv"] = [Answer(TABLE)]
    assert fetcher.fetch(f"{publisher.base}/a.csv", tmp_path / "a.csv", "csv").read_bytes() == TABLE


@pytest.mark.parametrize(
    "address", ["http://example.org/a.csv", "gopher://example.org", "ftp://example.org/a", "//example.org", ""]
)
def test_only_https_or_this_machine_is_asked(fetcher: Fetcher, tmp_path: Path, address: str) -> None:
    with pytest.raises(PresenceError) as caught:
        fetcher.fetch(address, tmp_path / "a", "csv")
    assert code_of(caught) == "E-REFRESH-ADDRESS"


def test_a_publisher_that_never_answers_is_given_up(publisher: Publisher, tmp_path: Path) -> None:
    fetcher = Fetcher(replace(QUICK, refresh_tries=2), [].append, sleep=[].append)
    with pytest.raises(PresenceError) as caught:
        fetcher.fetch("http://127.0.0.1:9/a.csv", tmp_path / "a.csv", "csv")
    fetcher.session.close()
    assert code_of(caught) == "E-REFRESH-NETWORK"
