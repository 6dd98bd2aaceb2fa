"""From a publisher's answers to a generation: read by the same readers, compared, published only when asked, nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dashboard.cli import main
from dashboard.errors import PresenceError
from dashboard.ledger.build import build
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.refresh import united_nations
from dashboard.refresh.fetching import Fetcher
from dashboard.refresh.refreshing import publish, read_staged
from dashboard.refresh.world_bank import INDICATORS, SERIES, _debt_page, _indicator_page, fetch_debt, fetch_indicators
from dashboard.settings import Settings, load_settings
from dashboard.sources import worldbank_ids, worldbank_wdi
from tests.refresh.publisher import Answer, Publisher, serving

QUICK = Settings(refresh_pause_ms=0, refresh_tries=2, refresh_seconds=2)
TODAY = date(2026, 11, 1)
Cells = dict[str, dict[tuple[str, int], float]]
CELLS: Cells = {
    "SP.POP.TOTL": {("KEN", 2019): 50.0, ("KEN", 2020): 51.0, ("GHA", 2020): 30.0, ("WLD", 2020): 7000.0},
    "NY.GDP.PCAP.CD": {("KEN", 2020): 2.0},
    "NY.GDP.MKTP.CD": {("KEN", 1989): 80.0},
    "BX.KLT.DINV.CD.WD": {("KEN", 2020): 5.0, ("GHA", 2020): -1.0},
    "DT.ODA.ODAT.CD": {("KEN", 2020): 9.0},
}


def indicator_page(cells: dict[tuple[str, int], float], page: int = 1, pages: int = 1) -> Answer:
    rows = [
        {"indicator": {"id": "x", "value": "x"}, "country": {"id": code[:2], "value": code}, "countryiso3code": code, "date": str(year),
         "value": value, "unit": "", "obs_status": "", "decimal": 0}
        for (code, year), value in cells.items()
    ]  # fmt: skip
    rows.append({"countryiso3code": "KEN", "date": "1960", "value": None})
    return Answer(json.dumps([{"page": page, "pages": pages, "per_page": 20000, "total": len(rows)}, rows]).encode())


def offer(publisher: Publisher, cells: Cells) -> None:
    for code, table in cells.items():
        publisher.answers[f"/v2/country/all/indicator/{code}"] = [indicator_page(table)]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving(Publisher()) as running:
        offer(running, CELLS)
        yield running


def staged(publisher: Publisher, folder: Path) -> Path:
    target = folder / "staged"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    fetch_indicators(fetcher, publisher.base, folder / "cache", target)
    fetcher.session.close()
    return target


@pytest.fixture
def data(tmp_path: Path, publisher: Publisher) -> Path:
    """A ledger of the publisher's first answers alone."""
    folder = tmp_path / "data"
    for name in ("catalogue", "claims"):
        shutil.copytree(load_settings().data / name, folder / name)
    raw = tmp_path / "raw"
    shutil.copytree(staged(publisher, tmp_path), raw / worldbank_wdi.SOURCE_ID)
    build(raw, folder, progress=[].append, readers=(worldbank_wdi,))  # type: ignore[arg-type]
    return folder


def changes(found: pd.DataFrame) -> list[tuple[str, str]]:
    return sorted(zip(found["change"].astype("str"), found["measure"].astype("str"), strict=True))


def test_answers_become_the_files_that_the_reader_reads(data: Path) -> None:
    claims = open_ledger(data).claims
    own = claims[claims["source_id"] == worldbank_wdi.SOURCE_ID]
    told = own[["measure", "host", "best"]].astype("str").to_numpy().tolist()
    assert ["population", "KEN", "51.0"] in told
    assert ["gdp", "KEN", "102.0"] in told
    assert ["fdi_inflow_total", "GHA", "-1.0"] in told
    assert "WLD" not in {row[1] for row in told}


def test_the_same_answers_change_nothing(data: Path, publisher: Publisher, tmp_path: Path) -> None:
    ledger = open_ledger(data)
    found = read_staged(ledger, worldbank_wdi.SOURCE_ID, staged(publisher, tmp_path), TODAY)
    assert found.difference.empty
    assert found.added.empty
    assert found.closed == {}
    assert publish(data, found, QUICK, [].append) == ledger.generation


