"""From a table to claims: every row is a claim or a row to mend with a reason, whatever stands in it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from dashboard.errors import PresenceError
from dashboard.intake import rows as reading_rows
from dashboard.intake.cells import plain_words
from dashboard.intake.columns import parse_map
from dashboard.intake.instructions import Instructions
from dashboard.intake.opening import Opened, read_content
from dashboard.intake.plan import Plan, left_out_table, make_plan, problem_table, slug
from dashboard.intake.problems import CODES
from dashboard.intake.quarantine import quarantine_table
from dashboard.intake.template import template
from dashboard.intake.words import WORDS
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, load_settings
from dashboard.sources.reading import Reading, reading, unused_summary
from tests.intake.conftest import DEPLOYED, Planned

HEADER = "sender,host,date,value"
KNOWN = Instructions(constants={"measure": "troops", "definition": "deployed"})


def codes(plan: Plan) -> list[str]:
    return problem_table(plan)["code"].tolist()


def told(planned: Planned, text: str, said: Instructions, name: str = "mine.csv") -> PresenceError:
    with pytest.raises(PresenceError) as error:
        planned(text, said, name)
    return error.value


def test_words_of_headers_are_written_as_headers_are_compared() -> None:
    assert [word for _, words in WORDS.values() for word in words if plain_words(word) != word] == []


@pytest.mark.parametrize(
    "header",
    [
        "sender,host,date,value", "Sending state,Host country,As of,Number", "From,To,Year,Troops", "Pays d'origine,Pays hôte,Année,Effectifs",
        "Remitente,País anfitrión,Fecha,Número", "Entsendestaat,Gastland,Jahr,Anzahl", "Remetente,País anfitrião,Ano,Quantidade",
        "Home country,Country,Period,Figure",
    ],
)  # fmt: skip
def test_headers_in_plain_words_of_several_languages(planned: Planned, header: str) -> None:
    said = KNOWN if "Troops" not in header else DEPLOYED
    claims = planned(f"{header}\nFrance,Djibouti,2020,1450\n", said).claims
    assert claims[["sender", "host", "best", "measure"]].to_numpy().tolist() == [["FRA", "DJI", 1450.0, "troops"]]


def test_from_and_to_are_days_where_days_stand_in_them(planned: Planned) -> None:
    claims = planned("sender,host,from,to,value\nFrance,Djibouti,2019,2020-06,5\n", KNOWN).claims
    assert [str(day.date()) for day in claims.loc[0, ["start", "end"]]] == ["2019-01-01", "2020-06-30"]
    assert claims["precision"].tolist() == ["year"]


def test_a_country_is_the_sender_where_the_host_is_said_for_every_row(planned: Planned) -> None:
    said = replace(KNOWN, constants={**KNOWN.constants, "host": "Kosovo"})
    assert planned("country,year,number\nAustria,2017,487\n", said).claims["sender"].tolist() == ["AUT"]


def test_a_source_column_of_addresses_is_the_link(planned: Planned) -> None:
    claims = planned(f"{HEADER},source\nFrance,Chad,2020,5,https://example.org/a\n", KNOWN).claims
    assert claims["url"].tolist() == ["https://example.org/a"]
    assert claims["said_by"].isna().all()


def test_a_missing_column_is_told_with_candidates_and_the_option_to_type(planned: Planned) -> None:
    error = told(planned, "where from,host,moment,value\nFrance,Chad,2020,5\n", KNOWN)
    words = {problem.found: problem for problem in error.problems}
    sender, day = words["no column for sender"], words["no column for date or start or end"]
    assert {problem.code for problem in error.problems} == {"E-ADD-MISSING"}
    assert "could be 'where from'" in sender.cause
    assert '--map "where from=sender"' in sender.next_step
    assert "--sender France" in sender.next_step
    assert '--map "moment=date"' in day.next_step


def test_the_option_that_was_told_solves_it(planned: Planned) -> None:
    maps = dict(parse_map(text) for text in ("where from=sender", "moment=year"))
    plan = planned("where from,host,moment,value\nFrance,Chad,2020,5\n", replace(KNOWN, columns=maps))
    assert plan.claims["sender"].tolist() == ["FRA"]


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("hello\n", KNOWN, "E-ADD-HEADER"),
        ("", KNOWN, "E-ADD-HEADER"),
        (f"{HEADER},value\nFrance,Chad,2020,5,6\n", KNOWN, "E-ADD-COLUMN"),
        (f"{HEADER}\n", replace(KNOWN, columns={"note": "absent"}), "E-ADD-MAP"),
        (f"{HEADER}\n", Instructions(constants={"measure": "troops"}), "E-ADD-MISSING"),
        (f"{HEADER}\n", Instructions(constants={"measure": "troop"}), "E-ADD-MEASURE"),
        (f"{HEADER}\n", replace(KNOWN, sheet="absent"), "E-ADD-SHEET"),
        (f"{HEADER}\n", replace(KNOWN, source_id="Not An Id"), "E-ADD-SOURCE"),
        (f"{HEADER}\n", replace(KNOWN, source_id="us-troops-dmdc"), "E-ADD-SOURCE"),
        (f"{HEADER}\n", replace(KNOWN, form="unknown"), "E-ADD-FORMAT"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(planned: Planned, text: str, said: Instructions, code: str) -> None:
    assert told(planned, text, said).code == code


ROWS = {
    "Atlantis,Chad,2020,5": "E-ADD-PLACE",
    "France,Congo,2020,5": "E-ADD-PLACE-AMBIGUOUS",
    "France,France,2020,5": "E-ADD-HOME",
    "France,Chad,2.6.2020,5": "E-ADD-DATE",
    "France,Chad,,5": "E-ADD-NO-DATE",
    "France,Chad,2020,12%": "E-ADD-NUMBER",
    "France,Chad,2020,n/a": "E-ADD-NO-FIGURE",
    "France,Chad,2020,": "E-ADD-NO-FIGURE",
    "France,Chad,2020,a few dozen": "E-ADD-WORDS",
    "France,Chad,2020,-5": "E-ADD-NEGATIVE",
    "France,,2020,5": "E-ADD-EMPTY",
    "France,Chad,2020,5,6": "E-ADD-RAGGED",
}


@pytest.mark.parametrize(("row", "code"), list(ROWS.items()), ids=list(ROWS.values()))
def test_a_wrong_row_waits_with_its_reason_and_the_good_one_goes_in(planned: Planned, row: str, code: str) -> None:
    plan = planned(f"{HEADER}\n{row}\nFrance,Niger,2020,5\n", KNOWN)
    assert codes(plan) == [code]
    assert plan.claims["host"].tolist() == ["NER"]
    problem = problem_table(plan).iloc[0]
    assert problem["row"] == 2
    assert all(problem[name] for name in ("found", "expected", "next_step"))


@pytest.mark.parametrize(
    ("fields", "row", "code"),
    [
        ("low,high", "9,5", "E-ADD-ORDER"), ("measure", "ships", "E-ADD-MEASURE"), ("definition", "guess", "E-ADD-DEFINITION"),
        ("unit", "litres", "E-ADD-UNIT"), ("lat,lon", "95,0", "E-ADD-POINT"), ("lat,lon", "5,", "E-ADD-POINT"),
        ("url", "javascript:alert(1)", "E-ADD-URL"), ("status", "maybe", "E-ADD-WORD"), ("kind", "rumour", "E-ADD-WORD"),
        ("start,end", "2020,2019", "E-ADD-DATES"),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_another_column_too(planned: Planned, fields: str, row: str, code: str) -> None:
    constants = {name: text for name, text in KNOWN.constants.items() if name not in fields.split(",")}
    defaults = {} if "measure" in constants else {"definition": "deployed"}
    value = "" if "low" in fields else "7"
    plan = planned(f"{HEADER},{fields}\nFrance,Chad,2020,{value},{row}\n", Instructions(constants={**constants, **defaults}))
    assert codes(plan) == [code]
    assert plan.claims.empty


def test_every_code_of_a_row_has_its_words_and_its_test(planned: Planned) -> None:
    tried = {
        *ROWS.values(),
        "E-ADD-ORDER",
        "E-ADD-MEASURE",
        "E-ADD-DEFINITION",
        "E-ADD-UNIT",
        "E-ADD-POINT",
        "E-ADD-URL",
        "E-ADD-WORD",
        "E-ADD-DATES",
    }
    # What is wrong between rows is tried in test_doubtful.
    assert tried | {"E-ADD-SECOND", "E-ADD-TOTAL", "E-ADD-TWICE"} == set(CODES)


@pytest.mark.parametrize(
    ("value", "low", "best", "high", "kind"),
    [
        ("0", None, 0.0, None, "value"), ('"1,450"', None, 1450.0, None, "value"), ("24-60", 24.0, None, 60.0, "value"),
        ("withheld", None, None, None, "withheld"), ("none found", None, None, None, "none-found"), ("1 000", None, 1000.0, None, "value"),
    ],
)  # fmt: skip
def test_zero_none_found_withheld_and_a_range_stay_what_they_are(
    planned: Planned, value: str, low: float | None, best: float | None, high: float | None, kind: str
) -> None:
    claim = planned(f"{HEADER}\nFrance,Chad,2020,{value}\n", KNOWN).claims.iloc[0]
    numbers = [None if pd.isna(claim[name]) else claim[name] for name in ("low", "best", "high")]
    assert (numbers, claim["kind"]) == ([low, best, high], kind)


def test_only_one_end_is_a_bound(planned: Planned) -> None:
    claims = planned("sender,host,date,low,high\nFrance,Chad,2020,,400\nFrance,Niger,2020,5,\n", KNOWN).claims
    assert claims.set_index("host")["kind"].to_dict() == {"TCD": "at-most", "NER": "at-least"}


def test_words_stand_as_the_phrase_beside_what_they_were_turned_into(ledger: Ledger, bounds: Settings) -> None:
    content = f"{HEADER},low,high\nFrance,Chad,2020,a few dozen,,\nFrance,Niger,2020,a few dozen,20,70\n".encode()

    def in_words(text: str) -> tuple[str, float, None, float] | None:
        return ("value", 24.0, None, 60.0) if text == "a few dozen" else None

    plan = make_plan(read_content(content, "a.csv", bounds), ledger, KNOWN, in_words, pd.Timestamp("2026-01-01").date())
    assert plan.claims.set_index("host")[["low", "high"]].to_numpy().tolist() == [[24.0, 60.0], [20.0, 70.0]]
    assert plan.claims["phrase"].tolist() == ["a few dozen"] * 2


def test_a_unit_is_converted_or_refused(planned: Planned) -> None:
    said = Instructions(constants={"measure": "aid", "definition": "obligations-total"})
    plan = planned(f"{HEADER},unit\nUSA,Chad,2020,1.5,million USD\nUSA,Niger,2020,1.5,million EUR\n", said)
    assert plan.claims["best"].tolist() == [1_500_000.0]
    assert codes(plan) == ["E-ADD-UNIT"]


def test_a_name_means_what_it_meant_on_its_day(planned: Planned) -> None:
    plan = planned(f"{HEADER}\nUSA,Germany,1985,5\nUSA,Germany,1995,5\n", KNOWN)
    assert plan.claims["host"].tolist() == ["DEU"]
    assert problem_table(plan)[["row", "code"]].to_numpy().tolist() == [[2, "E-ADD-PLACE-AMBIGUOUS"]]
    assert "DDR" in problem_table(plan)["expected"].iloc[0]


def test_days_either_way_round_are_read_as_said(planned: Planned) -> None:
    plan = planned(f"{HEADER}\nFrance,Chad,2.6.2020,5\n", replace(KNOWN, dates="dmy"))
    assert str(plan.claims["start"].iloc[0].date()) == "2020-06-02"


def test_every_sheet_with_a_header_is_read_and_others_are_told(planned: Planned) -> None:
    from tests.intake.test_opening import workbook

    header = HEADER.split(",")
    content = workbook(a=[header, ["France", "Chad", 2020, 5]], b=[["just words"]], c=[header, ["France", "Niger", 2020, 1234]])
    plan = planned(content, KNOWN, "a.xlsx")
    assert plan.claims["best"].tolist() == [5.0, 1234.0]
    assert any("sheet 'b' was not read" in note for note in plan.notes)


def test_a_column_of_the_measure_s_name_holds_its_figures_also_where_the_measure_is_said(planned: Planned) -> None:
    said = Instructions(constants={"measure": "troops", "definition": "deployed"})
    plan = planned("Sending state,Host country,As of,Troops\nFrance,Chad,2020,5\n", said)
    assert plan.claims[["measure", "best"]].to_numpy().tolist() == [["troops", 5.0]]


def test_the_template_can_be_added_as_it_is(planned: Planned) -> None:
    plan = planned(template(), Instructions(), "template.csv")
    assert (len(plan.claims), plan.bad_rows) == (1, 0)


def test_the_worked_example_shows_claims_and_rows_to_mend(planned: Planned) -> None:
    path = load_settings({}).data / "examples" / "troops-abroad.csv"
    plan = planned(path.read_bytes(), DEPLOYED, path.name)
    assert plan.claims["sender"].tolist() == ["AUT", "ITA", "TUR"]
    assert sorted(codes(plan)) == ["E-ADD-NO-FIGURE", "E-ADD-PLACE"]


def test_rows_to_mend_are_added_after_mending_and_their_reasons_are_no_data(planned: Planned) -> None:
    plan = planned(f"{HEADER},note\nGermny,Mali,2020,900,=1+1\nFrance,Chad,2020,5,\nFrance,Chad,2020,-,@x\n", KNOWN)
    table = quarantine_table(plan.sheets[0])
    text = table.replace("Germny", "Germany").to_csv(index=False)
    again = planned(text, KNOWN, "mine.quarantine.csv")
    assert again.claims[["sender", "host", "note"]].to_numpy().tolist() == [["DEU", "MLI", "=1+1"]]
    assert codes(again) == ["E-ADD-NO-FIGURE"]
    assert again.source is not None
    assert plan.source is not None
    assert (again.source.id, again.notes[1]) == (plan.source.id, plan.notes[1])


class Known:
    SOURCE_ID, TITLE = "us-troops-dmdc", "A known format"

    def __init__(self, claims: pd.DataFrame) -> None:
        self._claims = claims

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: object) -> Reading:
        left = unused_summary(file=name, field="host", reason="a total", rows=1)
        return reading([self._claims], [left], {name: len(sheets[""])})


def test_a_known_format_goes_through_its_importer(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"source_id": "us-troops-dmdc", "measure": "troops", "definition": "deployed", "sender": "USA", "host": "DEU", "kind": "value",
           "best": 5.0, "precision": "day"}  # fmt: skip
    module = ModuleType("dashboard.importers")
    found: list[Known] = [Known(pd.DataFrame([row]))]
    module.recognise = lambda _name, _sheets: tuple(found)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dashboard.importers", module)
    plan = planned("whatever\n1\n", Instructions())
    assert plan.source is None
    assert plan.claims["best"].tolist() == [5.0]
    assert left_out_table(plan)["reason"].tolist() == ["a total"]
    assert any("A known format" in note for note in plan.notes)
    assert planned(f"{HEADER}\nFrance,Chad,2020,7\n", replace(KNOWN, form="table")).claims["best"].tolist() == [7.0]
    other = Known(pd.DataFrame([row]))
    other.SOURCE_ID = "another"  # type: ignore[misc]
    found.append(other)
    assert told(planned, "whatever\n1\n", Instructions()).code == "E-ADD-FORMAT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Troops abroad, 2019!", "troops-abroad-2019"), ("Ünïcode", "unicode"), ("日本", "table"), ("-" * 99, "table")],
)
def test_an_id_is_made_of_any_title(text: str, expected: str) -> None:
    assert slug(text) == expected


WORDS_OF_CELLS = (
    "France", "Chad", "Congo", "2020", "1.2.2020", "5", "1,450", "12%", "-", "=1+1", "'x", "withheld", "24-60", "x" * 50, "1e300", "0", "",
)  # fmt: skip
CELL = st.sampled_from(WORDS_OF_CELLS) | st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=12)
FIELDS = [
    "sender", "host", "measure", "definition", "date", "value", "low", "high", "phrase", "unit", "lat", "lon", "kind", "status", "url",
    "note", "odd",
]  # fmt: skip


@examples(max_examples=60)
@given(st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS) + 1), max_size=6))
@example([["France"] * (len(FIELDS) + 1)])
@example([[*["France"] * (len(FIELDS) - 2), "", "A"], ["France"] * len(FIELDS)])
@example([["", *["France"] * len(FIELDS)], ["France"] * (len(FIELDS) + 1)])
def test_every_row_is_a_claim_or_a_row_to_mend(planned: Planned, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([FIELDS, *rows])
    plan = planned(text.getvalue(), Instructions())
    filled = sum(any(cell.replace("\u00a0", " ").strip() for cell in row) for row in rows)
    table = problem_table(plan)
    assert len(plan.claims) + plan.bad_rows == filled
    assert len(quarantine_table(plan.sheets[0])) == plan.bad_rows
    assert set(table["code"]) <= set(CODES)
    assert (table["found"].str.len() > 0).all()


def test_a_workbook_without_a_sheet_is_told(ledger: Ledger) -> None:
    with pytest.raises(PresenceError) as error:
        make_plan(Opened("a.ods", {}), ledger, KNOWN, lambda _words: None, date(2026, 1, 2))
    assert error.value.code == "E-ADD-SHEET"


def test_words_of_measures_are_put_together_once_and_not_for_every_row(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = reading_rows.Known.measures
    monkeypatch.setattr(reading_rows.Known, "measures", lambda known: (calls.append(1), real(known))[1])
    plan = planned(
        "sender,host,measure,date,value\n" + "".join(f"France,Chad,none{n},2020,1\n" for n in range(200)), Instructions()
    )
    assert plan.bad_rows == 200
    assert len(calls) < 5
