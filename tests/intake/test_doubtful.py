"""Tables that would go in wrongly without a word: by a factor of a thousand, under another column, or twice."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
import xlsxwriter

from dashboard.errors import PresenceError
from dashboard.intake.figures import read_figures
from dashboard.intake.instructions import Instructions
from dashboard.intake.plan import Plan, problem_table
from tests.intake.conftest import DEPLOYED, Planned

HEADER = "Sender,Host,Year,Troops"
MONEY = Instructions(constants={"measure": "debt_stock", "definition": "stated"}, title="Money")


def in_thousands(said: Instructions, unit: str) -> Instructions:
    return replace(said, constants={**said.constants, "unit": unit})


def figures(plan: Plan) -> list[tuple[str, float]]:
    return list(zip(plan.claims["host"].astype(str), plan.claims["best"], strict=True))


def codes(plan: Plan) -> dict[int, set[str]]:
    table = problem_table(plan)
    return {int(row): set(rows["code"]) for row, rows in table.groupby("row")}


def refused(planned: Planned, text: str, said: Instructions = DEPLOYED) -> tuple[str, str]:
    with pytest.raises(PresenceError) as error:
        planned(text, said)
    return error.value.problems[0].code, error.value.problems[0].found


def book(**sheets: list[list[object]]) -> bytes:
    """A workbook; a sheet whose name begins with "hidden" is hidden."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name.startswith("hidden"):
                sheet.hide()
    return content.getvalue()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"US troops abroad, in thousands\n{HEADER}\nUnited States,Japan,2019,54\n", "in thousands"),
        (f"Truppen (in Tsd.)\n{HEADER}\nUnited States,Japan,2019,54\n", "Tsd."),
        (f"{HEADER}\n,,,000s\nUnited States,Japan,2019,54\n", "000s"),
        ("Foreign troops ('000)\nSender,Host,2018,2019\nUnited States,Japan,54,55\n", "'000"),
    ],
)
def test_a_table_that_speaks_of_thousands_waits_for_its_unit(planned: Planned, text: str, found: str) -> None:
    said = replace(DEPLOYED, constants={**DEPLOYED.constants, "measure": "troops"})
    code, words = refused(planned, text, said)
    assert code == "E-ADD-UNIT"
    assert found in words
    assert 54_000.0 in planned(text, in_thousands(said, "thousand persons")).claims["best"].tolist()


def test_a_header_that_speaks_of_millions_waits_for_its_unit(planned: Planned) -> None:
    text = "Creditor,Debtor,Year,Amount (USD m)\nChina,Kenya,2019,6500\n"
    said = replace(MONEY, columns={"value": "Amount (USD m)"})
    with pytest.raises(PresenceError) as error:
        planned(text, said)
    words = str(error.value)
    assert "E-ADD-UNIT" in words
    assert '"million USD" or "thousand USD"; for figures in full "USD"' in words
    assert "persons" not in words
    assert figures(planned(text, in_thousands(said, "million USD"))) == [("KEN", 6.5e9)]


def test_a_title_with_a_large_number_or_distances_speaks_of_no_thousands(planned: Planned) -> None:
    text = f'"Forces of more than 1,000 or 12 000 within 300 miles (Mil. Dept)"\n{HEADER}\nFrance,Chad,2019,1000\n'
    assert figures(planned(text)) == [("TCD", 1000.0)]


def test_parts_of_people_are_no_count(planned: Planned) -> None:
    text = f"{HEADER}\nUnited States,Germany,2019,35.2\nUnited States,Japan,2019,54\n"
    plan = planned(text)
    assert figures(plan) == [("JPN", 54.0)]
    assert codes(plan) == {2: {"E-ADD-NUMBER"}}
    assert figures(planned(text, in_thousands(DEPLOYED, "thousand persons"))) == [("DEU", 35_200.0), ("JPN", 54_000.0)]


def test_words_and_unit_do_not_both_make_thousands() -> None:
    cells = (
        pd.DataFrame({"value": ["1.2 billion", "3"], "unit": ["million USD"] * 2})
        .reindex(columns=["value", "low", "high", "phrase", "kind", "unit"])
        .astype("str")
    )
    titles = dict.fromkeys(cells, "Amount")
    read = read_figures(cells, titles, pd.Series(["USD"] * 2), "", lambda _text: ("value", None, 1.2e9, None))
    told = pd.concat(read.problems)
    assert told[["row", "code"]].to_numpy().tolist() == [[0, "E-ADD-UNIT"]]
    assert read.frame.loc[1, "best"] == 3e6


