"""US military personnel by duty station: the quarterly manpower reports, as compiled in one file.

Of the three compiled files only the one that keeps a row for each place in each report is read. The other two add
up and fill in: the quarterly one doubles South Korea always and every host in June 2020 and June 2021, and holds zeros for
quarters in which no report was published.

The compilers' own columns (``troops_ad``, ``navy_ad`` ...) turn blanks into zeros. A figure is therefore the report's own column
where there is one, else the compiled one if the report's older columns back it: a zero without a printed figure is no claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.places import Places
from dashboard.errors import PresenceError, Problem
from dashboard.sources.reading import Reading, month_end, read_table, reading, unused_rows, unused_summary, with_numbers

SOURCE_ID = "us-troops-dmdc"
REPORTS = "troopdata-rebuild-reports.csv.gz"
FILES = (REPORTS,)
NOT_READ = {
    "troopdata-rebuild-country-year-quarter-format.csv.gz": "it doubles South Korea always and every host in June 2020 and June 2021, "
    "and holds zeros for quarters without a report",
    "troopdata-rebuild-country-year.csv.gz": "it repeats the reports file by year and stops in 2024",
}
WHOLE = "US armed forces"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of claims: a definition, an actor and where its figure stands.

    Attributes:
        own: the report's own column, from September 2008 on.
        compiled: the compilers' column for the reports before; empty where the reports before have no such figure.
        printed: the older columns that the compiled one is made of; one of them must hold a figure for a compiled zero to count.
    """

    definition: str
    actor: str
    own: str
    compiled: str = ""
    printed: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is needed."""
        return tuple(name for name in (self.own, self.compiled, *self.printed) if name)


ACTIVE = Series("active-duty", WHOLE, "Total Active Duty", "troops_ad", ("Total", "Total Ashore", "Total Afloat"))
NAVY_PRINTED = ("Navy Total", "Navy Ashore", "Navy Temporary Ashore", "Navy Other", "Navy Afloat")
MARINES_PRINTED = ("Marine Corps Total", "Marine Corps Ashore", "Marine Corps Afloat")
BRANCHES = (
    Series("active-duty", "US Army", "Army Active Duty", "army_ad", ("Army Total",)),
    # navy_ad is 0 in nearly every row from September 2008 on (Japan, December 2025: 0 of 21,236); it is read for the reports before.
    Series("active-duty", "US Navy", "Navy Active Duty", "navy_ad", NAVY_PRINTED),
    Series("active-duty", "US Marine Corps", "Marine Corps Active Duty", "marine_corps_ad", MARINES_PRINTED),
    Series("active-duty", "US Air Force", "Air Force Active Duty", "air_force_ad", ("Air Force Total",)),
    # The reports list these two from 2008 and from September 2023 on; the compiled columns hold zeros back to 1950.
    Series("active-duty", "US Coast Guard", "Coast Guard Active Duty"),
    Series("active-duty", "US Space Force", "Space Force Active Duty"),
)
OTHERS = (
    Series("reserve", WHOLE, "Total Selected Reserve"),
    Series("civilian", WHOLE, "Total Civilian"),
    Series("all-personnel", WHOLE, "Grand Total"),
)
ALL_SERIES = (ACTIVE, *BRANCHES, *OTHERS)
WORDS = ("ccode", "countryname", "year", "month", "source", "Location", "iso3c")
FIGURES = tuple(sorted({name for series in ALL_SERIES for name in series.columns}))
COLUMNS = (*WORDS, *FIGURES)
MONTHS = {"March": 3, "June": 6, "September": 9, "December": 12}
# Names that mean several places elsewhere and one here: 1013 is the file's own code of the US Virgin Islands, 1038 of Kashmir,
# and the reports go on printing "Netherlands Antilles" after the islands went apart in 2010.
OWN_CODES = {"1013": "VIR", "1016": "ANT", "1038": "X-INPK"}
# Lines that count a part of their host, by the file's own codes: Midway, Wake and Johnston are three lines of one place.
PARTS = {
    "1012": "Midway Islands", "1014": "Wake Island", "10100": "Johnston Atoll", "1040": "Azores", "1031": "Easter Island",
    "1033": "Sarawak", "1042": "Ascension Island", "10101": "Eniwetok",
}  # fmt: skip
# The same, by the printed name. For these the file has no line for the rest of the country in that report: Japan is the Ryukyu
# Islands alone in 1964 and from 1966 to 1972, Italy is Trieste alone in 1950.
PARTS_BY_NAME = {
    "Ryukyus (Okinawa)": "Ryukyu Islands", "Ryukyu Islands": "Ryukyu Islands", "Trieste": "Trieste", "Jerusalem": "Jerusalem",
    "MONTENEGRO (1992 - 2001)": "Montenegro (1992 - 2001)",
}  # fmt: skip
# The department withheld these three from the December 2017 report on.
WITHHELD = ("AFG", "IRQ", "SYR")
WITHHELD_FROM = pd.Timestamp("2017-12-31")
# The December 2017 report came out in April 2018, with the three places blank; the day is not recorded.
FIRST_SILENT_REPORT = pd.Timestamp("2018-04-30")
# The September 2017 figures were removed in April 2018 and released again on this day.
LAST_BEFORE, RELEASED_AGAIN = pd.Timestamp("2017-09-30"), pd.Timestamp("2020-11-23")
# A zero for Afghanistan after this day stands: the hand-kept claim PRESS-AFG-2021 says that the withdrawal was complete.
AFGHANISTAN_LEFT = pd.Timestamp("2021-08-30")
# Here the report has left out most of the forces in operations since then: Kuwait falls from 9,241 to 2,082 in one quarter.
THINNED = ("KWT", "QAT", "JOR", "NER", "DJI")
# From 2003 to 2007 the forces in and around Iraq and Afghanistan stood in a table of their own ("Iraq (See OIF Table)"). The
# main table prints 0 for these three: no count of anybody.
ELSEWHERE, ELSEWHERE_FROM, ELSEWHERE_TO = ("IRQ", "KWT", "AFG"), pd.Timestamp("2003-09-30"), pd.Timestamp("2007-09-30")
TOTALS, FORMER_SOVIET_UNION = "Total - Former Soviet Union", "X-FSU"
# Marks of the printed names: an asterisk, or the letters of footnotes ("South Viet-Nam e/  f/").
FOOTNOTE = r"\s*[*]|\s+[a-z]/"
# Names that say more than which country it is: "China (Includes Hong Kong)", "Cuba (Guantanamo)", "Ethiopia and Eritrea".
TELLING_NAME = r"\(| and Eritrea"
# Zimbabwe stands twice in September 2013, with equal totals and other branches.
TWIN_KEYS = ["day", "Location", "countryname", "troops_ad", "Grand Total"]
UNEVEN = "the branches of this line do not add up to its total"
NO_FIGURE = "the report gives no figure for this place"
# The state number of South Vietnam. Until 1965 the reports say "Viet Nam" and mean the republic in the south.
SOUTH_VIETNAM, SOUTH_VIETNAM_SINCE, SOUTH_VIETNAM_UNTIL = ("817", pd.Timestamp("1954-07-21"), pd.Timestamp("1975-04-30"))


def read(folder: Path, places: Places) -> Reading:
    """Claims for active duty (with branches), reserve, civilians and all personnel at the end of each reported month.

    Raises PresenceError: E-READ-MISSING-FILE, E-READ-FORMAT, E-READ-COLUMNS, or E-READ-VALUE with every cell that is no figure,
    no year or no month of a report.
    """
    table = read_table(folder / REPORTS, COLUMNS)
    _check_months(table)
    typed = with_numbers(table, FIGURES, file=REPORTS, year="year")
    rows = typed.assign(day=month_end(typed["year"], typed["month"].map(MONTHS)))
    abroad, unused = _sort_out(rows, places)
    figures = pd.concat([_claims(abroad, series) for series in ALL_SERIES], ignore_index=True)
    whole = figures[figures["actor"] == WHOLE]
    claims = [
        _mark_withheld(figures),
        *(_never_listed(whole, rows["day"], definition) for definition in ("active-duty", "all-personnel")),
    ]
    skipped = [unused_summary(file=name, field="*", reason=f"not read: {why}", rows=0) for name, why in NOT_READ.items()]
    return reading(claims, [*unused, *skipped], {REPORTS: len(table)})


def _check_months(table: pd.DataFrame) -> None:
    wrong = table["month"][~table["month"].isin(list(MONTHS))]
    problems = [
        Problem(
            "E-READ-VALUE",
            repr(cell),
            "one of " + ", ".join(MONTHS),
            cause="a report of another month, or a cell in the wrong column",
            next_step="add the month to the reader or mend the cell",
            where=f"{REPORTS}, row {int(str(row)) + 1}, column month",
        )
        for row, cell in wrong.head(50).items()
    ]
    if problems:
        raise PresenceError.of(problems)


def _sort_out(rows: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Rows with a host abroad and a count, with ``host``, ``site`` and ``note``; and the rows left out with their reasons."""
    host = _hosts(rows, places)
    left = pd.Series(True, index=rows.index)
    unused = []
    for field, reason, mask in _reasons(rows, host):
        unused.append(unused_rows(rows[left & mask], file=REPORTS, field=field, reason=reason))
        left &= ~mask
    site = rows["ccode"].map(PARTS).fillna(rows["Location"].map(PARTS_BY_NAME))
    kept = rows.assign(host=host, site=site)[left]
    return kept.assign(note=_notes(kept, rows), uneven=_branches_disagree(kept)), unused


