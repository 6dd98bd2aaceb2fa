"""Uppsala Conflict Data Program: states that sent troops into a conflict (1946-2024), and states that supported a side (1975-2017)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import (
    Exclusion,
    Reading,
    read_table,
    reading,
    set_aside,
    unused_summary,
    with_numbers,
    year_bounds,
)
from dashboard.sources.state_numbers import from_gleditsch_ward

ACD_FILE = "ucdp_acd_v25_1_expanded_sides.csv.gz"
ESD_FILE = "ucdp-esd-ay-181.csv.gz"
INTERNATIONALIZED = "II"
# The conflict between the United States and al-Qaida is fought in other states, which the file does not name; so is that
# with the Islamic State.
ELSEWHERE = frozenset({"418", "16099"})
# A force of that many states is a mission of the United Nations, a union or a coalition that lists all its contributors (Mali,
# the Congo, Afghanistan): one line of it says little about the single state.
MULTILATERAL_FROM = 10
SIDES = {"gwno_a_2nd": "for-the-government", "gwno_b_2nd": "for-the-rebels"}
# Letters of the columns in the data set's own order, in words.
KINDS = {
    "x": "troops as a warring party", "p": "troops present", "y": "access to territory", "w": "weapons", "m": "materiel",
    "t": "training", "f": "funding", "i": "intelligence", "l": "territory", "o": "other support", "u": "support of unknown kind",
}  # fmt: skip
STATE = "Government of "
# The data set's names for states that changed theirs, as the numbers by which the year decides.
NUMBERS = {
    "Russia (Soviet Union)": "365", "Serbia (Yugoslavia)": "345", "Yemen (North Yemen)": "678", "Zimbabwe (Rhodesia)": "552",
    "Cambodia (Kampuchea)": "811", "Congo": "484", "DR Congo (Zaire)": "490", "Vietnam (North Vietnam)": "816",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TroopsInConflict:
    """Reader of the armed conflict dataset with its secondary sides."""

    SOURCE_ID: str = "ucdp-acd"
    FILES: tuple[str, ...] = (ACD_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a conflict, year and state that sent troops to a side of it; the host is the state whose government is a side.

        Only civil conflicts with outside troops are read: in wars between states the file does not say where. Gleditsch-Ward codes
        are read by year. Raises PresenceError for a missing file or column and for cells that are no numbers.
        """
        needed = ("conflict_id", "gwno_a", *SIDES, "type_of_conflict", "intensity_level")
        table = with_numbers(read_table(folder / ACD_FILE, (*needed, "year")), [], file=ACD_FILE, year="year")
        sent, unused = set_aside(table, _conflict_exclusions(table), file=ACD_FILE)
        dyads = [self._dyads(sent, column, places) for column in SIDES]
        lines = [line for _, left in dyads for line in left]
        claims = self._claims(pd.concat([rows for rows, _ in dyads], ignore_index=True))
        summary = unused_summary(
            file=ACD_FILE, field="gwno_a_2nd", value=f"{len(sent)} rows in {len(claims)} claims", rows=0,
            reason="The file crosses the lists of both sides: each state of a side counts once a conflict and year",
        )  # fmt: skip
        return reading([claims], [*unused, *lines, summary], {ACD_FILE: len(table)})

    def _dyads(self, sent: pd.DataFrame, column: str, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
        one = sent[sent[column].notna()].drop_duplicates(["conflict_id", "year", "gwno_a", column])
        placed = one.assign(
            sender=from_gleditsch_ward(one[column], one["year"], places),
            host=from_gleditsch_ward(one["gwno_a"], one["year"], places),
        )
        states = placed.groupby(["conflict_id", "year"])["sender"].transform("nunique")
        side = pd.Series(SIDES[column], index=placed.index).mask(states >= MULTILATERAL_FROM, "multilateral-force")
        known = placed["sender"].notna() & placed["host"].notna() & (placed["sender"] != placed["host"])
        # These are parts of rows that give other claims: told, and counted as no row of their own.
        lost = placed[~known]
        lines = [
            unused_summary(
                file=ACD_FILE, field=column, value=str(code), rows=0, reason="No place has this state number in this year"
            )
            for code in sorted(lost[column].unique())
        ]
        return placed.assign(definition=side)[known], lines

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        first, last = year_bounds(rows["year"])
        intensity = rows["intensity_level"].map(
            {"1": "25 to 999 deaths in battle in the year", "2": "1,000 deaths in battle or more"}
        )
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "conflicts_joined", "definition": rows["definition"], "sender": rows["sender"],
                "host": rows["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
                "site": "conflict " + rows["conflict_id"], "note": intensity,
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExternalSupport:
    """Reader of the external support dataset."""

    SOURCE_ID: str = "ucdp-esd"
    FILES: tuple[str, ...] = (ESD_FILE,)

    def read(self, folder: Path, places: Places) -> Reading:
        """One claim a supported party, year and supporting state, in the state where the civil conflict is.

        The file lists supporters of a party in one text and the kinds of support for all of them together: a kind is told only where
        there is one supporter. Supporters that are no state are left out. Raises PresenceError for a missing file or column.
        """
        needed = (
            "actor_name",
            "year",
            "civil",
            "conflict_id",
            "gwno_a",
            "ext_name",
            "ext_sup",
            *(f"ext_{letter}" for letter in KINDS),
        )
        table = with_numbers(read_table(folder / ESD_FILE, needed), [], file=ESD_FILE, year="year")
        exclusions = [
            Exclusion(
                table["ext_name"].isna() | (table["ext_sup"] != "1"), "ext_sup", "The party had no outside support in the year"
            ),
            Exclusion(table["civil"] != "1", "civil", "No civil conflict: the place of the support is not told"),
            Exclusion(table["conflict_id"].isin(list(ELSEWHERE)), "conflict_id", "Fought in states that the file does not name"),
            Exclusion(table["gwno_a"].isna(), "gwno_a", "The state of the conflict is not given"),
        ]
        kept, unused = set_aside(table, exclusions, file=ESD_FILE)
        pairs = _supporters(kept, places)
        known = pairs["state"] & pairs["sender"].notna() & pairs["host"].notna() & (pairs["sender"] != pairs["host"])
        lines = _lost_supporters(pairs[~known])
        return reading([self._claims(pairs[known])], [*unused, *lines], {ESD_FILE: len(table)})

    def _claims(self, rows: pd.DataFrame) -> pd.DataFrame:
        one = rows.drop_duplicates(["sender", "host", "actor_name", "year"])
        first, last = year_bounds(one["year"])
        return pd.DataFrame(
            {
                "source_id": self.SOURCE_ID, "measure": "parties_supported", "definition": one["definition"], "sender": one["sender"],
                "host": one["host"], "kind": "value", "best": 1.0, "start": first, "end": last, "precision": "year",
                "site": one["actor_name"], "note": one["kinds"],
            }
        )  # fmt: skip


def _conflict_exclusions(table: pd.DataFrame) -> list[Exclusion]:
    outside = table[list(SIDES)].notna().any(axis=1)
    return [
        Exclusion(~outside, "type_of_conflict", "No other state sent troops"),
        Exclusion(
            table["type_of_conflict"] != INTERNATIONALIZED,
            "type_of_conflict",
            "The place of a war between states or for a colony is not given",
        ),
        Exclusion(table["conflict_id"].isin(list(ELSEWHERE)), "conflict_id", "Fought in states that the file does not name"),
    ]


def _supporters(kept: pd.DataFrame, places: Places) -> pd.DataFrame:
    """One row a party, year and supporter: columns of ``kept`` with ``name, state, sender, host, kinds, definition``."""
    names, alone = kept["ext_name"].str.split(","), ~kept["ext_name"].str.contains(",", regex=False)
    host = from_gleditsch_ward(kept["gwno_a"], kept["year"], places)
    long = kept.assign(host=host, kinds=_kinds(kept).where(alone, "one of several supporters: kinds not told apart"), name=names)
    pairs = long.explode("name", ignore_index=True)
    plain = pairs["name"].str.strip()
    middle = pd.to_datetime(pairs["year"].astype("str") + "-07-01").astype("datetime64[s]")
    named = plain.str.removeprefix(STATE)
    sender = from_gleditsch_ward(named.map(NUMBERS), pairs["year"], places).fillna(places.resolve_series(named, middle))
    rebels = ~pairs["actor_name"].str.startswith(STATE)
    return pairs.assign(
        name=plain, state=plain.str.startswith(STATE), sender=sender,
        definition=rebels.map({True: "rebels-supported", False: "government-supported"}),
    )  # fmt: skip


def _kinds(kept: pd.DataFrame) -> pd.Series:
    told = pd.Series("", index=kept.index)
    for letter, words in KINDS.items():
        told = told + (kept[f"ext_{letter}"] == "1").map({True: f"{words}, ", False: ""})
    return told.str.removesuffix(", ").replace("", "kind not told")


def _lost_supporters(pairs: pd.DataFrame) -> list[pd.DataFrame]:
    states = pairs[pairs["state"]]
    lines = [
        unused_summary(
            file=ESD_FILE, field="ext_name", value=str(name), rows=0, reason="No place has the supporter's name in the year"
        )
        for name in sorted(states["name"].unique())
    ]
    others = int((~pairs["state"]).sum())
    reason = "Supporters that are no state"
    return [*lines, unused_summary(file=ESD_FILE, field="ext_name", value=f"{others} supporters", rows=0, reason=reason)]


TROOPS_IN_CONFLICT = TroopsInConflict()
EXTERNAL_SUPPORT = ExternalSupport()
