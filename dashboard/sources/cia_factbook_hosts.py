"""Whom a number of the Factbook counts, by its own sentences: the table of parsed numbers keeps the first of several hosts alone.

"5,100 Burkina Faso/Chad/Mali/Niger (Operation Barkhane)" stands in the table as 5,100 in Burkina Faso, "West Africa (1,200)" as
Africa, and "300 Baltics (NATO)" and "Lebanon 170 (UNIFIL)" not at all. The sentence decides.
"""

from __future__ import annotations

import re

import pandas as pd

from dashboard.domain.places import SEVERAL_HOSTS, Places

# Hosts that the table leaves out, as the sentences name them.
REGIONS = {"Baltics": "X-BALT", "Baltic States": "X-BALT", "West Africa": "X-AFW", "Europe": "X-EUR"}
QUALIFIERS = {"approx.": "approximately", "est.": "estimated"}
NUMBER = r"\d[\d,]*"
REGION = re.compile(
    rf"(?P<qualifier>[a-z][a-z .]*?)? ?(?P<low>{NUMBER})(?:-(?P<high>{NUMBER}))? (?P<region>{'|'.join(REGIONS)})\b(?P<rest>.*)"
)
# "West Africa (Chad, Niger; Operation Barkhane)": the region's states are named one by one.
MEMBERS = re.compile(r"(?P<region>.+?) \((?P<members>[A-Z][^();]*)")
LIST = re.compile(r", |/")
STATEMENT_ENDS = re.compile(r";(?![^()]*\))")
MORE_HOSTS = re.compile(r"(?:/[A-Z][A-Za-z' -]*[A-Za-z])+")
DIRECTION = re.compile(r"\b(North|East|South|West|Central) $")
# Statements whose order of words the table does not know: "Lebanon 170 (UNIFIL)", "est. 200 (Azerbaijan; monitoring cease-fire)",
# "Central African Republic (est. 300-500)", "has about 175 mostly police personnel deployed to the Central African Republic (MINUSCA)".
NAME = r"(?P<host>[A-Z][a-z]+(?: (?:of |the |and )?[A-Z][a-z]+)*)"
FIGURE = (
    r"(?:(?P<qualifier>est\.|approx\.|estimated|approximately|about|up to|as many as|over|more than|at least) )?"
    rf"(?P<low>{NUMBER})(?:-(?P<high>{NUMBER}))?"
)
OTHER_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{NAME} {FIGURE} \((?P<note>[^()]*)\)", rf"{FIGURE} \({NAME}(?:; (?P<note>[^()]*))?\)", rf"{NAME} \({FIGURE}\)",
        rf"has {FIGURE} mostly police personnel deployed to the {NAME} \((?P<note>[^()]*)\)",
    )
)  # fmt: skip
PARTS = re.compile(r"[;,] *(?![^()]*\))")
AS_OF = re.compile(r" ?\((?:19|20)\d\d(?:-\d+)?\)$")
REGION_COLUMNS = ["host_as_written", "low", "best", "high", "qualifier", "mission_or_note", "text_fragment"]