def _reasons(rows: pd.DataFrame, host: pd.Series) -> list[tuple[str, str, pd.Series]]:
    """Why rows become no claim, the first reason that concerns a row counts: field that shows it, sentence, mask."""
    # In 1992 and 1993 the total stands beside Russia, the only state listed; later the file has no line for Russia.
    total = (rows["Location"] == TOTALS) & rows["year"].isin([1992, 1993])
    count = _figure(rows, ACTIVE)
    elsewhere = host.isin(ELSEWHERE) & rows["day"].between(ELSEWHERE_FROM, ELSEWHERE_TO) & ~(rows["troops_ad"] > 0)
    same = rows.duplicated(TWIN_KEYS)
    return [
        ("Location", "the United States itself is no presence abroad", rows["iso3c"] == "USA"),
        ("Location", "a total of rows that stand beside it", total),
        ("Location", "the same row stands twice in the report", rows.duplicated(list(COLUMNS))),
        (
            "Location",
            "the place stands twice in the report with the same totals; the first line is read, the branches of this one differ",
            same,
        ),
        ("Location", "the name means no known place, or more than one on that day", host.isna()),
        (
            "Location",
            "the report counts the forces here in another table or says that no figure is available; the 0 is no count",
            elsewhere,
        ),
        ("Location", "the line holds no figure; the compiled 0 stands for a blank", count.isna()),
    ]


