"""What a refresh learned outlives every later build, whichever state of the files that build reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import orjson
import pandas as pd
import pytest

from dashboard.domain.places import Places
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.ledger import generations, revise
from dashboard.ledger.answers import pair_estimates
from dashboard.ledger.build import ENTRIES, build
from dashboard.ledger.generations import current_generation
from dashboard.ledger.journal import AGAIN, JOURNAL, LOG, OVERTAKEN, read_journal
from dashboard.ledger.revise import make_good
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.refresh import refreshing
from dashboard.refresh.refreshing import publish, read_staged
from dashboard.settings import Settings, load_settings
from dashboard.sources.reading import Reading, reading
from tests.ledger.test_build import ROW

SOURCE = "us-troops-dmdc"
FIRST, SECOND = date(2026, 11, 1), date(2026, 12, 1)
Figures = dict[str, float]
OLD: Figures = {"DEU": 100.0, "ITA": 20.0, "SYR": 7.0, "KOR": 50.0, "JPN": 60.0}
# Germany corrected, Syria withdrawn, Spain new.
NEW: Figures = {"DEU": 90.0, "ITA": 20.0, "ESP": 3.0, "KOR": 50.0, "JPN": 60.0}


@dataclass(frozen=True)
class Table:
    """A reader of one small table: the hosts and figures that stand in its file, or under an id of the source's own."""

    named: bool = False
    SOURCE_ID: str = SOURCE
    FILES: tuple[str, ...] = ("table.json",)

    def read(self, folder: Path, places: Places) -> Reading:
        figures = orjson.loads((folder / "table.json").read_bytes())
        rows = [{**ROW, "host": host, "best": best, **self._id(host)} for host, best in figures.items()]
        return reading([pd.DataFrame(rows)], [], {"table.json": len(rows)})

    def _id(self, host: str) -> dict[str, str]:
        return {"claim_id": f"OWN-{host}"} if self.named else {}


def lay(folder: Path, figures: Figures) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.json").write_bytes(orjson.dumps(figures))
    return folder


def rebuild(data: Path, figures: Figures, reader: Table | None = None) -> pd.DataFrame:
    lay(data.parent / "raw" / SOURCE, figures)
    build(data.parent / "raw", data, progress=[].append, readers=(reader or Table(),))
    return open_ledger(data).claims


@pytest.fixture(params=[False, True], ids=["content-ids", "own-ids"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Table:
    table = Table(request.param)
    monkeypatch.setattr(refreshing, "readers_of", lambda _: (table,))
    return table


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Table], Path]:
    """The folder of a ledger of the first files, built once for each reader."""

    @cache
    def made(table: Table) -> Path:
        folder = tmp_path_factory.mktemp("first") / "data"
        for name in ("catalogue", "claims"):
            shutil.copytree(load_settings().data / name, folder / name)
        rebuild(folder, OLD, table)
        return folder

    return made


@pytest.fixture
def data(tmp_path: Path, reader: Table, first: Callable[[Table], Path]) -> Path:
    return shutil.copytree(first(reader), tmp_path / "data")


def refresh(data: Path, figures: Figures, day: date) -> str:
    make_good(data, 5, [].append)
    found = read_staged(open_ledger(data), SOURCE, lay(data.parent / "staged", figures), day)
    return publish(data, found, Settings(), [].append)


def known(data: Path, host: str, day: date | None, ledger: Ledger | None = None) -> tuple[str, float | None]:
    """State and figure for 2020-06-30 as known on a day."""
    view = View(measure="troops", definition="active-duty", sender=("USA",), host=(host,), date=date(2020, 6, 30), known_at=day)
    rows = pair_estimates(ledger or open_ledger(data), view)
    return (str(rows.loc[0, "state"]), float(rows.loc[0, "best"])) if len(rows) else ("not-collected", None)


def answers(data: Path) -> list[tuple[str, float | None]]:
    days = (date(2026, 10, 31), FIRST, date(2026, 11, 30), SECOND, None)
    ledger = open_ledger(data)
    return [known(data, host, day, ledger) for host in ("DEU", "SYR", "ESP", "ITA") for day in days]


def told(data: Path, reason: str) -> int:
    unused = open_ledger(data).report["unused"]
    return int(unused.loc[unused["reason"] == reason, "rows"].sum())


