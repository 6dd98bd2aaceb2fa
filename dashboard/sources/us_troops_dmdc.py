"""US military personnel by duty station: the quarterly manpower reports, as compiled in one file.

Of the three compiled files only the one that keeps a row for each place in each report is read. The other two add
up and fill in: the quarterly one doubles South Korea always and every host in June 2020 and June 2021, and holds zeros for
quarters in which no report was published.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.domain.places import Places
from dashboard.sources.reading import Reading, month_end, numbers, read_table, reading, unused_rows, unused_summary

SOURCE_ID = "us-troops-dmdc"
REPORTS = "troopdata-rebuild-reports.csv.gz"
FILES = (REPORTS,)
NOT_READ = {
    "troopdata-rebuild-country-year-quarter-format.csv.gz": "it doubles South Korea always and every host in June 2020 and June 2021, "
    "and holds zeros for quarters without a report",
    "troopdata-rebuild-country-year.csv.gz": "it repeats the reports file by year and stops in 2024",
}
WHOLE = "US armed forces"
# One line a claim: definition, actor, and the columns that may hold the figure, the first one present wins.
SERIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("active-duty", WHOLE, ("troops_ad",)),
    ("active-duty", "US Army", ("army_ad",)),
    # From September 2008 on the compiled column navy_ad is zero or partial (Japan, June 2019: 0 of 20,845); the report's own is right.
    ("active-duty", "US Navy", ("Navy Active Duty", "navy_ad")),
    ("active-duty", "US Marine Corps", ("marine_corps_ad",)),
    ("active-duty", "US Air Force", ("air_force_ad",)),
    ("active-duty", "US Coast Guard", ("coast_guard_ad",)),
    ("active-duty", "US Space Force", ("space_force_ad",)),
    ("reserve", WHOLE, ("Total Selected Reserve",)),
    ("civilian", WHOLE, ("Total Civilian",)),
    ("all-personnel", WHOLE, ("Grand Total",)),
)
COLUMNS = (
    "ccode", "countryname", "year", "month", "source", "Location", "iso3c", *sorted({name for *_, names in SERIES for name in names}),
)  # fmt: skip
MONTHS = {"March": 3, "June": 6, "September": 9, "December": 12}
# Names that mean several places elsewhere and one here: 1013 is the file's own code of the US Virgin Islands, and the
# reports go on printing "Netherlands Antilles" after the islands went apart in 2010.
OWN_CODES = {"1013": "VIR", "1016": "ANT"}
# The department withheld these three from the December 2017 report on.
WITHHELD = ("AFG", "IRQ", "SYR")
WITHHELD_FROM = pd.Timestamp("2017-12-31")
# The December 2017 report came out in April 2018, with the three places blank.
FIRST_SILENT_REPORT = pd.Timestamp("2018-04-30")
# The September 2017 figures were removed in April 2018 and released again on this day.
RELEASED_AGAIN = pd.Timestamp("2020-11-23")
# A zero for Afghanistan after this day stands: the hand-kept claim PRESS-AFG-2021 says that the withdrawal was complete.
AFGHANISTAN_LEFT = pd.Timestamp("2021-08-30")
TOTALS = "Total - Former Soviet Union"
FORMER_SOVIET_UNION = "X-FSU"
# The state number of South Vietnam. Until 1965 the reports say "Viet Nam" and mean the republic in the south.
SOUTH_VIETNAM, SOUTH_VIETNAM_SINCE, SOUTH_VIETNAM_UNTIL = ("817", pd.Timestamp("1954-07-21"), pd.Timestamp("1975-04-30"))


def read(folder: Path, places: Places) -> Reading:
    """Claims for active duty (with branches), reserve, civilians and all personnel at the end of each reported month."""
    table = read_table(folder / REPORTS, COLUMNS)
    rows = table.assign(day=month_end(numbers(table, "year", file=REPORTS), table["month"].map(MONTHS)))
    abroad, unused = _sort_out(rows, places)
    figures = pd.concat([_series(abroad, *series) for series in SERIES], ignore_index=True)
    silent = figures["definition"].isin(["active-duty", "all-personnel"]) & (figures["actor"] == WHOLE)
    claims = [
        _mark_withheld(figures),
        *(_never_listed(figures[silent], rows["day"], name) for name in ("active-duty", "all-personnel")),
    ]
    skipped = [unused_summary(file=name, field="*", reason=f"not read: {why}", rows=0) for name, why in NOT_READ.items()]
    return reading(claims, [*unused, *skipped], {REPORTS: len(table)})


def _sort_out(rows: pd.DataFrame, places: Places) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Rows with a host abroad, and the rows left out with their reasons."""
    keys = ["day", "Location", "countryname", "troops_ad", "Grand Total"]
    repeated = rows.duplicated(keys)
    # In 1992 and 1993 the total stands beside Russia; from 1994 to 2007 it is all that is printed, for no single host.
    total = (rows["Location"] == TOTALS) & rows["year"].isin(["1992", "1993"])
    home = rows["iso3c"] == "USA"
    host = _hosts(rows, places)
    lost = host.isna() & ~home & ~total & ~repeated
    unused = [
        unused_rows(rows[home], file=REPORTS, field="Location", reason="the United States itself is no presence abroad"),
        unused_rows(rows[total], file=REPORTS, field="Location", reason="a total of rows that stand beside it"),
        unused_rows(
            rows[repeated & ~home & ~total], file=REPORTS, field="Location", reason="the same row stands twice in the report"
        ),
        unused_rows(
            rows[lost], file=REPORTS, field="Location", reason="the name means no known place, or more than one on that day"
        ),
    ]
    kept = rows.assign(host=host)[~(repeated | total | home) & host.notna()]
    # One host may have two rows in a report: Montenegro in 2008 under its new and its former name, Malaya and Sarawak.
    twice = kept.duplicated(["host", "day"], keep=False)
    return kept.assign(site=kept["Location"].where(twice)), unused