def _hosts(rows: pd.DataFrame, places: Places) -> pd.Series:
    """The place that the printed name means on that day; where a name decides nothing, the file's own code."""
    # The name of a city today; the reports that print it mean the colony.
    printed = rows["Location"].str.replace(FOOTNOTE, "", regex=True).str.strip().replace("Aden", "Aden Colony")
    by_name = places.resolve_series(printed, rows["day"])
    by_country = places.resolve_series(rows["countryname"], rows["day"])
    host = by_name.fillna(places.from_alpha3(rows["iso3c"])).fillna(by_country).fillna(rows["ccode"].map(OWN_CODES))
    south = (rows["ccode"] == SOUTH_VIETNAM) & (host == "VNM") & rows["day"].between(SOUTH_VIETNAM_SINCE, SOUTH_VIETNAM_UNTIL)
    return host.mask(south, "VDR").mask(rows["Location"] == TOTALS, FORMER_SOVIET_UNION)


def _figure(rows: pd.DataFrame, series: Series) -> pd.Series:
    """The figure of each row (float64): the report's own, else the compiled one if the report's older columns back it."""
    own = rows[series.own]
    if not series.compiled:
        return own
    compiled = rows[series.compiled]
    backed = (compiled > 0) | rows[list(series.printed)].notna().any(axis=1)
    return own.fillna(compiled.where(backed))


def _claims(rows: pd.DataFrame, series: Series) -> pd.DataFrame:
    figure = _figure(rows, series)
    told = rows[figure.notna()]
    uneven = told["uneven"] & (series.definition == ACTIVE.definition)
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "troops", "definition": series.definition, "actor": series.actor, "sender": "USA",
            "host": told["host"], "kind": "value", "best": figure[figure.notna()], "start": told["day"], "end": told["day"],
            "precision": "day", "note": _with(told["note"], uneven, UNEVEN), "site": told["site"],
        }
    )  # fmt: skip


