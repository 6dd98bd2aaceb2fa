"""Relations of states: sanctions, diplomatic posts, defence cooperation agreements, deployments from The Military Balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError
from dashboard.importers.format import find_sheet, find_table, named, number_of, plain, table_under, year_of
from dashboard.sources.reading import Exclusion, Reading, reading, set_aside, unused_summary, year_bounds

SANCTION_KINDS = ("trade", "arms", "military", "financial", "travel", "other")
GSDB_COLUMNS = ("case_id", "sanctioned_state", "sanctioning_state", "begin", "end", *SANCTION_KINDS, "success")
ONGOING = "ongoing"
UNION = ("EU", "EEC", "European Union", "European Communities")
# Members of the European Communities and Union by the day they joined, and left.
MEMBERS: Mapping[str, tuple[date, date | None]] = {
    **dict.fromkeys(("BEL", "DEU", "FRA", "ITA", "LUX", "NLD"), (date(1958, 1, 1), None)),
    **dict.fromkeys(("DNK", "IRL"), (date(1973, 1, 1), None)), "GBR": (date(1973, 1, 1), date(2020, 1, 31)),
    "GRC": (date(1981, 1, 1), None), **dict.fromkeys(("ESP", "PRT"), (date(1986, 1, 1), None)),
    **dict.fromkeys(("AUT", "FIN", "SWE"), (date(1995, 1, 1), None)),
    **dict.fromkeys(("CYP", "CZE", "EST", "HUN", "LTU", "LVA", "MLT", "POL", "SVK", "SVN"), (date(2004, 5, 1), None)),
    **dict.fromkeys(("BGR", "ROU"), (date(2007, 1, 1), None)), "HRV": (date(2013, 7, 1), None),
}  # fmt: skip

POST_COLUMNS = ("country", "post country", "year", "post count")
CODE_COLUMNS = ("code", "name")
DCAD_COLUMNS = ("ccode1", "ccode2", "year", "dcageneralv1")
BALANCE_COLUMNS = ("year", "theatre", "country", "organisation", "missionname", "missiontype", "deployed")
BALANCE = {"operation": "balance-operation", "militarypresence": "balance-presence"}
# These missions count their people themselves, from their own reports.
COUNTED_ELSEWHERE = ("UN", "OSCE")
# Theatres of the list in its own words.
THEATRES = {"Kosovo, Serbia": "XKX", "Cote d' Ivoire": "CIV", "Bosnia-Herzegovina": "BIH"}


@dataclass(frozen=True, slots=True)
class Sanctions:
    """Importer of the cases of the Global Sanctions Data Base."""

    SOURCE_ID: str = "gsdb"
    TITLE: str = "Global Sanctions Data Base, list of cases"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the columns of the cases."""
        return find_sheet(sheets, GSDB_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """One claim a case, kind and sanctioning state, as long as it was in force; the European Union stands for its members then.

        A case that was going on when the list was made has no end. Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, GSDB_COLUMNS, name)
        typed = table.assign(begin=year_of(table["begin"], name, "begin"), end_year=year_of(table["end"], name, "end"))
        open_end = typed["success"].fillna("").str.contains(ONGOING, case=False)
        middle = typed["begin"].where(typed["begin"] > 0)
        placed = typed.assign(
            host=named(typed["sanctioned_state"], places, middle), start=pd.to_datetime(typed["begin"].astype("str") + "-01-01"),
            stop=pd.to_datetime(typed["end_year"].astype("str") + "-12-31").mask(open_end),
        )  # fmt: skip
        exclusions = [
            Exclusion(placed["host"].isna(), "sanctioned_state", "No single place has the name of the sanctioned state"),
            Exclusion((placed[list(SANCTION_KINDS)] != "1").all(axis=1), "case_id", "The case names no kind of sanction"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        pairs = _senders(rows, places)
        lost = pairs[pairs["sender"].isna()]
        lines = [
            unused_summary(file=name, field="sanctioning_state", value=str(word), rows=0, reason="The sender is no single state")
            for word in sorted(lost["word"].unique())
        ]
        known = pairs[pairs["sender"].notna() & (pairs["sender"] != pairs["host"])]
        claims = [_sanctions(known, kind).assign(source_id=self.SOURCE_ID) for kind in SANCTION_KINDS]
        return reading(claims, [*unused, *lines], {name: len(table)})


@dataclass(frozen=True, slots=True)
class DiplomaticPosts:
    """Importer of the Global Diplomacy Index, whose codes are its own."""

    SOURCE_ID: str = "lowy-gdi"
    TITLE: str = "Global Diplomacy Index, Lowy Institute"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the columns of posts."""
        return find_sheet(sheets, POST_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """Posts of each state in each host in the years of the index.

        The codes are not those of ISO ("BA" is Bangladesh): they are read only with the companion list of codes, as a sheet of the
        same workbook with columns code and name. Raises PresenceError (E-READ-COMPANION, E-READ-VALUE).
        """
        meaning = self._codes(sheets, name)
        table = find_table(sheets, POST_COLUMNS, name)
        year = year_of(table["year"], name, "Year")
        number = number_of(table["post count"], name, "POST COUNT")
        who = {column: table[column].str.strip().map(meaning) for column in ("country", "post country")}
        placed = table.assign(
            year_number=year,
            number=number,
            sender=named(who["country"], places, year),
            host=named(who["post country"], places, year),
        )
        exclusions = [
            Exclusion(
                placed["sender"].isna(), "country", "The companion list does not explain the code, or no place has its name"
            ),
            Exclusion(
                placed["host"].isna(), "post country", "The companion list does not explain the code, or no place has its name"
            ),
            Exclusion(placed["sender"] == placed["host"], "post country", "A post in the own country"),
            Exclusion(placed["number"].isna(), "post count", "The row gives no number"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        first, last = year_bounds(rows["year_number"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "diplomatic_posts", "definition": "all-posts", "sender": rows["sender"],
                "host": rows["host"], "kind": "value", "best": rows["number"], "start": first, "end": last, "precision": "year",
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(table)})

    def _codes(self, sheets: Mapping[str, pd.DataFrame], name: str) -> dict[str, str]:
        sheet = find_sheet(sheets, CODE_COLUMNS)
        if sheet is None:
            raise PresenceError(
                "E-READ-COMPANION", "codes without the list that explains them", "a second sheet with columns code and name",
                cause="the index has codes of its own: BA is Bangladesh and not Bosnia",
                next_step="put the posts and the companion list of codes into one workbook, a sheet each", where=name,
            )  # fmt: skip
        listed = table_under(sheet, CODE_COLUMNS, name)
        return dict(zip(listed["code"].str.strip(), listed["name"].str.strip(), strict=True))


@dataclass(frozen=True, slots=True)
class DefenceAgreements:
    """Importer of the dyadic file of the Defense Cooperation Agreement Dataset."""

    SOURCE_ID: str = "kinne-dcad"
    TITLE: str = "Defense Cooperation Agreement Dataset, dyadic file"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the columns of the dyadic file."""
        return find_sheet(sheets, DCAD_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """A claim each way for a pair of states with an agreement in force in the year. Raises PresenceError (E-READ-VALUE)."""
        table = find_table(sheets, DCAD_COLUMNS, name)
        year = year_of(table["year"], name, "year")
        placed = table.assign(
            year_number=year, one=places.from_cow(table["ccode1"], year), two=places.from_cow(table["ccode2"], year),
            number=number_of(table["dcageneralv1"], name, "dcaGeneralV1", words=("NA",)),
        )  # fmt: skip
        exclusions = [
            Exclusion(placed["one"].isna(), "ccode1", "No place has this state number in this year"),
            Exclusion(placed["two"].isna(), "ccode2", "No place has this state number in this year"),
            Exclusion(~(placed["number"] >= 1), "dcageneralv1", "No agreement is known in the year"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        both = pd.concat([rows.assign(sender=rows["one"], host=rows["two"]), rows.assign(sender=rows["two"], host=rows["one"])])
        first, last = year_bounds(both["year_number"])
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "defence_agreements", "definition": "general", "sender": both["sender"],
                "host": both["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
            }
        ).drop_duplicates()  # fmt: skip
        return reading([claims], unused, {name: len(table)})


@dataclass(frozen=True, slots=True)
class MilitaryBalance:
    """Importer of the Military Deployment Index, compiled from The Military Balance."""

    SOURCE_ID: str = "mdi-iiss"
    TITLE: str = "Military Deployment Index, from The Military Balance"

    def recognises(self, name: str, sheets: Mapping[str, pd.DataFrame]) -> bool:
        """True where a sheet has the columns of the index."""
        return find_sheet(sheets, BALANCE_COLUMNS) is not None

    def read(self, name: str, sheets: Mapping[str, pd.DataFrame], places: Places) -> Reading:
        """One claim a mission, sender, theatre and year; missions of the UN and OSCE stand under a definition that is not drawn.

        Seas have no host. Raises PresenceError (E-READ-VALUE).
        """
        table = find_table(sheets, BALANCE_COLUMNS, name)
        year = year_of(table["year"], name, "Year")
        placed = table.assign(
            year_number=year, number=number_of(table["deployed"], name, "Deployed"), sender=places.from_alpha3(table["country"]),
            host=named(table["theatre"], places, year, THEATRES), definition=table["missiontype"].map(plain).map(BALANCE),
        )  # fmt: skip
        exclusions = [
            Exclusion(placed["sender"].isna(), "country", "No place has the sender's code"),
            Exclusion(placed["host"].isna(), "theatre", "The theatre is a sea or no single place"),
            Exclusion(placed["sender"] == placed["host"], "theatre", "At home: nothing is abroad"),
            Exclusion(placed["definition"].isna(), "missiontype", "Neither an operation nor a presence"),
            Exclusion(placed["number"].isna(), "deployed", "The row gives no number"),
        ]
        rows, unused = set_aside(placed, exclusions, file=name)
        elsewhere = rows["organisation"].str.strip().isin(COUNTED_ELSEWHERE)
        first, last = year_bounds(rows["year_number"])
        number = rows.groupby(["sender", "host", "year_number", "missionname"], dropna=False).cumcount() + 1
        mission = rows["missionname"].fillna("mission not named").str.strip()
        claims = pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "troops", "definition": rows["definition"].mask(elsewhere, "balance-un-osce"),
                "sender": rows["sender"], "host": rows["host"], "kind": "value", "best": rows["number"], "start": first, "end": last,
                "precision": "year", "actor": mission.where(number == 1, mission + " (" + number.astype("str") + ")"),
                "note": "under " + rows["organisation"].fillna("no organisation named"),
            }
        )  # fmt: skip
        return reading([claims], unused, {name: len(table)})


def _senders(rows: pd.DataFrame, places: Places) -> pd.DataFrame:
    """One row a case and sender: columns of ``rows`` with ``word, sender``, and ``start, stop`` cut to a member's time in the Union."""
    split = rows.assign(word=rows["sanctioning_state"].str.split(",")).explode("word", ignore_index=True)
    plain_word = split["word"].str.strip()
    union = plain_word.isin(UNION)
    states = split[~union].assign(word=plain_word[~union], sender=named(plain_word[~union], places, split.loc[~union, "begin"]))
    members = pd.DataFrame(
        [(place, pd.Timestamp(joined), pd.Timestamp(left) if left else pd.NaT) for place, (joined, left) in MEMBERS.items()],
        columns=["sender", "joined", "left"],
    )
    joint = split[union].assign(word=plain_word[union]).merge(members, how="cross")
    start = joint[["start", "joined"]].max(axis=1)
    stop = joint[["stop", "left"]].min(axis=1)
    inside = joint.assign(start=start, stop=stop)[stop.isna() | (start <= stop)]
    together = pd.concat([states, inside.drop(columns=["joined", "left"])], ignore_index=True)
    return together.drop_duplicates(["case_id", "sender", "host", "word"]) if len(together) else together


def _sanctions(pairs: pd.DataFrame, kind: str) -> pd.DataFrame:
    rows = pairs[pairs[kind] == "1"].drop_duplicates(["case_id", "sender", "host"])
    return pd.DataFrame(
        {
            "measure": "sanctions", "definition": kind, "sender": rows["sender"], "host": rows["host"], "kind": "value", "best": 1.0,
            "start": rows["start"], "end": rows["stop"], "precision": "year", "site": "case " + rows["case_id"],
        }
    )  # fmt: skip


SANCTIONS = Sanctions()
DIPLOMATIC_POSTS = DiplomaticPosts()
DEFENCE_AGREEMENTS = DefenceAgreements()
MILITARY_BALANCE = MilitaryBalance()
