"""What a licence keeps back is in no table, not even inside a range or a sum, and is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.view import View
from dashboard.exports.claim_lines import claims_notes
from dashboard.exports.files import write_export
from dashboard.exports.options import ExportOptions
from dashboard.exports.redistribution import closed_sources, held_back, held_back_line, may_go_out, open_part, told_in_columns
from dashboard.exports.tables import claims_table, estimates_table
from dashboard.ledger.store import Ledger
from dashboard.settings import load_settings
from tests.figures.literal import ledger

DAY = date(2019, 6, 30)
RUSSIA = View(sender=("RUS",), date=DAY)
SECRET = 777777.0


def restricted(*rows: dict[str, object], source: str = "report") -> Ledger:
    """A ledger in which one source may not be given out."""
    made = ledger(*rows)
    entries = {name: replace(entry, redistributable=name != source) for name, entry in made.catalogue.sources.items()}
    return replace(made, catalogue=replace(made.catalogue, sources=entries))


MIXED = (
    {"best": 100, "day": "2019-06-30"},
    {"best": SECRET, "day": "2019-06-30", "source_id": "report"},
    {"best": SECRET, "day": "2019-06-30", "source_id": "report", "host": "SYR"},
)


def test_where_everything_may_be_given_out_the_part_is_the_whole(shipped: Ledger) -> None:
    assert closed_sources(shipped) == ()
    assert open_part(shipped) == shipped
    assert held_back(shipped, RUSSIA) == ()


def test_the_part_has_another_name_and_answers_otherwise() -> None:
    made = restricted(*MIXED)
    part = open_part(made)
    assert part.generation == f"{made.generation}-open"
    assert part != made
    assert estimates_table(made, RUSSIA)["high"].max() == SECRET
    assert estimates_table(part, RUSSIA)["host"].tolist() == ["VEN"]


@pytest.mark.parametrize("rule", ["preferred", "median", "lowest", "highest", "latest"])
@pytest.mark.parametrize("sender", [("RUS",), ()])
def test_no_figure_of_a_closed_source_shows_through(rule: str, sender: tuple[str, ...]) -> None:
    part = open_part(restricted(*MIXED))
    for view in (View(sender=sender, date=DAY, rule=rule), View(sender=sender, host=("VEN",), date=DAY, rule=rule)):  # type: ignore[arg-type]
        table = estimates_table(part, view)
        assert table[["low", "best", "high", "level"]].max().max() == 100
        assert set(claims_table(part, view)["source_id"].astype("str")) == {"press"}


def test_what_is_left_out_is_named_and_counted() -> None:
    made = restricted(*MIXED)
    (found,) = held_back(made, RUSSIA)
    assert (found.source_id, found.rows) == ("report", 2)
    assert held_back_line([found]) == (
        "Left out because of their licence: Quarterly report: 2 claims left out, licence: Public domain"
    )
    assert len(may_go_out(made, made.claims)) == len(made.claims) - 2
    assert held_back_line(()) == ""


@pytest.mark.parametrize(
    ("redistributable", "redistribution", "given"),
    [(True, "", True), (False, "", False), (False, "allowed", True), (True, "forbidden", False)],
)
def test_what_is_said_of_redistribution_goes_before_what_is_shipped(
    redistributable: bool, redistribution: str, given: bool
) -> None:
    source = next(iter(ledger(*MIXED).catalogue.sources.values()))
    assert replace(source, redistributable=redistributable, redistribution=redistribution).may_be_given_out is given  # type: ignore[arg-type]


def test_what_is_shipped_may_be_given_out(shipped: Ledger) -> None:
    present = set(shipped.claims["source_id"].astype("str"))
    assert [name for name in sorted(present) if not shipped.catalogue.sources[name].may_be_given_out] == []


def test_every_table_is_made_of_the_part_and_tells_of_the_rest_and_of_its_marking() -> None:
    made = restricted(*MIXED)
    for form in ("csv", "claims.csv", "json"):
        text = write_export(made, RUSSIA, form, load_settings({}).assets, ExportOptions(marking="TLP:RED")).decode("utf-8-sig")
        assert "777777" not in text
        assert "Left out because of their licence: Quarterly report: 2 claims left out" in text
        assert "TLP:RED" in text


def test_a_table_that_is_empty_for_its_licences_has_a_row_that_says_so() -> None:
    made = restricted({"best": SECRET, "day": "2019-06-30", "source_id": "report"})
    table = told_in_columns(estimates_table(open_part(made), RUSSIA), held_back(made, RUSSIA), "")
    (said,) = table["left_out_for_licence"]
    assert said.startswith("Left out because of their licence")


@pytest.mark.parametrize("view", [RUSSIA, replace(RUSSIA, host=("VEN",))])
def test_the_claims_inside_a_picture_or_a_note_are_data_too(view: View) -> None:
    """A picture shows the figure, with credit; the statement itself is passed on only where its licence lets it be."""
    made = restricted(*MIXED)
    told = claims_notes(made, view)
    secret = set(made.claims.loc[(made.claims["source_id"] == "report").to_numpy(), "claim_id"])
    assert secret
    assert not [claim for claim in secret if f"Claim {claim}." in told]
    assert f"{SECRET:,.0f}" not in told
    assert "Statements: 100 · " in told
    assert "Left out because of their licence: Quarterly report" in told