def test_what_is_new_corrected_and_withdrawn_is_told_and_kept(data: Path, publisher: Publisher, tmp_path: Path) -> None:
    later = {name: dict(table) for name, table in CELLS.items()}
    later["SP.POP.TOTL"] = {("KEN", 2019): 50.0, ("KEN", 2020): 52.0, ("GHA", 2020): 30.0, ("GHA", 2021): 31.0}
    later["NY.GDP.PCAP.CD"] = {("KEN", 2020): 102.0 / 52.0}
    del later["BX.KLT.DINV.CD.WD"]["GHA", 2020]
    offer(publisher, later)
    before = open_ledger(data)
    found = read_staged(before, worldbank_wdi.SOURCE_ID, staged(publisher, tmp_path), TODAY)
    assert changes(found.difference) == [("correction", "population"), ("new", "population"), ("withdrawal", "fdi_inflow_total")]
    assert open_ledger(data).generation == before.generation
    generation = publish(data, found, QUICK, [].append)
    after = open_ledger(data)
    assert after.generation == generation != before.generation
    assert set(before.claims["claim_id"]) <= set(after.claims["claim_id"])
    closed = after.claims[after.claims["withdrawn"] == pd.Timestamp(TODAY)]
    assert sorted(closed["best"]) == [-1.0, 51.0]
    came = after.claims[~after.claims["claim_id"].isin(before.claims["claim_id"])]
    assert sorted(came["best"]) == [31.0, 52.0]
    assert set(came["published"]) == {pd.Timestamp(TODAY)}


def test_what_was_known_before_is_still_answered(data: Path, publisher: Publisher, tmp_path: Path) -> None:
    from dashboard.domain.view import View
    from dashboard.ledger.answers import pair_estimates

    later = {**CELLS, "SP.POP.TOTL": {**CELLS["SP.POP.TOTL"], ("KEN", 2020): 52.0}}
    offer(publisher, later)
    publish(data, read_staged(open_ledger(data), worldbank_wdi.SOURCE_ID, staged(publisher, tmp_path), TODAY), QUICK, [].append)
    ledger = open_ledger(data)

    def asked(known_at: date | None) -> float:
        view = View(measure="population", sender=(), host=("KEN",), date=date(2020, 12, 31), known_at=known_at)
        return float(pair_estimates(ledger, view).loc[0, "best"])

    assert asked(date(2026, 10, 31)) == 51.0
    assert asked(None) == 52.0


def test_a_second_refresh_of_the_same_answers_changes_nothing(data: Path, publisher: Publisher, tmp_path: Path) -> None:
    offer(publisher, {**CELLS, "SP.POP.TOTL": {**CELLS["SP.POP.TOTL"], ("KEN", 2020): 52.0}})
    folder = staged(publisher, tmp_path)
    publish(data, read_staged(open_ledger(data), worldbank_wdi.SOURCE_ID, folder, TODAY), QUICK, [].append)
    again = read_staged(open_ledger(data), worldbank_wdi.SOURCE_ID, folder, date(2026, 12, 1))
    assert again.difference.empty
    assert again.closed == {}


def test_a_cut_file_is_refused_unless_it_is_meant(data: Path, publisher: Publisher, tmp_path: Path) -> None:
    offer(
        publisher,
        {name: dict(list(table.items())[:1]) for name, table in CELLS.items()} | {"BX.KLT.DINV.CD.WD": {("KEN", 2020): 5.0}},
    )
    ledger, folder = open_ledger(data), staged(publisher, tmp_path)
    with pytest.raises(PresenceError) as caught:
        read_staged(ledger, worldbank_wdi.SOURCE_ID, folder, TODAY)
    assert caught.value.code == "E-REFRESH-FEWER"
    assert not read_staged(ledger, worldbank_wdi.SOURCE_ID, folder, TODAY, accept_smaller=True).difference.empty


