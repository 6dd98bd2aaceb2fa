"""Military bases and sites abroad: the list of US bases, and a hand-kept list of other states' bases. One claim a site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Reading, numbers, period_bounds, read_table, reading, unused_rows

US_LIST = "basedata.csv"
OTHER_LIST = "bases_non_us.csv"
US_COLUMNS = ("countryname", "ccode", "iso3c", "basename", "lat", "lon", "base", "lilypad", "fundedsite")
OTHER_COLUMNS = (
    "base_id", "name", "sender_iso3", "host_iso3", "kind", "lat", "lon", "opened", "closed", "status_2026", "verification", "sources",
    "note", "dates_verified",
)  # fmt: skip
# A name that means two places elsewhere; under the code USA only one of them can be meant.
US_TERRITORIES = {"Virgin Islands": "US Virgin Islands"}
# The US list has no dates; it describes about 2018, the year of its last revision.
US_LIST_YEAR = "2018"
# The other list gives the status of 2026; a base whose opening is not known is counted from the start of that year.
OTHER_LIST_YEAR = "2026"
VERIFICATION = {"V": "presence verified", "L": "only in public lists", "G": "general knowledge, not verified"}


@dataclass(frozen=True, slots=True)
class UsBases:
    """Reader of the list of US bases abroad."""

    SOURCE_ID: str = "us-bases-vine"
    FILES: tuple[str, ...] = (US_LIST,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a listed site, definition ``listed-us-base``, for the year the list describes."""
        # The file is not UTF-8: base names in Germany and Turkey carry Windows-1252 letters.
        rows = read_table(folder / US_LIST, US_COLUMNS, encoding="cp1252")
        # Territories carry the code USA; their own name says where they are. KSV stands for Kosovo.
        coded = places.from_alpha3(rows["iso3c"].mask(rows["iso3c"] == "USA"))
        host = coded.fillna(places.resolve_series(rows["countryname"].replace(US_TERRITORIES)))
        home = host == "USA"
        repeated = rows.duplicated(list(US_COLUMNS))
        kept = rows.assign(host=host)[host.notna() & ~home & ~repeated]
        unused = [
            unused_rows(rows[host.isna()], file=US_LIST, field="countryname", reason="the name means no known place"),
            unused_rows(rows[home], file=US_LIST, field="countryname", reason="the United States itself is no presence abroad"),
            unused_rows(
                rows[repeated & host.notna()], file=US_LIST, field="basename", reason="the same row stands twice in the list"
            ),
        ]
        return reading([self._claims(kept)], unused, {US_LIST: len(rows)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        flag = {name: rows[name].eq("1") for name in ("base", "lilypad", "fundedsite")}
        size = (
            pd.Series("class not stated", index=rows.index)
            .mask(flag["base"], "major base")
            .mask(flag["lilypad"], "under 200 people")
        )
        note = size.where(~flag["fundedsite"], size + ", paid for by the host")
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "bases", "definition": "listed-us-base", "sender": "USA", "host": rows["host"],
                "kind": "value", "best": 1.0, "start": f"{US_LIST_YEAR}-01-01", "end": f"{US_LIST_YEAR}-12-31", "precision": "year",
                "site": distinct_sites(rows["basename"], rows["host"]), "lat": numbers(rows, "lat", file=US_LIST),
                "lon": numbers(rows, "lon", file=US_LIST), "note": note,
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherBases:
    """Reader of the hand-kept list of bases of states other than the United States."""

    SOURCE_ID: str = "curated-military-facts"
    FILES: tuple[str, ...] = (OTHER_LIST,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a base, definition ``listed-base``, from its opening to its closing; a base in service has no end."""
        rows = read_table(folder / OTHER_LIST, OTHER_COLUMNS)
        sender, host = places.from_alpha3(rows["sender_iso3"]), places.from_alpha3(rows["host_iso3"])
        kept = rows.assign(sender=sender, host=host)[sender.notna() & host.notna()]
        unused = [
            unused_rows(rows[sender.isna()], file=OTHER_LIST, field="sender_iso3", reason="several senders share the base"),
            unused_rows(
                rows[sender.notna() & host.isna()], file=OTHER_LIST, field="host_iso3", reason="the row gives no single host"
            ),
        ]
        return reading([self._claims(kept)], unused, {OTHER_LIST: len(rows)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        opened, closed = period_bounds(rows["opened"]), period_bounds(rows["closed"])
        unknown = opened["first"].isna()
        first = opened["first"].fillna(pd.Timestamp(f"{OTHER_LIST_YEAR}-01-01"))
        # A base that closed before 2026 and has no opening date counts from its closing day only: it has an end and no start.
        start = first.mask(unknown & closed["last"].notna())
        return pd.DataFrame(
            {
                "claim_id": rows["base_id"], "source_id": self.SOURCE_ID, "measure": "bases", "definition": "listed-base",
                "sender": rows["sender"], "host": rows["host"], "kind": "value", "best": 1.0, "start": start, "end": closed["last"],
                "precision": opened["precision"].fillna("year"), "site": distinct_sites(rows["name"], rows["host"]),
                "lat": numbers(rows, "lat", file=OTHER_LIST), "lon": numbers(rows, "lon", file=OTHER_LIST),
                "note": _notes(rows, unknown),
            }
        )  # fmt: skip


def distinct_sites(names: pd.Series, hosts: pd.Series) -> pd.Series:
    """Site names that are unique within their host: the second of a name becomes "name (2)"."""
    number = names.groupby([hosts, names]).cumcount() + 1
    return names.where(number == 1, names + " (" + number.astype("str") + ")")


def _notes(rows: pd.DataFrame, unknown: pd.Series) -> pd.Series:
    words = rows["kind"].fillna("") + ", " + rows["status_2026"].fillna("status not stated")
    words = words + "; " + rows["verification"].map(VERIFICATION).fillna("verification not stated")
    words = words.mask(rows["dates_verified"] != "yes", words + "; dates not verified")
    words = words.mask(unknown, words + "; opening year not stated")
    return words.where(rows["note"].isna(), words + "; " + rows["note"].fillna(""))


US_BASES, OTHER_BASES = UsBases(), OtherBases()