def _notes(kept: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """What the reader must know of each kept row, the parts joined by "; "; empty where there is nothing."""
    printed = kept["Location"].str.replace(FOOTNOTE, "", regex=True).str.strip()
    named = kept["site"].notna() | printed.str.contains(TELLING_NAME)
    twice = rows.duplicated(TWIN_KEYS, keep=False).loc[kept.index]
    # A printed 0 with nothing beside it that says more; the two reports after it say "Afghanistan (not available)".
    unsure = (kept["host"] == "AFG") & (kept["day"] == pd.Timestamp("2002-09-30"))
    # The report of June 1950 alone has no column for people afloat.
    ashore = kept["year"] == 1950
    filled = ~kept["source"].str.fullmatch(r"[A-Z][a-z]+ \d{4}").fillna(False)
    thinned = kept["host"].isin(THINNED) & (kept["day"] >= WITHHELD_FROM)
    released = kept["host"].isin(WITHHELD) & (kept["day"] == LAST_BEFORE)
    words = ("listed as " + printed.where(printed != printed.str.upper(), printed.str.title())).where(named, "")
    words = _with(words, filled, "not from a report: " + kept["source"])
    words = _with(words, kept["host"] == FORMER_SOVIET_UNION, "a total: the states that the report lists apart are inside it")
    words = _with(words, twice, "listed twice with the same totals and other branches")
    words = _with(words, ashore, "people ashore only")
    words = _with(words, unsure, "the reports of 2003 and 2004 say that no figure is available here")
    words = _with(words, released, "removed in April 2018, released again on 23 November 2020")
    return _with(words, thinned, "since December 2017 most forces in operations here are left out")


def _with(words: pd.Series, mask: pd.Series, text: str | pd.Series) -> pd.Series:
    """``words`` with ``text`` after a semicolon where ``mask`` is True."""
    longer = words.where(words == "", words + "; ") + text
    return words.mask(mask, longer)


def _branches_disagree(rows: pd.DataFrame) -> pd.Series:
    """True where a row's branches sum to another number than its total: about 300 rows to 1967, 46 in December 2021 to June 2022."""
    branches = pd.concat([_figure(rows, series) for series in BRANCHES], axis=1)
    return branches.notna().any(axis=1) & (branches.sum(axis=1) != _figure(rows, ACTIVE))


def _mark_withheld(claims: pd.DataFrame) -> pd.DataFrame:
    """Zeros of the three withheld places after 2017 become withheld figures; the September 2017 ones get their second publication."""
    three = claims["host"].isin(WITHHELD)
    left = (claims["host"] == "AFG") & (claims["end"] > AFGHANISTAN_LEFT)
    zero = three & (claims["end"] >= WITHHELD_FROM) & (claims["best"] == 0)
    hidden = zero & ~left
    released = three & (claims["end"] == LAST_BEFORE)
    note = claims["note"].mask(hidden, "the report prints 0; figures for this place are withheld since December 2017")
    confirmed = "claim PRESS-AFG-2021 says that the withdrawal was complete on 30 August 2021"
    return claims.assign(
        kind=claims["kind"].mask(hidden, "withheld"), best=claims["best"].mask(hidden),
        note=note.mask(zero & left, confirmed),
        published=pd.Series(pd.NaT, index=claims.index, dtype="datetime64[s]").mask(released, RELEASED_AGAIN),
    )  # fmt: skip


def _never_listed(figures: pd.DataFrame, days: pd.Series, definition: str) -> pd.DataFrame:
    """A withheld figure for each report from December 2017 that lists none of the three, until one gives a figure again."""
    given = figures[(figures["definition"] == definition) & (figures["best"] > 0) & (figures["end"] >= WITHHELD_FROM)]
    again = given.groupby("host")["end"].min().reindex(list(WITHHELD))
    reports = np.sort(days[days >= WITHHELD_FROM].unique())
    grid = pd.MultiIndex.from_product([WITHHELD, reports], names=["host", "end"]).to_frame(index=False)
    listed = figures.loc[figures["definition"] == definition, ["host", "end"]].drop_duplicates()
    joined = grid.merge(listed, how="left", on=["host", "end"], indicator="seen")
    until = joined["host"].map(again).fillna(pd.Timestamp.max.floor("s"))
    blank = joined[(joined["seen"] == "left_only") & (joined["end"] < until)]
    first = blank["end"] == WITHHELD_FROM
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "troops", "definition": definition, "actor": WHOLE, "sender": "USA",
            "host": blank["host"], "kind": "withheld", "start": blank["end"], "end": blank["end"], "precision": "day",
            "published": pd.Series(pd.NaT, index=blank.index, dtype="datetime64[s]").mask(first, FIRST_SILENT_REPORT),
            "note": pd.Series(NO_FIGURE, index=blank.index).mask(first, NO_FIGURE + "; it came out in April 2018, the day is not recorded"),
        }
    )  # fmt: skip
