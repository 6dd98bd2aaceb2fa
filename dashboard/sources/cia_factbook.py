"""CIA World Factbook: military deployments by sending country, with the days on which each number was displayed.

The text keeps an old number until it is edited: ``as_of`` is the date of the number, first and last seen are the days on which
the Factbook showed it. A number that goes while the country's text goes on was published before and is withheld now.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from dashboard.domain.places import SEVERAL_HOSTS, Places
from dashboard.sources.cia_factbook_hosts import hosts_left_out, hosts_of, regions_left_out, with_all_hosts
from dashboard.sources.reading import Reading, numbers, period_bounds, read_table, reading, unused_rows

SOURCE_ID = "cia-factbook-deployments"
PARSED = "deployments_parsed.csv"
TEXTS = "deployments_text_history.csv"
FILES = (PARSED, TEXTS)
COLUMNS = (
    "sender_iso3", "host_iso3", "host_as_written", "as_of", "low", "best", "high", "qualifier", "mission_or_note", "first_seen",
    "last_seen", "in_note_or_history", "text_fragment",
)  # fmt: skip
TOGETHER = "deployed-with-un"
NO_LONGER = "the number is no longer in the text; the text does not say that nobody is left"
OTHERWISE = "since then the text has one number for UN peacekeepers and others together, or no longer one for both"
AT_MOST = ("up to", "as many as", "estimated to have as many as")
AT_LEAST = ("more than", "over", "at least")
UN_MISSION = r"\b(?:UN[A-Z]{2,}|MINU[A-Z]+|MONUSCO|ONU[A-Z]+)\b"
# One number for UN peacekeepers and others together: "MINUSMA/EUTM", "250 for UNFICYP" in the British force on Cyprus.
OTHERS_TOO = (
    r"EUTM|EUFOR|NATO|Barkhane|Takuba|Task Force|bilateral|coalition|remainder|AMISOM|ATMIS|MFO|\d+ (?:for|in|with|under) "
)
# UNISFA stands in Abyei, which both Sudans claim: one mission in one place, filed under Sudan as in the UN's own figures, so that
# the two counts of it meet.
ABYEI = {"SDN;SSD": "SDN"}
# "225 troops in the Central African Republic under the UN" names no mission, and the table of parsed numbers drops the last words.
UNDER_THE_UN = {("PRT", "CAF", "2025"): "MINUSCA (the text says: under the UN)"}
# Slips of the text, kept as printed and said aloud.
SLIPS = {"Liberia (UNSMIL)": "printed as Liberia; UNSMIL is the mission in Libya"}


def read(folder: Path, places: Places) -> Reading:
    """Claims for each displayed number, and a withheld claim for each pair whose number disappeared.

    ``troops/deployed``; ``troops/deployed-with-un`` where one number holds UN peacekeepers and others;
    ``peacekeepers/un-rounded`` where it holds UN peacekeepers alone.
    """
    table = read_table(folder / PARSED, COLUMNS)
    texts = read_table(folder / TEXTS, ("sender_iso3", "as_of_text", "first_seen", "last_seen", "text"))
    history = table["in_note_or_history"] == "1"
    named = _keyed(with_all_hosts(table[~history], texts), places)
    left_out = _keyed(pd.concat([regions_left_out(texts), hosts_left_out(table[~history], texts)]), places)
    unknown = named["host"].isna() | named["sender"].isna()
    shown = _spells(pd.concat([named[~unknown], left_out], ignore_index=True))
    unused = [
        unused_rows(
            table[history],
            file=PARSED,
            field="text_fragment",
            reason="the number stands in a note or a history; its date is not the text's",
        ),
        unused_rows(
            table.loc[named.index[unknown].unique()], file=PARSED, field="host_as_written", reason="the name means no known place"
        ),
        _reworded(named[~unknown], PARSED),
        _reworded(left_out, TEXTS),
    ]
    return reading([_claims(shown), _withheld(shown, texts)], unused, {PARSED: len(table), TEXTS: len(texts)})


def _keyed(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    host = places.from_alpha3(table["host_iso3"].replace(ABYEI)).fillna(
        hosts_of(table["host_as_written"], table["mission_or_note"], places)
    )
    keys = pd.MultiIndex.from_frame(table[["sender_iso3", "host_iso3", "as_of"]])
    table = table.assign(
        mission_or_note=table["mission_or_note"].fillna(pd.Series(keys.map(UNDER_THE_UN), index=table.index).astype("str"))
    )
    words = table["mission_or_note"].fillna("").str.replace("MINUSCO", "MONUSCO")
    un = words.str.contains(UN_MISSION, regex=True)
    mixed = un & words.str.contains(OTHERS_TOO, regex=True)
    transnistria = words.str.contains("Transnistria")
    definition = pd.Series("deployed", index=table.index).mask(un, "un-rounded").mask(mixed, TOGETHER)
    return table.assign(
        sender=places.from_alpha3(table["sender_iso3"]),
        host=host.mask(transnistria, "X-TRN").fillna(table["host_as_written"].map(lambda name: SEVERAL_HOSTS if name else None)),
        definition=definition, measure=pd.Series("troops", index=table.index).mask(un & ~mixed, "peacekeepers"),
        actor=words.where(un & ~mixed).str.extract(f"({UN_MISSION})")[0],
        **{name: numbers(table, name, file=PARSED) for name in ("low", "best", "high")},
        qualifier=table["qualifier"].fillna(""),
    )  # fmt: skip


def _spells(named: pd.DataFrame) -> pd.DataFrame:
    """One row a number and date, however often the words around it changed: first and last day of display."""
    keys = ["sender", "host", "measure", "definition", "actor", "as_of", "low", "best", "high", "qualifier"]
    groups = named.groupby(keys, dropna=False, sort=True)
    shown = groups.agg(
        first_seen=("first_seen", "min"),
        last_seen=("last_seen", "max"),
        mission=("mission_or_note", "first"),
        fragment=("text_fragment", "first"),
    ).reset_index()
    # The same date with another number later: the first was corrected and no longer stands.
    order = shown.sort_values("first_seen", kind="stable")
    later = order.groupby(["sender", "host", "measure", "definition", "actor", "as_of"], dropna=False)["first_seen"].shift(-1)
    corrected = later.reindex(shown.index)
    return shown.assign(withdrawn=corrected.where(corrected > shown["last_seen"]))


def _claims(shown: pd.DataFrame) -> pd.DataFrame:
    day = period_bounds(shown["as_of"])
    at_most, at_least = shown["qualifier"].isin(AT_MOST), shown["qualifier"].isin(AT_LEAST)
    plain = (shown["low"] == shown["high"]) & ~at_most & ~at_least
    ends = shown["low"].map("{:,.0f}".format) + "-" + shown["high"].map("{:,.0f}".format)
    # "as many as 4-5,000" is an upper end with two figures; the one in the middle is the table's and not the text's.
    two = shown["low"].notna() & (shown["low"] != shown["high"])
    figure = shown["best"].map("{:,.0f}".format).where((plain | at_most | at_least) & ~two, ends)
    words = (shown["qualifier"] + " " + figure).where(shown["qualifier"] != "")
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": shown["measure"], "definition": shown["definition"], "actor": shown["actor"],
            "sender": shown["sender"], "host": shown["host"],
            "kind": pd.Series("value", index=shown.index).mask(at_most, "at-most").mask(at_least, "at-least"),
            "low": shown["low"].mask(plain | at_most), "best": shown["best"].mask(at_most | at_least | ~(plain | at_most | at_least)),
            "high": shown["high"].mask(plain | at_least), "phrase": words, "start": day["first"], "end": day["last"],
            "precision": day["precision"], "published": shown["first_seen"], "withdrawn": shown["withdrawn"], "note": _notes(shown),
        }
    )  # fmt: skip


def _notes(shown: pd.DataFrame) -> pd.Series:
    note = shown["mission"].fillna("").str.slice(0, 160)
    for fragment, warning in SLIPS.items():
        note = note.mask(shown["fragment"].str.contains(fragment, regex=False), warning)
    return note


def _withheld(shown: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """One claim a pair whose number left the text: withheld from the first text without it.

    The note tells apart a number that from then on is told together with others, or no longer together with them.
    """
    keys = ["sender", "host", "measure", "definition", "actor"]
    last = shown.groupby(keys, dropna=False, sort=True)["last_seen"].max().reset_index()
    versions = texts[["sender_iso3", "first_seen"]].rename(columns={"sender_iso3": "sender", "first_seen": "next_text"})
    after = last.merge(versions, on="sender")
    gone = after[after["next_text"] > after["last_seen"]].groupby(keys, dropna=False, sort=True)["next_text"].min().reset_index()
    note = _told_together(gone, shown).map({True: OTHERWISE, False: NO_LONGER}).astype("str")
    return gone.drop(columns="next_text").assign(
        source_id=SOURCE_ID, kind="withheld", precision="day", start=gone["next_text"], published=gone["next_text"],
        note=note,
    )  # fmt: skip


def _told_together(gone: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    """Whether the text that no longer has a number has another one for the pair, of which either holds UN peacekeepers and others."""
    pairs = gone.reset_index().merge(
        shown[["sender", "host", "definition", "first_seen", "last_seen"]], on=["sender", "host"], suffixes=("", "_now")
    )
    there = (pairs["first_seen"] <= pairs["next_text"]) & (pairs["last_seen"] >= pairs["next_text"])
    one = (pairs["definition"] == TOGETHER) != (pairs["definition_now"] == TOGETHER)
    return pd.Series(gone.index.isin(pairs["index"][there & one]), index=gone.index)


def _reworded(named: pd.DataFrame, file: str) -> pd.DataFrame:
    keys = ["sender", "host", "measure", "definition", "actor", "as_of", "low", "best", "high", "qualifier"]
    repeated = named[named.duplicated(keys)]
    return unused_rows(
        repeated,
        file=file,
        field="text_fragment",
        reason="the same number and date in other words; its days of display are joined",
    )
