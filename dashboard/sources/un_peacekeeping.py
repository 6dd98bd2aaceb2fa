"""UN peacekeeping: uniformed personnel by contributor, mission and month, from the UN's monthly reports since 1990.

Three periods, three layouts: contributor totals without missions (1990 to March 2014), the contributor-mission matrix
(November 2009 to March 2014), and the reports themselves (2015 to 2025, with months that print no missions).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Reading, numbers, read_table, reading, unused_rows

SOURCE_ID = "un-peacekeeping"
REPORTS = "un_uniformed_personnel_2015_2025.csv.gz"
MATRIX = "ipi_contributor_mission_month_2009_2014.csv.gz"
CONTRIBUTORS = "ipi_contributor_month_1990_2014.csv.gz"
MISSIONS = "ipi_mission_month_1990_2017.csv.gz"
HOSTS = "mission_host.csv"
FILES = (REPORTS, MATRIX, CONTRIBUTORS, MISSIONS, HOSTS)
# People whose mission a report does not print are somewhere, and nobody can say where.
NOWHERE = "X-UNK"
ALL_MISSIONS = "UN missions"
DEFINITIONS = {
    "Troops": "un-troops", "Staff Officer": "un-troops", "Experts on Mission": "un-experts", "Individual Police": "un-police",
    "Formed Police Units": "un-police", "Police (unspecified)": "un-police",
}  # fmt: skip
MATRIX_TOTALS = {
    "Individual_Police_Total": "un-police", "Formed_Police_Units_Total": "un-police", "Experts_on_Mission_Total": "un-experts",
    "Troops_Total": "un-troops",
}  # fmt: skip
# Errors in the UN's own reports. The figures are kept as printed; each carries its warning.
PRINTED_WRONG = {
    ("2015-07-31", "THA"): "the report gives Thailand the troops of Tanzania in Darfur and Lebanon",
    ("2015-08-31", "NOR"): "the report gives Norway the police of Pakistan in Haiti",
    ("2017-07-31", "AUS"): "the report gives Australia the battalion of Austria in UNIFIL",
    ("2021-10-31", "TCD"): "the report leaves out about 1,425 troops of Chad in MINUSMA",
}


def read(folder: Path, places: Places) -> Reading:
    """Claims for the end of each month, stocks on one day.

    ``un-uniformed`` by contributor and mission with its parts ``un-troops``, ``un-police`` and ``un-experts``;
    ``un-contributor-total`` where no mission is printed; ``un-mission-total`` where no contributor is.
    """
    tables = {
        REPORTS: read_table(folder / REPORTS, ("as_of", "mission", "contributor_iso3", "personnel_type", "total")),
        MATRIX: read_table(folder / MATRIX, ("Date", "Contributor_ISO-3", "Mission", "Total_Total", *MATRIX_TOTALS)),
        CONTRIBUTORS: read_table(folder / CONTRIBUTORS, ("date", "contributor_iso3", "troops", "police", "experts")),
        MISSIONS: read_table(folder / MISSIONS, ("Date", "Mission", "Total")),
    }
    hosts = read_table(folder / HOSTS, ("mission", "host_iso3_list", "host_iso3_primary")).set_index("mission")
    persons = [
        _reports(tables[REPORTS]),
        _matrix(tables[MATRIX]),
        _contributors(tables[CONTRIBUTORS]),
        _missions(tables[MISSIONS]),
    ]
    rows = pd.concat(persons, ignore_index=True)
    silent = _empty(tables)
    return reading([_claims(rows, hosts, places)], silent, {name: len(table) for name, table in tables.items()})


def _reports(table: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "day": table["as_of"], "mission": table["mission"], "sender": table["contributor_iso3"],
            "definition": table["personnel_type"].map(DEFINITIONS), "best": numbers(table, "total", file=REPORTS),
        }
    )  # fmt: skip
    placed = rows[rows["mission"].notna()]
    unplaced = rows[rows["mission"].isna()]
    return pd.concat(
        [_sum(placed), _sum(placed.assign(definition="un-uniformed")), _sum(unplaced.assign(definition="un-contributor-total"))]
    )


def _matrix(table: pd.DataFrame) -> pd.DataFrame:
    base = pd.DataFrame({"day": table["Date"], "mission": table["Mission"], "sender": table["Contributor_ISO-3"]})
    parts = [base.assign(definition=kind, best=numbers(table, name, file=MATRIX)) for name, kind in MATRIX_TOTALS.items()]
    whole = base.assign(definition="un-uniformed", best=numbers(table, "Total_Total", file=MATRIX))
    return _sum(pd.concat([whole, *parts]).dropna(subset=["best"]))


def _contributors(table: pd.DataFrame) -> pd.DataFrame:
    kinds = pd.concat([numbers(table, name, file=CONTRIBUTORS) for name in ("troops", "police", "experts")], axis=1)
    rows = pd.DataFrame({"day": table["date"], "sender": table["contributor_iso3"], "best": kinds.sum(axis=1, min_count=1)})
    return rows.assign(mission=None, definition="un-contributor-total").dropna(subset=["best"])


def _missions(table: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame({"day": table["Date"], "mission": table["Mission"], "best": numbers(table, "Total", file=MISSIONS)})
    return rows.assign(sender=None, definition="un-mission-total").dropna(subset=["best"])


def _sum(rows: pd.DataFrame) -> pd.DataFrame:
    """Kinds and sexes of one contributor in one mission and month together, as the report's own total does."""
    return rows.groupby(["day", "mission", "sender", "definition"], dropna=False, sort=True)["best"].sum().reset_index()


def _claims(rows: pd.DataFrame, hosts: pd.DataFrame, places: Places) -> pd.DataFrame:
    several = hosts["host_iso3_list"].str.contains(";")
    spread = "the mission works in " + hosts["host_iso3_list"].str.replace(";", ", ") + "; shown at the first"
    wrong = pd.Series(PRINTED_WRONG).rename_axis(["day", "sender"]).rename("warning").reset_index()
    warned = rows.merge(wrong, on=["day", "sender"], how="left")
    note = warned["warning"].fillna(warned["mission"].map(spread.where(several)))
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "peacekeepers", "definition": warned["definition"],
            "actor": warned["mission"].fillna(ALL_MISSIONS), "sender": places.from_alpha3(warned["sender"]),
            "host": warned["mission"].map(hosts["host_iso3_primary"]).fillna(NOWHERE), "kind": "value", "best": warned["best"],
            "start": warned["day"], "end": warned["day"], "precision": "day", "note": note,
        }
    )  # fmt: skip


def _empty(tables: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Rows that give no number at all."""
    matrix, contributors = tables[MATRIX], tables[CONTRIBUTORS]
    blank_matrix = matrix[["Total_Total", *MATRIX_TOTALS]].isna().all(axis=1)
    blank = contributors[["troops", "police", "experts"]].isna().all(axis=1)
    reason = "the row gives no number"
    return [
        unused_rows(matrix[blank_matrix], file=MATRIX, field="Contributor_ISO-3", reason=reason),
        unused_rows(contributors[blank], file=CONTRIBUTORS, field="contributor_iso3", reason=reason),
    ]