def test_numbers_kept_as_text_in_a_workbook_are_not_cut_to_a_thousandth(planned: Planned) -> None:
    rows = [HEADER.split(","), ["France", "Chad", "2019", "1.000"], ["France", "Djibouti", "2019", "1,450"]]
    assert figures(planned(book(Daten=rows), name="mine.xlsx")) == [("TCD", 1000.0), ("DJI", 1450.0)]
    money = [["Creditor", "Debtor", "Year", "Amount"], ["China", "Kenya", 2019, "1.234"], ["China", "Mali", 2019, 1.234]]
    plan = planned(book(Daten=money), MONEY, name="mine.xlsx")
    assert 1234.0 not in plan.claims["best"].tolist()


def test_three_decimals_of_a_real_number_are_decimals(planned: Planned) -> None:
    money = [["Creditor", "Debtor", "Year", "Amount"], ["China", "Kenya", 2019, 1.234], ["China", "Mali", 2019, 5]]
    assert figures(planned(book(Daten=money), MONEY, name="mine.xlsx")) == [("KEN", 1.234), ("MLI", 5.0)]


def test_a_count_is_not_read_by_the_decimals_of_another_row(planned: Planned) -> None:
    plan = planned("Sender;Host;Year;Troops\nUnited States;Japan;2019;54,000\nItaly;Lebanon;2019;1.076,0\nMali;Chad;2019;1.100\n")
    assert figures(plan) == [("LBN", 1076.0), ("TCD", 1100.0)]
    assert codes(plan) == {2: {"E-ADD-NUMBER"}}


@pytest.mark.parametrize("text", ["350²", "350 ¹", "1,450³", "12₂"])
def test_the_mark_of_a_footnote_is_no_digit(planned: Planned, text: str) -> None:
    plan = planned(f'{HEADER}\nFrance,Chad,2019,"{text}"\n')
    assert plan.claims.empty
    assert codes(plan) == {2: {"E-ADD-NUMBER"}}


@pytest.mark.parametrize(("text", "ends"), [("2-3000", None), ("2-300", None), ("20-3000", (20, 3000)), ("300-400", (300, 400))])
def test_thousands_that_stand_once_for_both_ends_are_not_decided(
    planned: Planned, text: str, ends: tuple[float, float] | None
) -> None:
    claims = planned(f"{HEADER}\nFrance,Chad,2019,{text}\n").claims
    assert [tuple(pair) for pair in claims[["low", "high"]].to_numpy()] == ([ends] if ends else [])


def test_totals_of_other_rows_are_no_hosts(planned: Planned) -> None:
    rows = ["Chad,2019,1000", "Mali,2019,2400", "Africa,2019,3400", "Germany,2019,500", "Estonia,2019,300", "Europe,2019,800"]
    rows += ["World,2019,4200", "Middle East,2019,650"]
    plan = planned("\n".join([HEADER, *(f"France,{row}" for row in rows)]))
    assert [host for host, _ in figures(plan)] == ["TCD", "MLI", "DEU", "EST", "X-MDE"]
    assert codes(plan) == {row: {"E-ADD-TOTAL"} for row in (4, 7, 8)}


def test_a_total_of_another_year_or_sender_is_none_of_these_rows(planned: Planned) -> None:
    text = f"{HEADER}\nFrance,Chad,2019,1000\nFrance,Mali,2019,2400\nFrance,Africa,2020,3400\nItaly,Africa,2019,3400\n"
    assert planned(text).claims["host"].tolist().count("X-AFR") == 2


def test_a_second_table_beneath_the_first_is_not_read_by_its_columns(planned: Planned) -> None:
    said = replace(DEPLOYED, constants={**DEPLOYED.constants, "date": "2019"})
    rows = [
        ["Sender", "Host", "Troops"],
        ["France", "Chad", 1000],
        ["Troops 2020"],
        ["Host", "Sender", "Troops"],
        ["Chad", "France", 1100],
    ]
    plan = planned(book(S=rows), said, name="mine.xlsx")
    assert figures(plan) == [("TCD", 1000.0)]
    assert "E-ADD-SECOND" in codes(plan)[4] & codes(plan)[5]
    again = [rows[0], rows[1], ["Troops 2020"], rows[0], ["France", "Mali", 1100]]
    assert figures(planned(book(S=again), said, name="mine.xlsx")) == [("TCD", 1000.0)]