@pytest.mark.parametrize(
    "body",
    [
        b'[{"message":[{"id":"120","key":"Invalid value","value":"The provided parameter value is not valid"}]}]', b"{}", b"[1,2]",
        b'[{"page":1},[]]', b'[{"pages":1},[{"date":"2020"}]]', b'[{"pages":1},[{"countryiso3code":"KEN","date":"20xx","value":1}]]',
        b'[{"pages":1},[{"countryiso3code":"KEN","date":"2020","value":"many"}]]', b'[{"pages":1},[{"countr', b"null",
    ],
    ids=["error", "object", "numbers", "no-pages", "columns", "year", "value", "cut", "null"],
)  # fmt: skip
def test_answers_of_another_form_are_told(publisher: Publisher, tmp_path: Path, body: bytes) -> None:
    publisher.answers["/v2/country/all/indicator/SP.POP.TOTL"] = [Answer(body)]
    with pytest.raises(PresenceError) as caught:
        staged(publisher, tmp_path)
    assert caught.value.code in ("E-REFRESH-ANSWER", "E-REFRESH-KIND")


def test_every_page_is_fetched_and_an_endless_book_is_not(publisher: Publisher, tmp_path: Path) -> None:
    way = "/v2/country/all/indicator/SP.POP.TOTL"
    first, second = ({("KEN", 2019): 50.0}, {("KEN", 2020): 51.0})
    publisher.answers[way] = [indicator_page(first, 1, 2), indicator_page(second, 2, 2)]
    text = (staged(publisher, tmp_path) / worldbank_wdi.POPULATION_FILE).read_text()
    assert "KEN,KEN,50.0,51.0" in text
    publisher.answers[way] = [indicator_page(first, 1, 10**9)]
    fetcher = Fetcher(Settings(refresh_pause_ms=0, refresh_max_pages=3), [].append, sleep=[].append)
    with pytest.raises(PresenceError) as caught:
        fetch_indicators(fetcher, publisher.base, tmp_path / "other", tmp_path)
    fetcher.session.close()
    assert caught.value.code == "E-REFRESH-SIZE"


def test_debt_by_creditor_and_the_day_of_its_release(publisher: Publisher, tmp_path: Path, shipped: Ledger) -> None:
    def row(code: str, year: int, value: float | None) -> dict[str, object]:
        # A creditor with multilateral rows is an institution.
        creditor = "World Bank-IDA" if ".MLAT." in code else "China"
        concepts = {
            "Country": ("KEN", "Kenya"),
            "Series": (code, code),
            "Counterpart-Area": ("730", creditor),
            "Time": (f"YR{year}", str(year)),
        }
        return {"variable": [{"concept": name, "id": a, "value": b} for name, (a, b) in concepts.items()], "value": value}

    for code in {code for codes in SERIES.values() for code in codes}:
        rows = [row(code, 2025, 7.0), row(code, 2027, 1.0), row(code, 2020, None)]
        body = json.dumps({"page": 1, "pages": 1, "per_page": 2, "total": 3, "source": {"id": "6", "data": rows}}).encode()
        publisher.answers[f"/v2/sources/6/country/all/series/{code}/counterpart-area/all/time/all"] = [Answer(body)]
    publisher.answers["/v2/sources/6"] = [Answer(b'[{"page":1,"pages":1},[{"id":"6","lastupdated":"2026-12-03"}]]')]
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    fetch_debt(fetcher, publisher.base, tmp_path / "cache", tmp_path)
    fetcher.session.close()
    claims = worldbank_ids.read(tmp_path, shipped.places).claims
    service = claims[claims["measure"] == "debt_service"]
    planned = service["definition"].astype("str").str.startswith("scheduled-")
    assert set(service.loc[~planned, "end"].dt.year) == {2025}
    assert set(service.loc[planned, "end"].dt.year) == {2027}
    assert set(service.loc[planned, "published"]) == {pd.Timestamp("2026-12-03")}


KEYS = ("pages", "source", "data", "variable", "value", "date")
HUB = ",".join(united_nations.COLUMNS)


