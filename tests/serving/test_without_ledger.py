"""A server that starts where no generation can be opened: it lives, says what is wrong, and goes on when one is published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from dashboard.errors import PresenceError, Problem
from dashboard.ledger.generations import POINTER, current_generation
from dashboard.settings import Settings, load_settings
from dashboard.web.following import Pointer, next_service
from dashboard.web.serve import Opening
from dashboard.web.without_ledger import service_without_ledger
from tests.browser.server import running_server
from tests.serving.running import ask, ready, wait_for


def nothing_built(data: Path) -> None:
    shutil.rmtree(data / "store")


def pointer_that_leads_out(data: Path) -> None:
    (data / "store" / POINTER).write_text("../..")


def absent_generation(data: Path) -> None:
    (data / "store" / POINTER).write_text("0" * 16)


def changed_file(data: Path) -> None:
    path = data / "store" / current_generation(data / "store") / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


BROKEN: tuple[tuple[Callable[[Path], None], str, str], ...] = (
    (nothing_built, "E-STORE-POINTER", "presence build --raw DIR"),
    (pointer_that_leads_out, "E-STORE-POINTER", "presence doctor"),
    (absent_generation, "E-STORE-ABSENT", "presence doctor"),
    (changed_file, "E-STORE-CHANGED", "presence doctor"),
)


@pytest.mark.parametrize(
    ("harm", "code", "step", "workers"), [(*one, "1") for one in BROKEN] + [(*BROKEN[0], "2")],
    ids=[*(harm.__name__ for harm, *_ in BROKEN), "nothing_built, two processes"],
)  # fmt: skip
def test_a_server_without_a_ledger_says_so_and_goes_on_when_there_is_one(
    small: Path, data: Path, harm: Callable[[Path], None], code: str, step: str, workers: str
) -> None:
    good = current_generation(data / "store")
    harm(data)
    with running_server({"PRESENCE_DATA": str(data), "PRESENCE_WORKERS": workers}, begun="/healthz") as server:
        for path in ("/", "/country/VEN", "/api/v1/table.csv", "/assets/atlas.css"):
            answer = ask(server.port, path)
            assert (answer.status, answer.headers["retry-after"], answer.headers["cache-control"]) == (503, "30", "no-store")
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            page = unescape(answer.body.decode())
            assert code in page
            assert step in page
            assert "presence doctor" in page
        told = ask(server.port, "/readyz")
        assert told.status == 503
        assert str(ready(server)["refused"]).startswith(code)
        assert ask(server.port, "/_dash-update-component", "POST", b"{}").status == 503
        # As an operator mends it: another copy of the store, the pointer last.
        shutil.copytree(small / "store", data / "store", dirs_exist_ok=True)
        (data / "store" / POINTER).touch()
        wait_for(lambda: ready(server)["generation"] == good)
        assert ready(server)["refused"] == ""
        assert ask(server.port, "/healthz").status == 200
        assert {ask(server.port, path).status for path in ("/", "/country/VEN", "/api/v1/table.csv")} == {200}
        counted = ask(server.port, "/metrics").body.decode()
        assert 'presence_requests_total{route="/country/<place>",status="200"} 1' in counted


def test_the_page_tells_every_problem_and_takes_no_text_for_markup() -> None:
    told = [Problem("E-STORE-CHANGED", "<script>1</script>", "a file", next_step="build", where=f"{n}") for n in range(3)]
    settings = replace(load_settings({}), follow_seconds=0, prefix="/atlas", user_header="X-User")
    application = service_without_ledger(settings, PresenceError.of(told)).application
    client = application.test_client()  # type: ignore[attr-defined]
    page = client.get("/atlas/", headers={"X-User": "ann"}).get_data(as_text=True)
    assert page.count("<h2>E-STORE-CHANGED</h2>") == 3
    assert "<script" not in page
    assert "Start it again" in page
    assert client.get("/atlas/").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_a_store_that_is_made_good_in_its_place_is_tried_again(data: Path) -> None:
    now = [0.0]
    path = data / "store" / current_generation(data / "store") / "claims.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    pointer, opening = Pointer(data / "store", 1, lambda: now[0]), Opening(replace(load_settings({}), data=data))
    service = opening.first(pointer)
    assert service.generation == ""
    path.write_bytes(content)
    now[0] = Settings().try_again_seconds + 1
    assert pointer.moved()
    assert next_service(pointer, service, opening).generation == current_generation(data / "store")


def test_what_no_publication_would_mend_ends_the_start(data: Path) -> None:
    (data / "catalogue" / "places.csv").write_text("id\n")
    with pytest.raises(RuntimeError, match="ended with 1 before it was ready"), running_server({"PRESENCE_DATA": str(data)}):
        pass