def with_all_hosts(table: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the host as the sentences write it and ``host_iso3`` missing where that is more than the table has.

    ``mission_or_note`` is the statement then, if the table has none. A number whose hosts changed while it stood becomes one row
    for each sentence, with the sentence's own days; the index stays the one of the table.
    """
    shown = _sentences(table, texts)
    cut = shown[shown["host_as_written"] != shown["written"]].index.unique()
    whole = shown.loc[shown.index.isin(cut)]
    own = whole["host_as_written"] == whole["written"]
    mended = whole.assign(
        host_as_written=whole["written"],
        host_iso3=whole["host_iso3"].where(own),
        mission_or_note=whole["mission_or_note"].fillna(whole["sentence"].mask(own)),
        first_seen=whole[["first_seen", "first_text"]].max(axis=1),
        last_seen=whole[["last_seen", "last_text"]].min(axis=1),
    )
    days = {"first_seen": "min", "last_seen": "max"}
    steps = {name: days.get(name, "first") for name in table.columns if name != "host_as_written"}
    joined = mended.rename_axis("row").groupby(["row", "host_as_written"], sort=False).agg(steps).reset_index("host_as_written")
    return pd.concat([table.drop(index=cut), joined[table.columns].rename_axis(None)]).sort_index(kind="stable")


def regions_left_out(texts: pd.DataFrame) -> pd.DataFrame:
    """Statements on a region that the table leaves out, in its columns, one row a text; the index is the one of ``texts``."""
    found = [
        (row, match)
        for row, text in texts["text"].items()
        for statement in STATEMENT_ENDS.split(text)
        if (match := REGION.fullmatch(statement.strip()))
    ]
    own = texts.loc[[row for row, _ in found], ["sender_iso3", "as_of_text", "first_seen", "last_seen"]]
    told = pd.DataFrame([_region(match) for _, match in found], index=own.index, columns=REGION_COLUMNS, dtype="str")
    return own.rename(columns={"as_of_text": "as_of"}).join(told).assign(host_iso3=None, in_note_or_history="0")


def hosts_left_out(table: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Statements on one host in an order of words that ``table`` does not know, in its columns, one row a text; the index is the one
    of ``texts``. What the table has of the same sender and host in the days of the text is left to it.
    """
    found = [
        (row, match)
        for row, text in texts["text"].items()
        for part in PARTS.split(text)
        for form in OTHER_FORMS
        if (match := form.fullmatch(AS_OF.sub("", part.strip()))) and match["host"] not in REGIONS
    ]
    own = texts.loc[[row for row, _ in found], ["sender_iso3", "as_of_text", "first_seen", "last_seen"]]
    told = pd.DataFrame([_told(match) for _, match in found], index=own.index, columns=REGION_COLUMNS, dtype="str")
    rows = own.rename(columns={"as_of_text": "as_of"}).join(told).assign(host_iso3=None, in_note_or_history="0")
    return rows[~_has(table, rows)]


def hosts_of(written: pd.Series, notes: pd.Series, places: Places) -> pd.Series:
    """Place ids of hosts as written; several that are named one by one are one collective host, whole or not at all.

    A region whose states are listed, behind its name or behind its figure ("West Africa (1,600; Cote d'Ivoire, Gabon, Senegal)"),
    is those states together where the catalogue has a place for just them; otherwise it is the region.
    """
    pairs = list(zip(written, notes.fillna(""), strict=True))
    answers = {(host, note): _host(host, note, places) for host, note in set(pairs) if isinstance(host, str)}
    return pd.Series([answers.get(pair) for pair in pairs], index=written.index, dtype="str")


def _host(written: str, note: str, places: Places) -> str | None:
    if found := MEMBERS.fullmatch(written):
        return _listed(found["members"], places) or REGIONS[found["region"]]
    known = REGIONS.get(written) or places.resolve(written).id
    if known and places.by_id[known].kind == "collective":
        return _listed(note.split(";")[0], places) or known
    if known or "/" not in written:
        return known
    first = places.resolve(written.split("/")[0]).id
    # "Middle East/Iraq/Kuwait": the region holds the states that are named after it.
    return first if first and places.by_id[first].kind == "collective" else _together(written.split("/"), places)


def _listed(words: str, places: Places) -> str | None:
    """The place for a list of states and nothing else; None for other words, and where the catalogue has none for just these."""
    several = _together(LIST.split(words), places)
    return None if several == SEVERAL_HOSTS else several


def _together(names: list[str], places: Places) -> str | None:
    ids = [place for name in names if (place := places.resolve(name).id)]
    return places.collective(ids) if len(ids) == len(names) else None


def _sentences(table: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table, once for each text that shows them: the host as ``written`` there, the ``sentence`` from it on."""
    versions = texts.rename(columns={"first_seen": "first_text", "last_seen": "last_text"})
    pairs = table.reset_index(names="row").merge(versions[["sender_iso3", "first_text", "last_text", "text"]], on="sender_iso3")
    pairs = pairs[(pairs["first_text"] <= pairs["last_seen"]) & (pairs["last_text"] >= pairs["first_seen"])]
    named = (pairs[name].astype(str) for name in ("text", "text_fragment", "host_as_written"))
    told = [_written(*given) for given in zip(*named, strict=True)]
    both = pairs.assign(written=[host for host, _ in told], sentence=[words for _, words in told])
    return both[both["written"] != ""].set_index("row").rename_axis(None)


def _written(text: str, fragment: str, host: str) -> tuple[str, str]:
    """The host in full and the statement from it on; both empty where the text does not show the fragment."""
    found = re.search(rf"(?<![\d,]){re.escape(fragment)}", text)
    if found is None:
        return "", ""
    before = DIRECTION.search(text[: found.start()]) if fragment.startswith(host) else None
    after = MORE_HOSTS.match(text, found.end()) if fragment.endswith(host) else None
    written = (f"{before[1]} " if before else "") + host + (after[0] if after else "")
    rest = STATEMENT_ENDS.split(text[after.end() :])[0] if after else ""
    return written, written + rest


def _has(table: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Whether the table has the sender and the host of each row in the days of its text; the index is the one of ``rows``."""
    keys = ["sender_iso3", "host_as_written"]
    numbered = rows.reset_index(drop=True).rename_axis("number").reset_index()
    both = numbered.merge(table[[*keys, "first_seen", "last_seen"]], on=keys, suffixes=("", "_of_table"))
    meets = (both["first_seen_of_table"] <= both["last_seen"]) & (both["last_seen_of_table"] >= both["first_seen"])
    return pd.Series(numbered["number"].isin(both.loc[meets, "number"]).to_numpy(), index=rows.index)


def _region(found: re.Match[str]) -> dict[str, str]:
    told = found["region"] + found["rest"]
    members = MEMBERS.match(told)
    return {**_figure(found), "host_as_written": members[0] if members else found["region"], "mission_or_note": told}


def _told(found: re.Match[str]) -> dict[str, str | None]:
    return {**_figure(found), "host_as_written": found["host"], "mission_or_note": found.groupdict().get("note")}


def _figure(found: re.Match[str]) -> dict[str, str]:
    low, high = (value.replace(",", "") for value in (found["low"], found["high"] or found["low"]))
    # "85-100,000" is 85,000 to 100,000.
    low = low + "000" if int(low) < 1000 < int(high) else low
    qualifier = found["qualifier"] or ""
    return {
        "low": low, "best": str((int(low) + int(high)) // 2), "high": high, "qualifier": QUALIFIERS.get(qualifier, qualifier),
        "text_fragment": found[0],
    }  # fmt: skip
