"""Tables as strangers have them: headers over two lines or with units, remarks beneath, marks behind figures, signs before them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.errors import PresenceError
from dashboard.intake.cells import span_of, without_marks
from dashboard.intake.figures import in_letters, words_reader
from dashboard.intake.heads import header_words, joined_heads, without_remarks
from dashboard.intake.instructions import Instructions
from dashboard.intake.opening import read_content
from dashboard.intake.plan import Plan, make_plan, problem_table
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from tests.intake.conftest import Planned

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"
KNOWN = {"country", "troops", "host", "sender", "number", "date", "betrag", "source", "loan amount"}
SAID = Instructions(constants={"measure": "troops", "definition": "deployed"}, title="My notes")


def sheet(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([[cell or None for cell in row.split("|")] for row in rows], dtype="str")


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Troops¹", "troops"), ("Troops (2)", "troops"), ("Troops*", "troops"), ("Troops1", "troops"), ("Number of troops", "troops"),
        ("Betrag (Mio. EUR)", "betrag"), ("Loan amount (US$ m) [a]", "loan amount"), ("Host:", "host"), ("Number", "number"),
        ("Troop (total)", "troop total"), ("Number of tanks", "number of tanks"), ("(2)", "2"), ("", ""),
    ],
)  # fmt: skip
def test_a_header_is_known_by_its_words_alone(title: str, word: str) -> None:
    assert header_words(title, KNOWN) == word


def test_merged_cells_over_years_are_read_with_the_years() -> None:
    cells = sheet("Forces|||||", "|||||", "Country|Troops|||Source|Notes", "|2019|2020|2021||", "Mali|4500|5100|5100|x|y")
    joined, told = joined_heads(cells, KNOWN)
    assert joined.iloc[3].tolist() == ["Country", "2019", "2020", "2021", "Source", "Notes"]
    assert joined.iloc[2].isna().all()
    assert joined.iloc[4].tolist() == cells.iloc[4].tolist()
    assert told.startswith("the header stands over two lines, 3 and 4, and was read as: 'Country', '2019'")


def test_merged_cells_over_words_give_each_column_the_line_that_is_known() -> None:
    joined, _ = joined_heads(
        sheet("Sender||Host||Personnel|", "Name|Code|Name|Code|Number|Date", "Mali|MLI|Chad|TCD|5|2019"), KNOWN
    )
    assert joined.iloc[1].tolist() == ["Sender", "Sender Code", "Host", "Host Code", "Number", "Date"]


def test_a_title_merged_over_the_last_columns_is_read_with_the_words_beneath() -> None:
    joined, told = joined_heads(sheet("Country|Source|Troops|", "||Army|Navy", "Mali|x|5|6"), KNOWN)
    assert joined.iloc[1].tolist() == ["Country", "Source", "Troops Army", "Troops Navy"]
    assert told


@pytest.mark.parametrize(
    "rows",
    [
        ("Sender|Host|Date|Troops", "France|Mali|2019|4500"),
        ("Sender|Host|Date|Troops||", "France|Mali|2019|4500||a remark"),
        ("Sender|Host|Date||Troops", "France|Mali|2019|x|4500"),
        ("Sender|Host|Date|Troops|", "France|Mali|2019|many|so they say"),
        ("Sender|Host|Troops|", "France|France|France|France"),
        ("Sender|Host|Number|Troops|", "France|Mali||withheld|and a remark"),
        ("Sender|Host|Number|Troops||", "France|Mali|2018|2019||and a remark"),
        ("Sender|", "|Mali"),
        ("Sender|Host|Source|Number", "Mali|Chad||host", "Mali|Mali|Mali|Mali"),
    ],
)
def test_a_row_of_data_is_no_second_line_of_a_header(rows: tuple[str, ...]) -> None:
    cells = sheet(*rows)
    joined, told = joined_heads(cells, KNOWN)
    assert told == ""
    assert joined is cells


def test_remarks_beneath_a_table_are_named_and_places_are_not_taken_for_them(ledger: Ledger) -> None:
    cells = sheet("Host|Troops", "Mali|4500", "|", "Chad|", "¹ Rounded.|", "Source: a ministry|")
    bare, told = without_remarks(cells, 0, ledger.places)
    assert bare.iloc[:, 0].dropna().tolist() == ["Host", "Mali", "Chad"]
    assert told.startswith("2 lines beneath the table")
    assert "'¹ Rounded.', 'Source: a ministry'" in told


def test_words_alone_in_a_row_within_a_table_stay_rows(ledger: Ledger) -> None:
    cells = sheet("Host|Troops", "Atlantis|", "Mali|4500")
    assert without_remarks(cells, 0, ledger.places) == (cells, "")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("350*", "350"),
        ("5,000 (e)", "5,000"),
        ("12 (est.)", "12"),
        ("7†", "7"),
        ("5 (m)", "5 (m)"),
        ("5 (2)", "5 (2)"),
        ("5²", "5²"),
        ("*", "*"),
    ],
)
def test_only_what_is_surely_a_mark_goes_from_a_figure(cell: str, number: str) -> None:
    assert without_marks(cell) == number


def test_a_figure_with_a_mark_is_read_and_its_cell_is_kept(planned: Planned) -> None:
    plan = planned("Sender,Host,Date,Troops\nFrance,Chad,2019,350*\nFrance,Mali,2019,350\n", SAID)
    words = plan.claims.set_index(plan.claims["host"].astype("str"))
    assert words["best"].to_dict() == {"TCD": 350.0, "MLI": 350.0}
    assert words.loc["TCD", "phrase"] == "350*"
    assert pd.isna(words.loc["MLI", "phrase"])


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("~1,500", "about 1,500"),
        ("<100", "fewer than 100"),
        (">= 20", "at least 20"),
        ("approx. 7", "about 7"),
        ("< some", "< some"),
    ],
)
def test_a_sign_before_a_number_is_read_as_its_words(cell: str, words: str) -> None:
    assert in_letters(cell) == words


def test_signs_make_bounds(ledger: Ledger, bounds: Settings) -> None:
    text = "Sender,Host,Date,Troops\nFrance,Chad,2019,<100\nFrance,Mali,2019,>=20\nFrance,Niger,2019,~30\n"
    content = read_content(text.encode(), "mine.csv", bounds)
    plan: Plan = make_plan(content, ledger, SAID, words_reader(CATALOGUE), date(2026, 1, 2))
    claims = plan.claims.set_index(plan.claims["host"].astype("str"))
    assert claims["kind"].astype("str").to_dict() == {"TCD": "at-most", "MLI": "at-least", "NER": "value"}
    assert claims.loc["TCD", "high"] == 100.0
    assert claims.loc["MLI", "low"] == 20.0
    assert claims.loc["NER", "best"] == 30.0
    assert claims["phrase"].to_dict() == {"TCD": "<100", "MLI": ">=20", "NER": "~30"}


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("France,Chad,2019,$15", "a sign of a currency"),
        ("France,Chad,2019,(35)", "brackets, which in accounts"),
        ("France,Total,2019,15", "a total of other rows"),
        ("France,Chad,FY2019,15", "a fiscal year"),
    ],
)
def test_a_row_to_mend_says_what_is_wrong_with_it(planned: Planned, row: str, cause: str) -> None:
    problems = problem_table(planned(f"Sender,Host,Date,Troops\n{row}\n", SAID))
    assert len(problems) == 1
    assert problems["cause"].iloc[0].startswith(cause)


def test_a_month_with_a_hyphen_is_a_month() -> None:
    assert span_of("Dec-2019") == span_of("December 2019") == span_of("2019-12")
    assert span_of("3-Dec-2019").first == date(2019, 12, 3)


@pytest.mark.parametrize(
    ("text", "found", "step"),
    [
        ("Qui,Quoi\nx,y\n", "no column for sender", "say it for every row: --sender France, or name the column"),
        (
            "Who,Where,When,How many\nFrance,Mali,2019,5\n",
            "no column for measure",
            "--measure troops (presence measures lists them)",
        ),
        ("Host,France,Germany\nMali,4500,900\n", "no column for sender, and places in the header", "turn the table"),
        (
            "Operator,Location,Opened\nFrance,Mali,2019\n",
            "no column for value or low or high or phrase",
            "a column value that holds 1",
        ),
        (
            "Lender,Receiving country,Year,Loan amount (US$ m)\nChina,Mali,2019,5\n",
            "no column for measure",
            "say it for every row",
        ),
    ],
)
def test_what_is_missing_is_told_with_what_to_type(planned: Planned, text: str, found: str, step: str) -> None:
    with pytest.raises(PresenceError) as told:
        planned(text, Instructions(title="My notes"))
    steps = {problem.found: problem.next_step for problem in told.value.problems}
    assert step in steps[found]
    assert not ("places in the header" in found and "no column for value or low or high or phrase" in steps)