@pytest.mark.parametrize("figures", [OLD, NEW], ids=["files-before", "files-after"])
def test_every_date_of_knowledge_is_answered_alike_before_and_after_a_full_build(
    data: Path, reader: Table, figures: Figures
) -> None:
    refresh(data, NEW, FIRST)
    before = answers(data)
    assert before[:2] == [("value", 100.0), ("value", 90.0)]
    assert before[5:7] == [("value", 7.0), ("not-collected", None)]
    assert before[10:12] == [("not-collected", None), ("value", 3.0)]
    revised = open_ledger(data).claims
    rebuilt = rebuild(data, figures, reader)
    assert answers(data) == before
    assert sorted(rebuilt["claim_id"]) == sorted(revised["claim_id"])
    assert told(data, AGAIN) == (0 if figures is OLD else 2)


def test_a_figure_that_went_and_came_again_keeps_all_its_days(data: Path, reader: Table) -> None:
    refresh(data, NEW, FIRST)
    refresh(data, OLD, SECOND)
    before = answers(data)
    assert [best for _, best in before[:5]] == [100.0, 90.0, 90.0, 100.0, 100.0]
    for figures in (OLD, NEW):
        rebuild(data, figures, reader)
        assert answers(data) == before


def test_the_manifest_names_the_refreshes_with_their_hash(data: Path, reader: Table) -> None:
    assert ENTRIES not in open_ledger(data).manifest
    refresh(data, NEW, FIRST)
    entry = read_journal(data)[0]
    assert (entry.day, entry.came, entry.closed) == ("2026-11-01", "2", "2")
    assert open_ledger(data).manifest[ENTRIES] == [entry.file]
    rebuild(data, OLD, reader)
    assert open_ledger(data).manifest[ENTRIES] == [entry.file]
    (data / JOURNAL / entry.file).write_bytes(b"PAR1")
    with pytest.raises(PresenceError) as caught:
        rebuild(data, OLD, reader)
    assert caught.value.code == "E-JOURNAL-FILE"


def test_a_third_figure_in_the_files_is_told_and_not_set_beside_the_refreshed_one(data: Path, reader: Table) -> None:
    refresh(data, NEW, FIRST)
    rebuild(data, {**NEW, "DEU": 80.0}, reader)
    assert known(data, "DEU", None) == ("value", 90.0)
    assert told(data, OVERTAKEN) == 1
    refresh(data, {**NEW, "DEU": 80.0}, SECOND)
    assert [known(data, "DEU", day)[1] for day in (date(2026, 10, 31), FIRST, SECOND)] == [100.0, 90.0, 80.0]
    rebuild(data, {**NEW, "DEU": 80.0}, reader)
    assert [known(data, "DEU", day)[1] for day in (date(2026, 10, 31), FIRST, SECOND)] == [100.0, 90.0, 80.0]


@pytest.mark.parametrize("step", ["_write_folder", "_sweep"])
def test_a_refresh_that_is_killed_is_made_good(data: Path, reader: Table, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    old = current_generation(data / "store")
    with monkeypatch.context() as patch:
        patch.setattr(generations, step, killed)
        with pytest.raises(KeyboardInterrupt):
            refresh(data, NEW, FIRST)
    assert (current_generation(data / "store") == old) == (step == "_write_folder")
    # The same again on a later day: what was learned on the first day stays learned on that day.
    refresh(data, NEW, SECOND)
    before = answers(data)
    assert before[:2] == [("value", 100.0), ("value", 90.0)]
    assert len(read_journal(data)) == 1
    rebuild(data, OLD, reader)
    assert answers(data) == before


def test_a_refresh_that_is_killed_before_its_line_stands_left_nothing(
    data: Path, reader: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    before = answers(data)
    with monkeypatch.context() as patch:
        patch.setattr(revise, "write_entry", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh(data, NEW, FIRST)
    rebuild(data, OLD, reader)
    assert answers(data) == before


def test_a_build_after_a_killed_refresh_has_what_it_learned(data: Path, reader: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(generations, "_write_folder", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh(data, NEW, FIRST)
    rebuild(data, OLD, reader)
    assert [known(data, "DEU", day)[1] for day in (date(2026, 10, 31), FIRST)] == [100.0, 90.0]


def test_a_source_that_is_not_shipped_is_not_shipped_by_the_journal_either(data: Path, reader: Table) -> None:
    refresh(data, NEW, FIRST)
    entry = data / "catalogue" / "sources" / f"{SOURCE}.toml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text.replace("redistributable = true", "redistributable = false"), encoding="utf-8")
    assert not (rebuild(data, OLD, reader)["source_id"] == SOURCE).any()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"day,source\n", b"a\0b"])
def test_a_log_of_another_form_is_told(data: Path, content: bytes) -> None:
    refresh(data, NEW, FIRST)
    (data / JOURNAL / LOG).write_bytes(content)
    with pytest.raises(PresenceError) as caught:
        read_journal(data)
    assert caught.value.code == "E-JOURNAL-LOG"
