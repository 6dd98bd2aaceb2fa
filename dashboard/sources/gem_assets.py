"""Global Energy Monitor: energy, mining and steel assets whose owner has its home in another country."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    period_bounds,
    read_table,
    reading,
    set_aside,
    unread_file,
    unused_rows,
    unused_summary,
    with_numbers,
)

SOURCE_ID = "gem-foreign-owned-assets"
ASSETS_FILE = "foreign_owned_energy_assets.csv.gz"
FILES = (ASSETS_FILE,)
# The trackers as published; every row of the assets file was matched out of them.
TRACKER_FILES = (
    "gem_coal_plant_units_2024-07.csv.gz",
    "gem_coal_terminals_2025-01.csv.gz",
    "gem_iron_ore_mines_2024-11.csv.gz",
    "gem_iron_steel_plants_2025-03.csv.gz",
    "gem_lng_terminals_and_gas_pipelines_2024-10.csv.gz",
    "gem_oil_gas_extraction_2025-02.csv.gz",
    "gem_oil_gas_plants_2024-08.csv.gz",
)
RAW_REASON = "The file is the material that the assets file was matched from, and holds assets of home owners too"
COLUMNS = (
    "tracker",
    "sender_iso3",
    "host_iso3",
    "group",
    "state_linked",
    "share_pct",
    "asset",
    "unit",
    "status",
    "start_year",
    "capacity",
    "lat",
    "lng",
    "url",
)
# The month in each tracker's file name: what is listed is known from its last day, and was so on it.
RELEASES = {
    "GCPT coal plants": "2024-07-31",
    "GCTT coal terminals": "2025-01-31",
    "GGIT LNG terminals": "2024-10-31",
    "GGIT gas pipelines (first-listed country)": "2024-10-31",
    "GIOMT iron ore mines": "2024-11-30",
    "GIST iron and steel plants": "2025-03-31",
    "GOGET oil and gas extraction": "2025-02-28",
    "GOGPT oil and gas plants": "2024-08-31",
}
# Status in lower case -> definition, and the registry's word where it says the same. A field that is only discovered or
# explored is no pledge, and a plant that ran to its end was not cancelled: these have no word there.
STATUSES = {
    "operating": ("operating", "active"),
    "construction": ("operating", "active"),
    "announced": ("planned", "pledged"),
    "proposed": ("planned", "pledged"),
    "pre-permit": ("planned", "pledged"),
    "permitted": ("planned", "pledged"),
    "pre-construction": ("planned", "pledged"),
    "in_development": ("planned", ""),
    "discovered": ("planned", ""),
    "exploration": ("planned", ""),
    "shelved": ("stopped", "suspended"),
    "mothballed": ("stopped", "suspended"),
    "idle": ("stopped", "suspended"),
    "shut_in": ("stopped", "suspended"),
    "cancelled": ("stopped", "cancelled"),
    "abandoned": ("stopped", ""),
    "decommissioned": ("stopped", ""),
    "retired": ("stopped", ""),
    "": ("status-not-stated", ""),
}
UNIT = ["sender_iso3", "host_iso3", "asset", "unit"]
# Two rows of one name are the same unit only if all this is the same; a pipeline's segments share a name and differ here.
SAME_UNIT = [*UNIT, "tracker", "url", "status", "start_year", "capacity", "lat", "lng"]
SAME_HOLDING = [*SAME_UNIT, "group"]


def read(folder: Path, places: Places) -> Reading:
    """Read the assets file: one claim for each asset or unit and foreign parent group, in sites.

    Two groups of one sender in the same unit are two claims about the same ``site``. Raises PresenceError for a missing
    file or column and for cells that are no numbers.
    """
    table = _table(folder / ASSETS_FILE)
    placed = table.assign(sender=places.from_alpha3(table["sender_iso3"]), host=places.from_alpha3(table["host_iso3"]))
    repeated = placed.duplicated(SAME_HOLDING)
    single, unused = set_aside(placed[~repeated], _exclusions(placed[~repeated]), file=ASSETS_FILE)
    unused.append(
        unused_rows(
            placed[repeated],
            file=ASSETS_FILE,
            field="share_pct",
            reason="The same group holds the unit through another parent too: the share stands in the note of the first claim",
        )
    )
    unused += _without_point(single)
    unused += [unread_file(folder / name, RAW_REASON) for name in TRACKER_FILES]
    return reading([_claims(single)], unused, {ASSETS_FILE: len(table)})


def _table(path: Path) -> pd.DataFrame:
    raw = read_table(path, COLUMNS)
    table = with_numbers(raw, ["lat", "lng", "share_pct"], file=path.name)
    text = [name for name in COLUMNS if name not in ("lat", "lng", "share_pct")]
    filled = table.assign(**{name: table[name].fillna("").str.strip() for name in text})
    held = raw["share_pct"].str.removesuffix(".0") + " %"
    return filled.assign(
        status=filled["status"].str.lower(),
        held=held.groupby([filled[name] for name in SAME_HOLDING], dropna=False).transform(_listed),
    )


def _listed(shares: pd.Series) -> str:
    return " and ".join(shares.dropna())


def _exclusions(placed: pd.DataFrame) -> list[Exclusion]:
    return [
        Exclusion(placed["sender"].isna(), "sender_iso3", "No place has the code of the owner's home"),
        Exclusion(placed["host"].isna(), "host_iso3", "No place has the code of the asset's country"),
        Exclusion(placed["sender"] == placed["host"], "sender_iso3", "The owner is at home: nothing is abroad"),
        Exclusion(~placed["tracker"].isin(RELEASES.keys()), "tracker", "The release date of the tracker is not known"),
        Exclusion(~placed["status"].isin(STATUSES.keys()), "status", "The status is not in the catalogue"),
    ]


def _without_point(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """How many claims have no point, and why; the lines stand for no row because these rows are claims."""
    counts = {
        "Without coordinates in the file: the claim stands without a point": rows["lat"].isna().sum(),
        "Latitude and longitude are exchanged in the file: the claim stands without a point": _exchanged(rows).sum(),
    }
    return [
        unused_summary(file=ASSETS_FILE, field="lat", value=f"{count} claims", reason=reason, rows=0)
        for reason, count in counts.items()
        if count
    ]


def _exchanged(rows: pd.DataFrame) -> pd.Series:
    # 114.6 degrees north for a field off Brunei: only where the longitude is above 90 can the exchange be seen.
    return rows["lat"].abs() > 90


def _claims(rows: pd.DataFrame) -> pd.DataFrame:
    exchanged = _exchanged(rows)
    released = pd.to_datetime(rows["tracker"].map(RELEASES)).astype("datetime64[s]")
    begun = _begun(rows, released)
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID,
            "actor": rows["group"],
            "measure": "energy_assets",
            "definition": rows["status"].map({status: pair[0] for status, pair in STATUSES.items()}),
            "sender": rows["sender"],
            "host": rows["host"],
            "kind": "value",
            "best": 1.0,
            "start": begun["first"].fillna(released),
            "precision": begun["precision"].fillna("month"),
            "published": released,
            "status": rows["status"].map({status: pair[1] for status, pair in STATUSES.items()}),
            "site": _site_names(rows),
            "lat": rows["lat"].mask(exchanged),
            "lon": rows["lng"].mask(exchanged),
            "note": _notes(rows, begun["first"].isna(), exchanged),
            "url": rows["url"].where(rows["url"].str.match(r"https?://")),
        }
    )


def _begun(rows: pd.DataFrame, released: pd.Series) -> pd.DataFrame:
    """First day and precision of the start of units that run or are being built; missing for all others.

    A start after the release is a plan: the unit was then seen under construction, on the day of the release.
    """
    bounds = period_bounds(rows["start_year"].str.extract(r"^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:\D|$)")[0])
    past = rows["status"].isin(["operating", "construction"]) & (bounds["first"] <= released)
    return bounds.where(past)


def _site_names(rows: pd.DataFrame) -> pd.Series:
    """Asset and unit; numbered from the second on where different units of one pair share a name."""
    units = rows.drop_duplicates(SAME_UNIT)
    numbers = units[SAME_UNIT].assign(number=units.groupby(UNIT).cumcount() + 1)
    number = rows[SAME_UNIT].merge(numbers, on=SAME_UNIT, how="left", validate="many_to_one")["number"].set_axis(rows.index)
    name = (rows["asset"] + " " + rows["unit"]).str.strip()
    return name.where(number == 1, name + " (" + number.astype("str") + ")")


def _notes(rows: pd.DataFrame, undated: pd.Series, exchanged: pd.Series) -> pd.Series:
    """Tracker, the tracker's own status, share and whatever else the claim's columns do not hold."""
    start = rows["start_year"].replace("unknown", "")
    parts = (
        rows["tracker"],
        "status " + rows["status"].replace("", "not stated"),
        (rows["held"] + " held").mask(rows["held"] == "", ""),
        pd.Series("state-linked", index=rows.index).where(rows["state_linked"] == "1", ""),
        ("start " + start).where(undated & (start != ""), ""),
        pd.Series("latitude and longitude exchanged in the file", index=rows.index).where(exchanged, ""),
    )
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + ("; " + part).mask(part == "", "")
    return joined
