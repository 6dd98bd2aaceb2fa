"""Curated economic facts: loans, prepayments, arms deals, leases, stakes and events, each with its publisher and link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    period_bounds,
    read_table,
    reading,
    set_aside,
    unused_summary,
    with_numbers,
)

SOURCE_ID = "curated-economic-facts"
FACTS_FILE = "facts.csv"
FILES = (FACTS_FILE,)
ID_PREFIX = "EF-"
COLUMNS = (
    "id", "sender_iso3", "host_iso3", "period_start", "period_end", "metric", "value", "unit", "low", "high", "as_of",
    "publisher", "url", "confidence", "note",
)  # fmt: skip
DATES = ("period_start", "period_end", "as_of")


@dataclass(frozen=True, slots=True)
class Target:
    """What a metric of the table becomes.

    Attributes:
        measure: measure id.
        definition: definition id.
        blank_end: what a blank end means: the fact ends with the period in which it began (``same``), or it holds on (``on``).
        status: the registry's word for the stage; empty where the table does not tell.
    """

    measure: str
    definition: str
    blank_end: Literal["same", "on"] = "same"
    status: str = ""


# A measure has one unit and nothing is converted: amounts in another currency go to a measure of their own.
TARGETS: dict[tuple[str, str], Target] = {
    ("acquisition", "USD"): Target("deals", "price-paid", "on"),
    ("pipeline_stake", "USD"): Target("deals", "price-paid", "on"),
    ("port_lease", "USD"): Target("deals", "concession", "on"),
    ("port_concession", "USD"): Target("deals", "concession", "on"),
    ("investment_commitment", "USD"): Target("deals", "investment", "on", "committed"),
    ("jv_extension_investment", "USD"): Target("deals", "investment", "on", "committed"),
    ("nuclear_plant_cost", "USD"): Target("deals", "project-cost", "on"),
    ("signature_bonus", "USD"): Target("deals", "payment"),
    ("port_stake", "EUR"): Target("deals_eur", "price-paid", "on"),
    ("state_export_credit", "EUR"): Target("deals_eur", "export-credit", "on", "committed"),
    ("port_lease", "AUD"): Target("deals_aud", "concession", "on"),
    ("state_credit_commitment", "USD"): Target("loans", "loan-deal", status="committed"),
    ("state_export_credit", "USD"): Target("loans", "loan-deal", status="committed"),
    ("loan_with_collateral", "USD"): Target("loans", "loan-deal", status="committed"),
    ("loan_for_oil", "USD"): Target("loans", "loan-deal", status="committed"),
    ("oil_prepayment", "USD"): Target("loans", "oil-prepayment"),
    ("loans_commitments", "USD"): Target("loans", "period-total", status="committed"),
    ("credit_lines_total", "USD"): Target("loans", "cumulative-total", status="committed"),
    ("loans_and_investment_total", "USD"): Target("loans", "cumulative-total"),
    ("oil_prepayment_total", "USD"): Target("loans", "prepayment-total"),
    ("loans_commitments_total", "USD constant 2021"): Target("dev_finance", "commitments-cumulative", status="committed"),
    ("oil_prepayment_outstanding", "USD"): Target("prepayments", "oil-prepayment-outstanding"),
    ("sovereign_debt_stock", "USD"): Target("debt_stock", "stated"),
    ("oil_backed_debt_stock", "USD"): Target("debt_stock", "stated"),
    ("missed_payment", "USD"): Target("debt_service", "missed"),
    ("sovereign_debt_restructured", "USD"): Target("debt_relief", "restructured"),
    ("debt_write_off", "USD"): Target("debt_relief", "written-off"),
    ("debt_for_assets", "USD"): Target("debt_relief", "debt-for-assets"),
    ("arms_contracts", "USD"): Target("arms_deals", "contracts", status="committed"),
    ("arms_credit", "USD"): Target("arms_deals", "credit", status="committed"),
    ("base_lease", "USD per year"): Target("rents", "base-rent", "on"),
    ("base_rent", "USD per year"): Target("rents", "base-rent", "on"),
    ("base_lease", "GBP per year"): Target("rents_gbp", "base-rent", "on"),
    ("compact_funding", "USD"): Target("aid", "compact-funding", status="committed"),
    ("jv_stake_pct", "percent"): Target("ownership_share", "joint-venture", "on"),
    ("gas_licence_stake_pct", "percent"): Target("ownership_share", "licence", "on"),
    ("port_lease_revenue_share", "percent"): Target("ownership_share", "revenue-share", "on"),
    ("share_of_oil_output", "percent"): Target("ownership_share", "output-share"),
    ("consortium", "count"): Target("events", "economic-event"),
    ("asset_transfer", "percent of Rosneft shares"): Target("events", "economic-event"),
    ("sanction", "in force"): Target("events", "economic-event"),
}
# What the notes name: id, or the part before its last letter, -> actor and site. The table has no column for them.
NAMED = {
    "VEN-10": ("Rosneft", ""),
    "VEN-11": ("Rosneft", ""),
    "VEN-12": ("Rosneft", ""),
    "VEN-13": ("Rosneft", ""),
    "VEN-14": ("National Petroleum Consortium", ""),
    "VEN-15": ("National Petroleum Consortium", "Junin 6"),
    "VEN-16": ("", "Junin 6 (Petromiranda)"),
    "VEN-17a": ("Rosneft", "Petromonagas"),
    "VEN-17b": ("Rosneft", "Petromiranda"),
    "VEN-17c": ("Rosneft", "Petroperija"),
    "VEN-17d": ("Rosneft", "Boqueron"),
    "VEN-17e": ("Rosneft", "Petrovictoria"),
    "VEN-17f": ("Rosneft", "Mejillones and Patao"),
    "VEN-18": ("Rosneft", "Petromonagas"),
    "VEN-19": ("Roszarubezhneft", ""),
    "VEN-21": ("Petromost", "Boqueron and Petroperija"),
    "PORT-01": ("China Merchants Port", "Hambantota"),
    "PORT-02": ("COSCO", "Piraeus, 51 %"),
    "PORT-03": ("COSCO", "Piraeus, further 16 %"),
    "PORT-04": ("China Overseas Ports Holding", "Gwadar"),
    "PORT-05": ("Landbridge", "Darwin"),
    "PORT-06": ("DP World", "Berbera"),
    "PORT-07": ("Stroytransgaz", "Tartus commercial port"),
    "INV-01": ("ADQ", "Ras El-Hekma"),
    "INV-02": ("Rosneft", "Vadinar refinery"),
    "INV-03": ("Rosneft", ""),
    "INV-04": ("Rosneft", "Kurdish export pipeline"),
    "LOAN-01": ("China Development Bank", ""),
    "NUC-01": ("Rosatom", "Akkuyu"),
    "NUC-02": ("", "Rooppur"),
    "NUC-03": ("", "El Dabaa"),
    "NUC-04": ("", "Paks II"),
    "NUC-05": ("", "Ostrovets"),
    "BASE-01": ("", "Sevastopol"),
    "BASE-03": ("", "Kant and three other sites"),
    "BASE-06": ("", "Diego Garcia"),
    "BASE-07": ("", "Camp Lemonnier"),
}
COARSENESS = ("day", "month", "year")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# "27 Sep 2008", "Feb 2019", "Jul/Aug 2025" (the later month counts): day, month, year.
DATE = rf"(?:(\d{{1,2}}) )?(?:[A-Z][a-z]{{2}}/)?({'|'.join(MONTHS)}) (\d{{4}})"


def read(folder: Path, places: Places) -> Reading:
    """Read the table: one claim a row, with the table's own id, publisher and link.

    Amounts stay in their currency. Raises PresenceError for a missing file or column, and with every cell that is no number or
    no date.
    """
    table = with_numbers(read_table(folder / FACTS_FILE, COLUMNS), ["value", "low", "high"], file=FACTS_FILE)
    _check_dates(table)
    placed = table.assign(
        sender=places.from_alpha3(table["sender_iso3"]),
        host=places.from_alpha3(table["host_iso3"]),
        measure=_by_key(table, "measure"),
    )
    kept, unused = set_aside(placed, _exclusions(placed), file=FACTS_FILE)
    prose = unused_summary(file="facts.md", field="*", reason="The same facts in prose, with caveats for a reader", rows=0)
    return reading([_claims(kept)], [*unused, prose], {FACTS_FILE: len(table)})


def _check_dates(table: pd.DataFrame) -> None:
    problems = [problem for column in DATES for problem in _wrong_dates(table[column], column)]
    if problems:
        raise PresenceError.of(problems)


def _wrong_dates(cells: pd.Series, column: str) -> list[Problem]:
    wrong = cells[cells.notna() & period_bounds(cells)["first"].isna()]
    return [
        Problem(
            "E-READ-VALUE", repr(cell), "a day, month or year such as 2019-06-30, 2019-06 or 2019",
            cause="another way to write dates", next_step="mend the cell", where=f"{FACTS_FILE}, row {row + 1}, column {column}",
        )
        for row, cell in zip(wrong.index, wrong, strict=True)
    ]  # fmt: skip


def _keys(table: pd.DataFrame) -> pd.Series:
    return table["metric"].fillna("") + "|" + table["unit"].fillna("")


def _by_key(table: pd.DataFrame, attribute: str) -> pd.Series:
    words = {f"{metric}|{unit}": getattr(target, attribute) for (metric, unit), target in TARGETS.items()}
    return _keys(table).map(words).astype("str")


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    return [
        Exclusion(placed["id"].isna(), "metric", "The fact has no id"),
        Exclusion(placed["sender"].isna(), "sender_iso3", "No place has the sender's code"),
        Exclusion(placed["host"].isna(), "host_iso3", "No place has the host's code"),
        Exclusion(placed["measure"].isna(), "metric", "No measure takes this metric in this unit"),
        Exclusion(placed["value"].isna(), "metric", "The cell of the value is empty"),
    ]


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    event = rows["measure"] == "events"
    named = _named(rows["id"])
    return pd.DataFrame(
        {
            "claim_id": ID_PREFIX + rows["id"],
            "source_id": SOURCE_ID,
            "said_by": _speakers(rows["publisher"]),
            "actor": named["actor"],
            "measure": rows["measure"],
            "definition": _by_key(rows, "definition"),
            "sender": rows["sender"],
            "host": rows["host"],
            **_figures(rows.assign(value=rows["value"].mask(event, 1.0))),
            **_periods(rows),
            "published": _published(rows),
            "status": _by_key(rows, "status"),
            "site": named["site"],
            "note": _notes(rows, event),
            "url": rows["url"].where(rows["url"].str.match(r"https?://", na=False)),
        }
    )


def _named(ids: pd.Series) -> pd.DataFrame:
    """Columns ``actor`` and ``site``; an id such as VEN-13a also finds what is noted for VEN-13."""
    family = ids.str.replace(r"(?<=\d)[a-z]$", "", regex=True)
    key = ids.where(ids.isin(NAMED.keys()), family)
    return pd.DataFrame(
        {
            "actor": key.map({fact: pair[0] for fact, pair in NAMED.items()}).astype("str"),
            "site": key.map({fact: pair[1] for fact, pair in NAMED.items()}).astype("str"),
        }
    )


def _figures(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Kind and numbers. An upper end that equals the value with nothing, or zero, below it is an "up to"; a lower end that
    equals it with nothing above it is a "more than": the value itself is then a bound and no best figure.
    """
    value, low, high = rows["value"], rows["low"], rows["high"]
    most = (high == value) & (low.isna() | (low == 0))
    least = (low == value) & high.isna()
    kind = pd.Series("value", index=rows.index).mask(most, "at-most").mask(least, "at-least")
    quoted = rows["note"].str.extract(r'^"([^"]+)"')[0]
    return {
        "kind": kind, "low": low.mask(most), "best": value.mask(most | least), "high": high, "phrase": quoted.where(least),
    }  # fmt: skip


