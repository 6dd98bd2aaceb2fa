"""A revision: like a build with the added claims, all or nothing, and never a statement twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.catalogue import Source
from dashboard.domain.claim import COLUMNS, conform
from dashboard.errors import PresenceError
from dashboard.ledger import generations
from dashboard.ledger.added import ADDED, LOG, Keeping, claims_text, keep_added, read_added, read_log
from dashboard.ledger.build import Built, build
from dashboard.ledger.generations import current_generation
from dashboard.ledger.identity import with_claim_ids
from dashboard.ledger.locks import one_at_a_time
from dashboard.ledger.revise import revise
from dashboard.ledger.store import open_ledger
from dashboard.settings import load_settings
from tests.ledger.test_build import ROW, Literal

MINE = {**ROW, "source_id": "my-table", "definition": "deployed", "sender": "FRA", "host": "DJI", "best": 1450.0}
SOURCE = Source(
    id="my-table", title='Troops "abroad"', publisher="A ministry", url="", licence="not stated", licence_note="",
    redistributable=False, citation="", retrieved="", coverage="",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("catalogue", "claims"):
        shutil.copytree(load_settings().data / name, folder / name)
    (tmp_path / "raw" / "us-troops-dmdc").mkdir(parents=True)
    built(folder)
    return folder


def built(data: Path) -> Built:
    return build(data.parent / "raw", data, progress=print, readers=(Literal((ROW, {**ROW, "host": "SYR"})),))


def claims(*rows: dict[str, object]) -> pd.DataFrame:
    return with_claim_ids(conform(pd.DataFrame(rows)))


def keep(data: Path, *rows: dict[str, object], when: str = "2026-01-02T03:04:05+00:00") -> str:
    return keep_added(data, claims(*rows), Keeping(SOURCE, "A. Person", when, "mine.csv"))


def revised(data: Path, added: pd.DataFrame, closed: dict[str, pd.Timestamp] | None = None) -> Built:
    return revise(data, added=added, closed=closed, keep=5, progress=print)


def test_a_revision_gives_the_claims_of_a_build_with_what_was_added(data: Path) -> None:
    keep(data, MINE, {**MINE, "host": "AND"})
    revision = revised(data, claims(MINE, {**MINE, "host": "AND"}))
    assert (revision.added, revision.repeated) == (2, 0)
    rebuilt = built(data)
    text = {column.name: "str" for column in COLUMNS if column.dtype == "category"}
    pd.testing.assert_frame_equal(revision.claims.astype(text), rebuilt.claims.astype(text))
    counts = rebuilt.report["sources"].set_index("source_id")["claims"]
    pd.testing.assert_series_equal(revision.report["sources"].set_index("source_id")["claims"], counts)
    assert counts["my-table"] == 2


def test_the_added_claims_are_in_service_with_their_source(data: Path) -> None:
    keep(data, MINE)
    revision = revised(data, claims(MINE))
    ledger = open_ledger(data)
    assert ledger.generation == revision.generation
    assert ledger.claims_of_pair("FRA", "DJI").query("source_id == 'my-table'")["best"].tolist() == [1450.0]
    assert ledger.catalogue.sources["my-table"].title == 'Troops "abroad"'
    assert set(ledger.report) == set(revision.report)


def test_the_same_again_changes_nothing(data: Path) -> None:
    keep(data, MINE)
    first = revised(data, claims(MINE))
    log = (data / ADDED / LOG).read_bytes()
    keep(data, MINE, when="2027-01-01T00:00:00+00:00")
    second = revised(data, claims(MINE, MINE))
    assert second.generation == first.generation
    assert (second.added, second.repeated) == (0, 2)
    assert (data / ADDED / LOG).read_bytes() == log
    assert sorted(path.name for path in (data / ADDED).iterdir()) == sorted([LOG, "sources", read_log(data)[0].file])


def test_a_repetition_among_new_claims_is_counted_in_the_report(data: Path) -> None:
    keep(data, MINE)
    revision = revised(data, claims(MINE, MINE, ROW))
    assert (revision.added, revision.repeated) == (1, 2)
    reasons = revision.report["unused"].set_index(["source_id", "reason"])["rows"]
    assert reasons["my-table", "the same statement stands in the source more than once"] == 1
    assert revision.claims["claim_id"].is_unique


def test_closing_keeps_the_claim_and_its_first_day_of_closing(data: Path) -> None:
    name = str(open_ledger(data).claims["claim_id"].iloc[0])
    before = len(open_ledger(data).claims)
    first = revised(data, claims(MINE).head(0), {name: pd.Timestamp("2024-05-01")})
    again = revised(data, claims(MINE).head(0), {name: pd.Timestamp("2025-05-01")})
    assert (first.closed, again.closed, again.generation) == (1, 0, first.generation)
    kept = open_ledger(data).claims.set_index("claim_id")["withdrawn"]
    assert len(kept) == before
    assert kept[name] == pd.Timestamp("2024-05-01")


@pytest.mark.parametrize(
    ("row", "closed", "code"),
    [
        (MINE, {}, "E-CLAIM-SOURCE"),
        ({**ROW, "host": "ATL"}, {}, "E-CLAIM-PLACE"),
        ({**ROW, "low": 9.0}, {}, "E-CLAIM-ORDER"),
        (ROW, {"nobody": pd.Timestamp("2024-01-01")}, "E-REVISE-CLOSED"),
    ],
    ids=["source", "place", "order", "closed"],
)
def test_what_is_wrong_is_refused_as_a_whole(
    data: Path, row: dict[str, object], closed: dict[str, pd.Timestamp], code: str
) -> None:
    old = current_generation(data / "store")
    with pytest.raises(PresenceError) as error:
        revised(data, claims({**ROW, "host": "AND"}, row), closed)
    assert code in {problem.code for problem in error.value.problems}
    assert current_generation(data / "store") == old


def test_a_number_given_to_two_statements_is_no_repetition(data: Path) -> None:
    one = {**ROW, "claim_id": "X1", "host": "AND"}
    assert revised(data, claims(one)).added == 1
    assert revised(data, claims(one)).repeated == 1
    with pytest.raises(PresenceError) as error:
        revised(data, claims({**one, "host": "DJI"}))
    assert error.value.code == "E-CLAIM-ID"


@pytest.mark.parametrize("step", ["_write_folder", "replace_file", "_sweep"])
def test_a_revision_that_is_broken_off_leaves_one_whole_generation(
    data: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = current_generation(data / "store")
    keep(data, MINE)

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(generations, step, killed)
        with pytest.raises(KeyboardInterrupt):
            revised(data, claims(MINE))
    there = len(open_ledger(data).claims_of_pair("FRA", "DJI").query("source_id == 'my-table'"))
    # Sweeping comes after the pointer is set: by then everything is there.
    assert there == (1 if step == "_sweep" else 0)
    assert (current_generation(data / "store") == old) == (there == 0)
    assert len(revised(data, claims(MINE)).claims.query("source_id == 'my-table'")) == 1


def test_only_one_works_on_the_ledger_at_a_time(data: Path) -> None:
    with one_at_a_time(data / "store"), pytest.raises(PresenceError) as error:
        revised(data, claims(ROW))
    assert error.value.code == "E-STORE-BUSY"
    assert revised(data, claims({**ROW, "host": "AND"})).added == 1


def test_another_source_of_the_same_id_is_refused(data: Path) -> None:
    keep(data, MINE)
    other = Source(**{name: getattr(SOURCE, name) for name in SOURCE.__slots__} | {"title": "Another"})
    with pytest.raises(PresenceError) as error:
        keep_added(data, claims({**MINE, "host": "AND"}), Keeping(other, "", "", ""))
    assert error.value.code == "E-ADDED-SOURCE"
    assert len(read_log(data)) == 1


def test_an_added_table_that_was_changed_is_not_read(data: Path) -> None:
    name = keep(data, MINE)
    path = data / ADDED / name
    path.write_bytes(path.read_bytes().replace(b"1450", b"9450"))
    with pytest.raises(PresenceError) as error:
        read_added(data, print)
    assert error.value.code == "E-ADDED-FILE"
    assert name in error.value.problems[0].where


def test_a_catalogue_source_of_the_same_id_is_named(data: Path) -> None:
    keep(data, MINE)
    shutil.copy(data / ADDED / "sources" / "my-table.toml", data / "catalogue" / "sources")
    with pytest.raises(PresenceError) as error:
        open_ledger(data)
    assert error.value.code == "E-CATALOGUE-TWICE"


@given(
    text=st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t")),
    best=st.floats(allow_nan=False, allow_infinity=False, min_value=0),
    day=st.dates(min_value=pd.Timestamp("1500-01-01").date(), max_value=pd.Timestamp("2200-12-31").date()),
)
def test_kept_claims_are_read_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, text: str, best: float, day: object
) -> None:
    made = claims({**MINE, "note": text, "site": text, "best": best, "start": day, "end": day, "credibility": 3})
    data = tmp_path_factory.mktemp("data")
    keep_added(data, made, Keeping(SOURCE, text, "", text))
    read = read_added(data, print)[0].reading.claims
    words = {column.name: "str" for column in COLUMNS if column.dtype == "category"}
    pd.testing.assert_frame_equal(read.astype(words), made.astype(words))
    assert claims_text(read) == claims_text(made)


def test_what_fails_the_checks_is_not_kept_either(data: Path) -> None:
    wrong = claims(MINE, {**MINE, "host": "ATL"})
    with pytest.raises(PresenceError) as error:
        revise(data, added=wrong, keep=5, progress=print, keeping=Keeping(SOURCE, "", "", ""))
    assert error.value.code == "E-CLAIM-PLACE"
    assert not (data / ADDED).exists()


def test_an_addition_that_was_broken_off_after_it_was_kept_is_made_good(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = current_generation(data / "store")
    keeping = Keeping(SOURCE, "", "2026-01-01T00:00:00+00:00", "mine.csv")

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.ledger.revise.publish_generation", killed)
        with pytest.raises(KeyboardInterrupt):
            revise(data, added=claims(MINE), keep=5, progress=print, keeping=keeping)
    assert current_generation(data / "store") == old
    assert (open_ledger(data).claims["source_id"] == "my-table").sum() == 0
    again = revise(data, added=claims(MINE), keep=5, progress=print, keeping=keeping)
    assert (again.added, len(read_log(data))) == (1, 1)
    assert built(data).report["sources"].set_index("source_id")["claims"]["my-table"] == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"when,who\n", b"a\0b"])
def test_a_log_of_another_form_is_told(data: Path, content: bytes) -> None:
    keep(data, MINE)
    (data / ADDED / LOG).write_bytes(content)
    with pytest.raises(PresenceError) as error:
        read_log(data)
    assert error.value.code == "E-ADDED-LOG"