def hub(publisher: Publisher, *rows: str) -> None:
    publisher.answers[united_nations.WAY] = [Answer("\n".join([HUB, *rows, ""]).encode())]


def test_only_later_months_of_the_un_are_new_and_nothing_is_withdrawn(
    publisher: Publisher, tmp_path: Path, shipped: Ledger
) -> None:
    hub(
        publisher, "FRA,France,UNIFIL,Troops,10,600,2025-08-31", "FRA,France,UNIFIL,Staff Officer,1,4,2025-08-31",
        "NPL,Nepal,NEWMISSION,Troops,0,7,2025-08-31", "NPL,Nepal,UNIFIL,Troops,0,0,2025-08-31", "FRA,France,UNIFIL,Troops,0,1,2020-01-31",
    )  # fmt: skip
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    united_nations.fetch_contributors(fetcher, publisher.base, tmp_path / "cache", tmp_path, shipped)
    fetcher.session.close()
    found = read_staged(shipped, "un-peacekeeping", tmp_path, TODAY, after=united_nations.newest_month(shipped))
    assert found.closed == {}
    told = found.added[found.added["definition"] == "un-uniformed"]
    assert told[["actor", "sender", "host", "best"]].to_numpy().tolist() == [
        ["NEWMISSION", "NPL", "X-UNK", 7.0], ["UNIFIL", "FRA", "LBN", 615.0],
    ]  # fmt: skip
    assert set(found.added["end"]) == {pd.Timestamp("2025-08-31")}


@pytest.mark.parametrize(
    "row", ["FRA,France,UNIFIL,Robots,0,7,2025-08-31", "FRA,France,UNIFIL,Troops,0,7,31 August"], ids=["kind", "day"]
)
def test_a_hub_that_changed_its_words_is_told(publisher: Publisher, tmp_path: Path, shipped: Ledger, row: str) -> None:
    hub(publisher, row)
    fetcher = Fetcher(QUICK, [].append, sleep=[].append)
    with pytest.raises(PresenceError) as caught:
        united_nations.fetch_contributors(fetcher, publisher.base, tmp_path / "cache", tmp_path, shipped)
    fetcher.session.close()
    assert caught.value.code == "E-REFRESH-ANSWER"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_no_answer_of_any_form_breaks_a_parser(content: object) -> None:
    for parse in (_indicator_page, _debt_page):
        try:
            pages, rows = parse(content, "address")
        except PresenceError as error:
            assert error.code == "E-REFRESH-ANSWER"
        else:
            assert isinstance(pages, int)
            assert isinstance(rows, list)


def test_the_command_tells_first_and_publishes_when_asked(
    data: Path, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESENCE_DATA", str(data))
    monkeypatch.setenv("PRESENCE_REFRESH_PAUSE_MS", "0")
    offer(publisher, {**CELLS, "SP.POP.TOTL": {**CELLS["SP.POP.TOTL"], ("GHA", 2021): 31.0}})
    before = open_ledger(data).generation
    asked = ["refresh", worldbank_wdi.SOURCE_ID, "--address", publisher.base]
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    assert "1 claims come, 0 are closed" in told.output
    assert open_ledger(data).generation == before
    done = CliRunner().invoke(main, [*asked, "--publish"])
    assert done.exit_code == 0, done.output
    assert open_ledger(data).generation != before
    by_hand = CliRunner().invoke(
        main, ["refresh", worldbank_wdi.SOURCE_ID, "--from", str(staged(publisher, tmp_path)), "--format", "csv"]
    )
    assert by_hand.exit_code == 0, by_hand.output
    assert "0 claims come" in by_hand.output
    assert "E-REFRESH-SOURCE" in CliRunner().invoke(main, ["refresh", "us-bases-vine"]).output
    assert "worldbank-ids-creditor" in CliRunner().invoke(main, ["refresh", "--list"]).output


def test_each_indicator_has_its_file() -> None:
    assert set(INDICATORS) == set(worldbank_wdi.FILES)
    assert set(SERIES) == set(worldbank_ids.FILES)


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(load_settings().data)