def test_the_same_header_on_a_new_page_is_left_out_alone(planned: Planned) -> None:
    plan = planned(f"{HEADER}\nFrance,Chad,2019,1000\n{HEADER}\nFrance,Gabon,2019,350\n")
    assert figures(plan) == [("TCD", 1000.0), ("GAB", 350.0)]
    assert "E-ADD-SECOND" in codes(plan)[3]


def test_a_row_that_stands_there_twice_counts_once(planned: Planned) -> None:
    plan = planned(f"{HEADER}\nFrance,Chad,2019,1000\nFrance,Chad,2019,1000\nFrance,Chad,2020,1000\n")
    assert len(plan.claims) == 2
    assert codes(plan) == {3: {"E-ADD-TWICE"}}


def test_a_hidden_sheet_is_told_and_read_on_demand_alone(planned: Planned) -> None:
    rows = [HEADER.split(","), ["France", "Chad", 2019, 1000]]
    old = [HEADER.split(","), ["France", "Chad", 2019, 9999]]
    content = book(Data=rows, hidden_old=old)
    plan = planned(content, name="mine.xlsx")
    assert figures(plan) == [("TCD", 1000.0)]
    assert any("'hidden_old' is hidden" in note for note in plan.notes)
    assert figures(planned(content, replace(DEPLOYED, sheet="hidden_old"), name="mine.xlsx")) == [("TCD", 9999.0)]


def test_years_beside_their_total_and_with_marks_are_turned(planned: Planned) -> None:
    said = replace(DEPLOYED, constants={**DEPLOYED.constants, "measure": "troops"})
    plan = planned("Sender;Host;2018;2019*;Total\nFrance;Chad;1000;1100;2100\n", said)
    assert plan.claims["best"].tolist() == [1000.0, 1100.0]
    assert plan.claims["start"].dt.year.tolist() == [2018, 2019]
    assert any("'Total'" in note for note in plan.notes)


def test_a_month_beside_its_year_is_not_lost(planned: Planned) -> None:
    code, _ = refused(planned, "Sender,Host,Year,Month,Troops\nFrance,Chad,2019,January,1000\nFrance,Chad,2019,May,1050\n")
    assert code == "E-ADD-COLUMN"


SHARES = Instructions(constants={"measure": "ownership_share", "definition": "joint-venture"}, title="Shares")


def test_shares_that_a_workbook_keeps_as_parts_of_one_are_not_taken_for_percent(planned: Planned) -> None:
    text = "Sender,Host,Year,Value\nRussia,Venezuela,2019,0.4\nChina,Peru,2019,1\n"
    assert codes(planned(text, SHARES)) == {2: {"E-ADD-UNIT"}, 3: {"E-ADD-UNIT"}}
    assert figures(planned(text, in_thousands(SHARES, "percent"))) == [("VEN", 0.4), ("PER", 1.0)]
    assert figures(planned("Sender,Host,Year,Value\nRussia,Venezuela,2019,40%\nChina,Peru,2019,0.5%\n", SHARES)) == [
        ("VEN", 40.0),
        ("PER", 0.5),
    ]
    assert figures(planned("Sender,Host,Year,Value\nRussia,Venezuela,2019,40\nChina,Peru,2019,0.5\n", SHARES)) == [
        ("VEN", 40.0),
        ("PER", 0.5),
    ]


def test_a_cell_below_one_that_may_be_merged_is_told_as_such(planned: Planned) -> None:
    table = problem_table(planned(f"{HEADER}\nFrance,Chad,2020,950\n,Niger,2020,600\n"))
    assert table[["row", "column", "code"]].to_numpy().tolist() == [[3, "Sender", "E-ADD-EMPTY"]]
    assert "merged" in table["cause"].iloc[0]
    assert "every row" in table["next_step"].iloc[0]


@pytest.mark.parametrize(
    "header",
    [
        "Country sending,Country hosting,Year,Soldiers", "Emisor,País anfitrión,Año,Tropas", "Pays d'origine,Pays hôte,Année,Troupes",
        "Remetente,Anfitrião,Ano,Tropas", "Entsendestaat,Gastland,Jahr,Truppen", "Mittente,Paese ospitante,Anno,Truppe",
    ],
)  # fmt: skip
def test_a_column_of_troops_is_known_in_several_languages(planned: Planned, header: str) -> None:
    assert figures(planned(f"{header}\nFrance,Chad,2020,950\n")) == [("TCD", 950.0)]
