"""Military bases and sites abroad: the list of US bases, and a hand-kept list of other states' bases. One claim a site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import Reading, coarser, period_bounds, read_table, reading, unused_rows, with_numbers

US_LIST = "basedata.csv"
OTHER_LIST = "bases_non_us.csv"
US_COLUMNS = ("countryname", "ccode", "iso3c", "basename", "lat", "lon", "base", "lilypad", "fundedsite")
OTHER_COLUMNS = (
    "base_id", "name", "sender_iso3", "host_iso3", "kind", "lat", "lon", "opened", "closed", "status_2026", "verification", "sources",
    "note", "dates_verified",
)  # fmt: skip
# Names that mean several places elsewhere and one here: under the code USA only the US Virgin Islands can be meant, and the only
# site under the former Netherlands Antilles is the Forward Operating Base on Curaçao.
US_NAMES = {"Virgin Islands": "US Virgin Islands", "Netherlands Antilles": "Curaçao"}
# The US list has no dates; it describes about 2018, the year of its last revision.
US_LIST_YEAR = "2018"
# The other list gives the status of 2026; a base whose opening is not known is counted from the start of that year.
OTHER_LIST_YEAR = "2026"
VERIFICATION = {"V": "presence verified", "L": "only in public lists", "G": "general knowledge, not verified"}
# What the other list says about its dates; every other word means that one of the two was read in a source.
DATES = {
    "yes": "",
    "no": "dates not verified",
    "opened": "only the opening date verified",
    "closed only": "only the closing date verified",
}
PARTLY = "dates partly verified"
# Disputed places stand under their de jure host, with the place as the first words of the note ("Abkhazia; de jure Georgia").
# They are filed under the place itself. Sevastopol before 2014 stays with Ukraine: its note names no disputed place.
DISPUTED = {
    "Abkhazia": "X-ABK", "South Ossetia": "X-OSS", "Transnistria": "X-TRN", "Northern Cyprus": "X-NCY", "Crimea": "X-CRI",
    "Somaliland": "X-SOL",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UsBases:
    """Reader of the list of US bases abroad."""

    SOURCE_ID: str = "us-bases-vine"
    FILES: tuple[str, ...] = (US_LIST,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a listed site, definition ``listed-us-base``, for the year the list describes.

        Raises PresenceError: E-READ-MISSING-FILE, E-READ-FORMAT, E-READ-COLUMNS, E-READ-VALUE.
        """
        # The file is not UTF-8: base names carry Windows-1252 letters ("Fuerte Aguayo NB, Concón").
        table = read_table(folder / US_LIST, US_COLUMNS, encoding="cp1252")
        rows = with_numbers(table, ("lat", "lon"), file=US_LIST)
        named, coded = _us_hosts(rows, places)
        host = named.fillna(coded)
        home = host == "USA"
        repeated = rows.duplicated(list(US_COLUMNS))
        kept = rows.assign(host=host, moved=host != coded)[host.notna() & ~home & ~repeated]
        unused = [
            unused_rows(rows[host.isna()], file=US_LIST, field="countryname", reason="the name means no known place"),
            unused_rows(rows[home], file=US_LIST, field="countryname", reason="the United States itself is no presence abroad"),
            unused_rows(
                rows[repeated & host.notna()], file=US_LIST, field="basename", reason="the same row stands twice in the list"
            ),
        ]
        return reading([self._claims(kept)], unused, {US_LIST: len(rows)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "bases", "definition": "listed-us-base", "sender": "USA", "host": rows["host"],
                "kind": "value", "best": 1.0, "start": f"{US_LIST_YEAR}-01-01", "end": f"{US_LIST_YEAR}-12-31", "precision": "year",
                "site": distinct_sites(one_line(rows["basename"]), rows["host"]), "lat": rows["lat"], "lon": rows["lon"],
                "note": _us_notes(rows),
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherBases:
    """Reader of the hand-kept list of bases of states other than the United States."""

    SOURCE_ID: str = "curated-military-facts"
    FILES: tuple[str, ...] = (OTHER_LIST,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a base, definition ``listed-base``, from its opening to its closing; a base in service has no end.

        Raises PresenceError: E-READ-MISSING-FILE, E-READ-FORMAT, E-READ-COLUMNS, E-READ-VALUE.
        """
        rows = _checked(read_table(folder / OTHER_LIST, OTHER_COLUMNS))
        sender, listed = places.from_alpha3(rows["sender_iso3"]), places.from_alpha3(rows["host_iso3"])
        disputed = rows["note"].str.extract(r"^([^;]*)")[0].map(DISPUTED).astype("str")
        host = disputed.where(listed.notna()).fillna(listed)
        kept = rows.assign(sender=sender, host=host, listed=listed)[sender.notna() & host.notna()]
        unused = [
            unused_rows(
                rows[sender.isna()],
                file=OTHER_LIST,
                field="sender_iso3",
                reason="no single sender: several share the base, or the code is not known",
            ),
            unused_rows(
                rows[sender.notna() & host.isna()], file=OTHER_LIST, field="host_iso3", reason="the row gives no single host"
            ),
        ]
        return reading([self._claims(kept, places)], unused, {OTHER_LIST: len(rows)})

    def _claims(self, rows: pd.DataFrame, places: Places) -> pd.DataFrame:
        opened, closed = period_bounds(rows["opened"]), period_bounds(rows["closed"])
        unknown = opened["first"].isna()
        first = opened["first"].fillna(pd.Timestamp(f"{OTHER_LIST_YEAR}-01-01"))
        # A base that closed before 2026 and has no opening date counts from its closing day only: it has an end and no start.
        start = first.mask(unknown & closed["last"].notna())
        return pd.DataFrame(
            {
                "claim_id": rows["base_id"], "source_id": self.SOURCE_ID, "measure": "bases", "definition": "listed-base",
                "sender": rows["sender"], "host": rows["host"], "kind": "value", "best": 1.0, "start": start, "end": closed["last"],
                "precision": coarser(opened["precision"], closed["precision"]).fillna("year"),
                "site": distinct_sites(one_line(rows["name"]), rows["host"]), "lat": rows["lat"], "lon": rows["lon"],
                "note": _other_notes(rows.assign(start=start), unknown, places),
            }
        )  # fmt: skip


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """The other list with numbers as numbers; refuses it with every point and date that cannot be read."""
    problems: list[Problem] = []
    rows = table
    try:
        rows = with_numbers(table, ("lat", "lon"), file=OTHER_LIST)
    except PresenceError as error:
        problems += error.problems
    for name in ("opened", "closed"):
        wrong = table[name][table[name].notna() & period_bounds(table[name])["first"].isna()]
        problems += [
            Problem(
                "E-READ-VALUE",
                repr(cell),
                "a day such as 2019-06-02, a month or a year",
                cause="words or an impossible day in a column of dates",
                next_step="mend the cell",
                where=f"{OTHER_LIST}, row {int(str(row)) + 1}, column {name}",
            )
            for row, cell in wrong.items()
        ]
    if problems:
        raise PresenceError.of(problems)
    return rows


def one_line(names: pd.Series) -> pd.Series:
    """Names with single spaces: the US list has tabs in some, as in "Guantanamo Bay" and "Cuba" on one line."""
    return names.str.replace(r"\s+", " ", regex=True).str.strip()


def distinct_sites(names: pd.Series, hosts: pd.Series) -> pd.Series:
    """Site names that are unique within their host: the second of a name becomes "name (2)"."""
    number = names.groupby([hosts, names]).cumcount() + 1
    return names.where(number == 1, names + " (" + number.astype("str") + ")")


def _us_hosts(rows: pd.DataFrame, places: Places) -> tuple[pd.Series, pd.Series]:
    """Hosts by name and by code. The name goes first: Greenland has Denmark's code, the Democratic Republic of the Congo has COG."""
    day = pd.Series(pd.Timestamp(f"{US_LIST_YEAR}-07-01"), index=rows.index).astype("datetime64[s]")
    return places.resolve_series(rows["countryname"].replace(US_NAMES), day), places.from_alpha3(rows["iso3c"])


def _us_notes(rows: pd.DataFrame) -> pd.Series:
    flag = {name: rows[name].eq("1") for name in ("base", "lilypad", "fundedsite")}
    size = (
        pd.Series("class not stated", index=rows.index).mask(flag["base"], "major base").mask(flag["lilypad"], "under 200 people")
    )
    words = size.where(~flag["fundedsite"], size + ", paid for by the host")
    # Territories of the United States have its code by rule of the list; only another state's code is worth a word.
    told = rows["moved"] & (rows["iso3c"] != "USA")
    words = words.mask(told, words + "; the list has the code " + rows["iso3c"])
    same_point = rows.duplicated(["host", "lat", "lon"], keep=False) & rows["lat"].notna()
    return words.mask(same_point, words + "; another site of the list has the same point")


def _other_notes(rows: pd.DataFrame, unknown: pd.Series, places: Places) -> pd.Series:
    words = rows["kind"].fillna("kind not stated") + ", " + rows["status_2026"].fillna("status not stated")
    words = words + "; " + rows["verification"].map(VERIFICATION).fillna("verification not stated")
    dates = rows["dates_verified"].map(DATES).fillna(PARTLY)
    words = words.mask(dates != "", words + "; " + dates)
    words = words.mask(unknown, words + f"; opening not stated, counted from {OTHER_LIST_YEAR}")
    # A base of the Soviet Union that Russia kept is listed as Russian from the start: Lourdes from 1964.
    founded = rows["sender"].map({place.id: place.valid_from for place in places.by_id.values() if place.valid_from})
    early = rows["start"] < pd.to_datetime(founded).astype("datetime64[s]")
    words = words.mask(early, words + "; opened under a former state, which the list does not name")
    words = words.mask(rows["host"] != rows["listed"], words + "; listed under " + rows["listed"])
    return words.where(rows["note"].isna(), words + "; " + rows["note"].fillna(""))


US_BASES, OTHER_BASES = UsBases(), OtherBases()