def _periods(rows: pd.DataFrame) -> dict[str, pd.Series]:
    begun, ended = period_bounds(rows["period_start"]), period_bounds(rows["period_end"])
    same = _by_key(rows, "blank_end") == "same"
    rank = pd.concat([_coarseness(begun["precision"]), _coarseness(ended["precision"])], axis=1).max(axis=1)
    # Eight write-offs have no date at all: "year" then says no more than that no day is known.
    precision = rank.fillna(len(COARSENESS) - 1).map(dict(enumerate(COARSENESS)))
    return {"start": begun["first"], "end": ended["last"].fillna(begun["last"].where(same)), "precision": precision}


def _coarseness(precision: pd.Series) -> pd.Series:
    return precision.map({word: rank for rank, word in enumerate(COARSENESS)}).astype("float64")


def _published(rows: pd.DataFrame) -> pd.Series:
    """The day on which the statement is known to have been public.

    ``as_of`` is often the day that a figure speaks of; then the publisher's date is later and tells when it was said: the
    later of the two is taken, of several publishers the first. Missing where neither is given.
    """
    spoken = period_bounds(rows["as_of"])["last"]
    printed = (
        rows["publisher"]
        .str.replace(r"\([^)]*\)", "", regex=True)
        .str.extractall(DATE)
        .set_axis(["day", "month", "year"], axis=1)
    )
    month = printed["month"].map({name: f"{number:02d}" for number, name in enumerate(MONTHS, start=1)})
    day = ("-" + printed["day"].str.zfill(2)).fillna("")
    first = period_bounds(printed["year"] + "-" + month + day)["last"].groupby(level=0).min()
    return pd.concat([spoken, first.reindex(rows.index)], axis=1).max(axis=1)


def _speakers(publishers: pd.Series) -> pd.Series:
    """The first publisher named, without its date; the whole text stands in the note."""
    first = publishers.str.extract(r"^((?:\([^)]*\)|[^;(])+)")[0]
    undated = first.str.replace(rf",? {DATE}.*$", "", regex=True)
    return undated.str.replace(r",? \(?\d{4}\)?$", "", regex=True).str.strip()


def _notes(rows: pd.DataFrame, event: pd.Series) -> pd.Series:
    own = rows["note"].str.rstrip(".").fillna("")
    amount = rows["value"].map("{:g} ".format) + rows["unit"] + ": "
    told = own.mask(event & ~rows["unit"].isin(["count", "in force"]), amount + own)
    return (told + ". ").mask(told == "", "") + "Confidence " + rows["confidence"] + ". Publisher: " + rows["publisher"]
