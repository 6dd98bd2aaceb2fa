"""Hand-collected facts on contingents, withdrawals, advisers, contractors and agreements, from named publishers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import ALL_HOSTS, SEVERAL_HOSTS, Places
from dashboard.sources.reading import Reading, numbers, period_bounds, read_table, reading, unused_rows

FACTS = "facts.csv"
FIRST, SECOND = "curated-military-facts", "curated-military-facts-2"
COLUMNS = (
    "fact_id", "sender_iso3", "host_iso3", "start", "end", "metric", "low", "best", "high", "event", "publisher", "url",
    "verification", "note",
)  # fmt: skip
PERSONS = {
    "troops": ("troops", "deployed"), "peacekeepers": ("troops", "deployed"), "advisers": ("troops", "advisers"),
    "trainers": ("troops", "advisers"), "base_personnel": ("troops", "base-personnel"), "base": ("troops", "base-personnel"),
    "troops_authorised": ("troops", "authorised"), "troops_cumulative": ("troops", "cumulative"),
    "advisers_cumulative": ("troops", "cumulative"), "exercise_troops": ("troops", "exercise"),
    "personnel": ("troops", "military-and-civilian"), "contractors": ("contractors", "contractors"),
    "mercenaries": ("contractors", "contractors"), "civilian_personnel": ("civilian_staff", "sent"),
    "civilian_personnel_local": ("civilian_staff", "hired-locally"), "troops_withdrawn": ("withdrawals", "withdrawn"),
    "withdrawal_complete": ("withdrawals", "withdrawn"),
}  # fmt: skip
EVENTS = {
    "agreement": "agreement", "visit": "visit", "facility_completed": "opening", "base_opened": "opening", "base": "opening",
    "base_cancelled": "closing", "withdrawal_complete": "closing", "sites": "sites-told",
}  # fmt: skip
# Statements that everybody of the force had left by the last day of the row: MF007, MF052 and MF070 give the force up to that
# day and say that it was withdrawn then ("last soldiers cross to Niger 15 Aug 2022"). Not on the list: MF027, where 300 stay for
# a ceremony, and MF134, which closes one base.
NOBODY_LEFT = (
    "MF006", "MF007", "MF014", "MF017", "MF052", "MF070", "MF073", "MF074", "MF076", "MF115", "MF133",
)  # fmt: skip
# "1,500 withdrawn" is no level, and "by December 22 all will have left" a forecast: nobody is said to have seen the last one go.
EXPECTED_TO_LEAVE = ("MF075",)
COMPANY = r"Wagner|Africa Corps"
UN_MISSION = r"\b(?:UN[A-Z]{2,}|MINU[A-Z]+|MONUSCO)\b"
# The operation is Canadian and no mission of the UN, whatever its first two letters say.
NOT_UN = "UNIFIER"
# "bilateral part (a further 2,200 troops + 700 police are UN MINUSCA)": the mission's people are those that are not counted.
BESIDE_UN = r"^bilateral part"
CEILING = "ceiling, not a count"
WITH_UN = r"includes 250 UNFICYP|and other 50|and MIBIL|KFOR"
SEVERAL_SENDERS = ("MULTI", "NATO")
# "RUS, BLR, KGZ, ARM, TJK together", under the code of one of them.
SENDERS_TOGETHER = ("MF053",)
# One number for hosts that the words of the fact name one by one; the table has no code for them.
HOSTS_TOGETHER = {
    "MF005": "CSK DDR HUN POL", "MF071": "BFA TCD MLI MRT NER", "MF072": "BFA TCD NER", "MG501": "BFA TCD MLI MRT NER",
    "MG593": "LBY MLI CAF BFA GNQ NER SDN TCD TGO",
}  # fmt: skip
EVERYWHERE = "all locations"
NOTE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class CuratedFacts:
    """Reader of one of the two tables; the second leaves out facts that stand in the first."""

    SOURCE_ID: str
    FILES: tuple[str, ...] = (FACTS,)

    def read(self, folder: Path, places: Places) -> Reading:
        """Claims on persons, with a zero where the publisher says that everybody left, a planned one where it foretells it, and events."""
        table = read_table(folder / FACTS, COLUMNS)
        rows = _typed(table, places)
        known = _typed(read_table(folder.parent / FIRST / FACTS, COLUMNS), places) if self.SOURCE_ID == SECOND else rows.head(0)
        same = _stands_in(rows, known)
        several = rows["sender_iso3"].isin(SEVERAL_SENDERS) | rows["fact_id"].isin(SENDERS_TOGETHER)
        lost = (rows["sender"].isna() | rows["host"].isna()) & ~several & ~same
        kept = rows[~same & ~several & ~lost]
        unused = [
            unused_rows(table[same], file=FACTS, field="fact_id", reason=f"the same fact stands in {FIRST}"),
            unused_rows(
                table[several & ~same], file=FACTS, field="sender_iso3", reason="one number for several senders together"
            ),
            unused_rows(table[lost], file=FACTS, field="host_iso3", reason="the code means no known place"),
        ]
        claims = [make(kept, self.SOURCE_ID) for make in (_persons, _nobody_left, _nobody_expected, _events)]
        return reading(claims, unused, {FACTS: len(table)})


def _typed(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    start, end = period_bounds(table["start"]), period_bounds(table["end"])
    return table.assign(
        metric=table["metric"].mask(table["fact_id"].isin(EXPECTED_TO_LEAVE), "troops_withdrawn"),
        sender=places.from_alpha3(table["sender_iso3"]),
        host=places.from_alpha3(table["host_iso3"]).where(table["host_iso3"].notna(), _hosts_together(table, places)),
        first=start["first"], last=end["last"].fillna(start["last"]), precision=start["precision"].fillna("year"),
        **{name: numbers(table, name, file=FACTS) for name in ("low", "best", "high")},
    )  # fmt: skip


def _hosts_together(table: pd.DataFrame, places: Places) -> pd.Series:
    named = {fact: places.collective(hosts.split()) for fact, hosts in HOSTS_TOGETHER.items()}
    everywhere = table["event"].fillna("").str.contains(EVERYWHERE, regex=False)
    return table["fact_id"].map(named).fillna(SEVERAL_HOSTS).mask(everywhere, ALL_HOSTS)


def _stands_in(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    keys = ["sender", "host", "year", "best"]
    named = rows.assign(year=rows["first"].dt.year)[keys]
    first = known.assign(year=known["first"].dt.year)[keys].dropna().drop_duplicates()
    joined = named.merge(first, on=keys, how="left", indicator="seen")
    return pd.Series((joined["seen"] == "both").to_numpy() & named["best"].notna().to_numpy(), index=rows.index)


def _persons(rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    told = rows[rows["metric"].isin(list(PERSONS)) & rows[["low", "best", "high"]].notna().any(axis=1)]
    measure, definition = (told["metric"].map({name: pair[place] for name, pair in PERSONS.items()}) for place in (0, 1))
    event = told["event"].fillna("").str.replace(NOT_UN, "")
    event = event.mask(event.str.contains(BESIDE_UN, regex=True), "")
    ceiling = told["note"].fillna("").str.contains(CEILING, regex=False)
    un = event.str.contains(UN_MISSION, regex=True) & (measure == "troops")
    with_un = un & event.str.contains(WITH_UN, regex=True)
    company = (measure == "contractors") & event.str.contains(COMPANY, regex=True)
    up_to = told["low"].isna() & (told["best"] == told["high"]) & event.str.contains('"up to', regex=False)
    at_most = (told["best"].isna() & told["low"].isna()) | up_to
    at_least = told["best"].isna() & told["high"].isna()
    one = (told["low"] == told["high"]) & (told["low"] == told["best"])
    zero_low = (told["metric"] == "withdrawal_complete") & (told["low"] == 0)
    return pd.DataFrame(
        {
            "claim_id": told["fact_id"], **_common(told, source_id), "measure": measure.mask(un & ~with_un, "peacekeepers"),
            "definition": definition.mask(un, "un-rounded").mask(with_un, "deployed-with-un").mask(ceiling, "authorised")
            .mask(company, "private-military-contractors"),
            "actor": event.str.extract(f"({UN_MISSION})")[0].where(un & ~with_un),
            "kind": pd.Series("value", index=told.index).mask(at_most | zero_low, "at-most").mask(at_least, "at-least"),
            "low": told["low"].mask(one | at_most | zero_low), "best": told["best"].mask(up_to), "high": told["high"].mask(one | at_least),
        }
    )  # fmt: skip


def _nobody_left(rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    told = rows[rows["fact_id"].isin(NOBODY_LEFT)]
    return pd.DataFrame(
        {
            "claim_id": told["fact_id"] + "-none-left", **_common(told, source_id), "measure": "troops", "definition": "deployed",
            "kind": "value", "best": 0.0, "start": told["last"], "end": told["last"],
        }
    )  # fmt: skip


def _nobody_expected(rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """A planned strength of none on the last day; no rule draws on what is planned."""
    told = rows[rows["fact_id"].isin(EXPECTED_TO_LEAVE)]
    return pd.DataFrame(
        {
            "claim_id": told["fact_id"] + "-none-expected", **_common(told, source_id), "measure": "troops", "definition": "authorised",
            "kind": "value", "best": 0.0, "start": told["last"], "end": told["last"], "status": "pledged",
        }
    )  # fmt: skip


def _events(rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    numberless = rows["metric"].isin(list(PERSONS)) & rows[["low", "best", "high"]].isna().all(axis=1)
    told = rows[rows["metric"].isin(list(EVENTS)) | numberless]
    closing = told["metric"] == "withdrawal_complete"
    return pd.DataFrame(
        {
            "claim_id": told["fact_id"] + "-event", **_common(told, source_id), "measure": "events",
            "definition": told["metric"].map(EVENTS).fillna("deployment"), "kind": "value", "best": 1.0,
            "start": told["first"].mask(closing, told["last"]), "end": told["first"].mask(closing, told["last"]),
        }
    )  # fmt: skip


def _common(rows: pd.DataFrame, source_id: str) -> dict[str, pd.Series | str]:
    remark = rows["event"].fillna("") + ("; " + rows["note"]).fillna("")
    return {
        "source_id": source_id, "said_by": rows["publisher"], "sender": rows["sender"], "host": rows["host"], "start": rows["first"],
        "end": rows["last"], "precision": rows["precision"], "note": remark.str.slice(0, NOTE_LENGTH), "url": rows["url"],
    }  # fmt: skip


FIRST_FACTS, SECOND_FACTS = CuratedFacts(FIRST), CuratedFacts(SECOND)