def _hosts(rows: pd.DataFrame, places: Places) -> pd.Series:
    """The place that the printed name means on that day; where a name decides nothing, the file's own code."""
    printed = rows["Location"].str.replace(r"\s*[*]|\s+[a-z]/", "", regex=True).str.strip()
    by_name = places.resolve_series(printed, rows["day"])
    by_country = places.resolve_series(rows["countryname"], rows["day"])
    host = by_name.fillna(places.from_alpha3(rows["iso3c"])).fillna(by_country).fillna(rows["ccode"].map(OWN_CODES))
    south = (rows["ccode"] == SOUTH_VIETNAM) & (host == "VNM") & rows["day"].between(SOUTH_VIETNAM_SINCE, SOUTH_VIETNAM_UNTIL)
    return host.mask(south, "VDR").mask(rows["Location"] == TOTALS, FORMER_SOVIET_UNION)


def _series(rows: pd.DataFrame, definition: str, actor: str, columns: tuple[str, ...]) -> pd.DataFrame:
    figure = pd.concat([numbers(rows, name, file=REPORTS) for name in columns], axis=1).bfill(axis=1).iloc[:, 0]
    told = rows[figure.notna()]
    return pd.DataFrame(
        {
            "source_id": SOURCE_ID, "measure": "troops", "definition": definition, "actor": actor, "sender": "USA",
            "host": told["host"], "kind": "value", "best": figure[figure.notna()], "start": told["day"], "end": told["day"],
            "precision": "day", "note": _notes(told), "site": told["site"],
        }
    )  # fmt: skip


def _notes(rows: pd.DataFrame) -> pd.Series:
    """What the reader must know: the row's own name where one host has two, and figures that were filled in."""
    name = ("listed as " + rows["Location"].str.title()).where(rows["site"].notna(), "")
    filled = ~rows["source"].str.fullmatch(r"[A-Z][a-z]+ \d{4}").fillna(False)
    return name.mask(filled, "not from a report: " + rows["source"])


def _mark_withheld(claims: pd.DataFrame) -> pd.DataFrame:
    """Zeros of the three withheld places after 2017 become withheld figures; the September 2017 ones get their second publication."""
    three = claims["host"].isin(WITHHELD)
    left = (claims["host"] == "AFG") & (claims["end"] > AFGHANISTAN_LEFT)
    zero = three & (claims["end"] >= WITHHELD_FROM) & (claims["best"] == 0)
    hidden = zero & ~left
    released = three & (claims["end"] == pd.Timestamp("2017-09-30"))
    note = claims["note"].mask(hidden, "the report prints 0, with forces known to be there")
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
            "note": "the report gives no figure for this place",
        }
    )  # fmt: skip
