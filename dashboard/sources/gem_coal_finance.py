"""Global Energy Monitor, coal project finance: who lent to or held shares of which coal-fired unit abroad."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Exclusion, Reading, read_table, reading, set_aside, unused_summary, with_numbers

SOURCE_ID = "gem-coal-project-finance"
FILE = "gem_coal_project_finance_2025-04.csv.gz"
FILES = (FILE,)
COLUMNS = (
    "sender_iso3", "host_iso3", "financier_country", "project_name", "target_lat", "target_lng", "financer", "financer_type",
    "fin_status", "close_year", "epc", "usd", "wiki",
)  # fmt: skip
# What the publisher says of a transaction -> definition and the registry's word for its stage.
STAGES = {
    "closed": ("closed", "committed"), "financing": ("not-closed", "pledged"), "stopped": ("not-closed", "cancelled"),
    "unknown": ("not-closed", ""),
}  # fmt: skip
KEYS = ["sender", "host", "project_name", "financer", "fin_status", "close_year"]


def read(folder: Path, places: Places) -> Reading:
    """One claim a financer, project, year and stage: the sum over units and tranches, current US dollars.

    Rows that are alike in every column stand for equal tranches and are added. A sum of which a part has no amount is a lower bound
    (``at-least``), one without any a claim without a number. Raises PresenceError for a missing file or column and for bad cells.
    """
    table = read_table(folder / FILE, COLUMNS)
    typed = with_numbers(table, ["target_lat", "target_lng", "close_year", "usd"], file=FILE)
    placed = typed.assign(sender=places.from_alpha3(table["sender_iso3"]), host=places.from_alpha3(table["host_iso3"]))
    exclusions = [
        Exclusion(placed["sender_iso3"] == placed["host_iso3"], "host_iso3", "Financer and plant are in one country"),
        Exclusion(placed["sender"].isna(), "financier_country", "The financer has no country, or an international one"),
        Exclusion(placed["host"].isna(), "host_iso3", "No place has the host's code"),
        Exclusion(~placed["fin_status"].isin(list(STAGES)), "fin_status", "The stage is not explained in the source"),
    ]
    rows, unused = set_aside(placed, exclusions, file=FILE)
    sums = _sums(rows)
    line = unused_summary(
        file=FILE, field="unit", value=f"{len(rows)} rows in {len(sums)} sums", rows=0,
        reason="Rows of one financer, project, year and stage, a row a unit and tranche, are added up to one claim",
    )  # fmt: skip
    return reading([_claims(sums)], [*unused, line], {FILE: len(table)})


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby(KEYS, sort=True, dropna=False)
    return groups.agg(
        usd=("usd", "sum"), stated=("usd", "count"), rows=("fin_status", "size"), lat=("target_lat", "first"),
        lon=("target_lng", "first"), kind=("financer_type", "first"), epc=("epc", _named), url=("wiki", "first"),
    ).reset_index()  # fmt: skip


def _named(builders: pd.Series) -> str | None:
    """Every builder of the units that are added up, not that of the first alone; None where none is named."""
    return ", ".join(dict.fromkeys(builders.dropna())) or None


def _claims(sums: pd.DataFrame) -> pd.DataFrame:
    year = sums["close_year"].astype("Int64").astype("str")
    none, whole = sums["stated"] == 0, sums["stated"] == sums["rows"]
    amount = sums["usd"].mask(none)
    point = sums["lat"].notna() & sums["lon"].notna()
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "coal_finance", "definition": sums["fin_status"].map(_definitions()),
            "sender": sums["sender"], "host": sums["host"],
            "kind": pd.Series("at-least", index=sums.index).mask(whole, "value").mask(none, "trend"),
            "low": amount.mask(whole), "best": amount.where(whole), "phrase": pd.Series("amount not stated", index=sums.index).where(none),
            "start": pd.to_datetime(year + "-01-01", errors="coerce"), "end": pd.to_datetime(year + "-12-31", errors="coerce"),
            "precision": "year", "status": sums["fin_status"].map({name: stage for name, (_, stage) in STAGES.items()}),
            "site": sums["project_name"] + " (" + sums["financer"].fillna("financer not stated") + ")",
            "lat": sums["lat"].where(point), "lon": sums["lon"].where(point), "note": _notes(sums), "url": sums["url"],
        }
    )  # fmt: skip


def _definitions() -> dict[str, str]:
    return {name: definition for name, (definition, _) in STAGES.items()}


def _notes(sums: pd.DataFrame) -> pd.Series:
    built = ("; built by " + sums["epc"]).fillna("")
    undated = sums["close_year"].isna().map({True: "; year of closing not stated", False: ""})
    return sums["kind"].fillna("kind of financer not stated") + built + undated
