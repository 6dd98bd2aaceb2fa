"""AidData: packed workbooks with a row a project, as the files that the readers of Chinese finance read.

Of development finance the ledger keeps sums by recipient and year; they are made here from the projects that the publisher recommends
for sums, as the compiled files were. Projects for foreign armed forces stand in a table of their own and are taken as they are.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from dashboard.errors import PresenceError
from dashboard.ledger.store import Ledger
from dashboard.refresh.fetching import Fetcher
from dashboard.sources import aiddata_gcdf as gcdf
from dashboard.sources import aiddata_projects as projects

BASE = "https://docs.aiddata.org"
WAY = "/ad4/datasets/AidDatas_Global_Chinese_Development_Finance_Dataset_Version_{}.zip"
FINANCE, MILITARY = WAY.format("3_0"), WAY.format("2_0")
ADVISED, CODE, YEAR, CLASS = "Recommended For Aggregates", "Recipient ISO-3", "Commitment Year", "Flow Class"
AMOUNT, ADJUSTED, GUESSED = "Amount (Constant USD 2021)", "Adjusted Amount (Constant USD 2021)", "Amount Estimated"
COLUMNS = (ADVISED, CODE, YEAR, CLASS, AMOUNT, ADJUSTED, GUESSED)
# Flow class -> beginning of its columns in the reader's file.
CLASSES = {"ODA-like": "oda", "OOF-like": "oof", "Vague (Official Finance)": "vof"}
# The newest workbook has 30 million bytes packed. By this the form of the publisher's file is known, as by its columns; what a fetched
# file may cost are the settings of refresh.
UNPACKED_AT_MOST = 1_000_000_000
PARTS_AT_MOST = 1_000
# Sums of the same amounts in another order differ in their last digits.
SAME_SUM = 1e-9


def fetch_finance(fetcher: Fetcher, base: str, cache: Path, staged: Path, ledger: Ledger) -> None:
    """Fetch the projects of development finance and lay out their sums by recipient and year.

    Raises PresenceError: E-REFRESH-..., and E-REFRESH-ANSWER for a file without the table, a kind of finance or year that is not known,
    and an amount that is no number.
    """
    path = fetcher.fetch(f"{base}{FINANCE}", cache / "finance.zip", "zip")
    table = _table(path, COLUMNS)
    advised = table[table[ADVISED] == "Yes"]
    fetcher.progress(f"{len(table):,} projects, {len(advised):,} of them recommended for sums")
    rows = _typed(advised, path.name)
    placed = rows[rows[CODE].notna()]
    fetcher.progress(f"{len(rows) - len(placed):,} projects for whole regions: no recipient, in no sum")
    _settled(_totals(placed), {"usd_const_2021": gcdf.TOTAL}, ledger).to_csv(staged / gcdf.TOTAL_FILE, index=False)
    split = _settled(_classes(placed, ledger), gcdf.CLASSES, ledger)
    # The reader takes from each of the two files what stands in it alone.
    other = split["place"].isin(gcdf.GW_ONLY.values())
    by_gw = {place: code for code, place in gcdf.GW_ONLY.items()}
    for file, name, rows in ((gcdf.CLASS_FILE, "ccode", split[~other]), (gcdf.GW_CLASS_FILE, "gwcode", split[other])):
        code = rows["place"].map(by_gw) if name == "gwcode" else rows["ccode"]
        rows.assign(**{name: code})[[name, "year", *gcdf.CLASSES]].to_csv(staged / file, index=False)


def fetch_military(fetcher: Fetcher, base: str, cache: Path, staged: Path, _: Ledger) -> None:
    """Fetch the projects for foreign armed forces. Raises PresenceError (E-REFRESH-...)."""
    path = fetcher.fetch(f"{base}{MILITARY}", cache / "military.zip", "zip")
    table = _table(path, projects.MILITARY_COLUMNS)[list(projects.MILITARY_COLUMNS)]
    text = table.to_csv(index=False)
    lost = sum(1 for one in set(text) if not one.encode(projects.ENCODING, "ignore"))
    fetcher.progress(f"{len(table):,} projects; letters that the reader's file cannot hold: {lost}")
    (staged / projects.MILITARY_FILE).write_bytes(gzip.compress(text.encode(projects.ENCODING, "replace"), 6, mtime=0))


def _typed(advised: pd.DataFrame, file: str) -> pd.DataFrame:
    """The rows with numbers and known classes. Raises PresenceError (E-REFRESH-ANSWER)."""
    strange = sorted(set(advised[CLASS].dropna()) - set(CLASSES))
    if strange or advised[CLASS].isna().any():
        raise _unexpected(file, f"the flow class {strange[0][:60]!r}" if strange else "a project without a flow class")
    year = advised[YEAR].str.removesuffix(".0")
    if not year.str.fullmatch(r"(?:19|20)\d\d", na=False).all():
        raise _unexpected(file, "a project without a year of commitment")
    amounts = {name: pd.to_numeric(advised[name], errors="coerce") for name in (AMOUNT, ADJUSTED)}
    for name, amount in amounts.items():
        words = advised.loc[amount.isna() & advised[name].notna(), name]
        if len(words):
            raise _unexpected(file, f"the amount {words.iloc[0][:40]!r}")
    return advised.assign(**{YEAR: year.astype("int64"), **amounts})


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Number of projects, adjusted amount and share of estimated amounts by recipient and year; an amount not known counts nothing."""
    groups = rows.assign(guessed=(rows[GUESSED] == "Yes").astype("float64")).groupby([CODE, YEAR], sort=True)
    told = groups.agg(projects=(CODE, "size"), usd_const_2021=(ADJUSTED, "sum"), share_amount_estimated=("guessed", "mean"))
    return told.reset_index().rename(columns={CODE: "Country Code", YEAR: "year"})


def _classes(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Amounts by recipient and year, a column a class; recipients that are no states there have a total alone, as in the compiled file."""
    place = ledger.places.from_alpha3(rows[CODE])
    codes = {name: one.cow[-1] for name, one in ledger.places.by_id.items() if one.cow}
    known = rows.assign(place=place, ccode=place.map(codes).astype("Int64"), year=rows[YEAR], kind=rows[CLASS].map(CLASSES))
    keys = ["place", "ccode", "year"]
    long = known.dropna(subset="ccode").melt([*keys, "kind"], [AMOUNT, ADJUSTED], "column", "amount")
    name = long["kind"] + "_" + long["column"].map({AMOUNT: "amt", ADJUSTED: "adj"})
    wide = long.assign(name=name).pivot_table(index=keys, columns="name", values="amount", aggfunc="sum")
    return wide.reindex(columns=list(gcdf.CLASSES)).fillna(0.0).rename_axis(columns=None).reset_index()


def _settled(sums: pd.DataFrame, definitions: Mapping[str, str], ledger: Ledger) -> pd.DataFrame:
    """The sums, with the figure in service in place of one that differs from it in the last digits alone: that is no correction."""
    own = ledger.claims[(ledger.claims["source_id"] == gcdf.SOURCE_ID) & ledger.claims["withdrawn"].isna()]
    known = own.assign(host=own["host"].astype("str"), year=own["start"].dt.year, definition=own["definition"].astype("str"))
    figures = known.drop_duplicates(["host", "year", "definition"]).set_index(["definition", "host", "year"])["best"]
    keys = pd.DataFrame({"host": sums.get("place", sums.get("Country Code")), "year": sums["year"]})
    settled = {}
    for column, definition in definitions.items():
        served = figures.reindex(
            pd.MultiIndex.from_frame(keys.assign(definition=definition)[["definition", "host", "year"]])
        ).to_numpy()
        near = ((sums[column] - served).abs() <= SAME_SUM * sums[column].abs()) & (sums[column] != 0)
        settled[column] = sums[column].mask(near, served)
    return sums.assign(**settled)


def _table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """The one table in the packed file that has these columns, as text; empty cells missing. Raises PresenceError (E-REFRESH-ANSWER)."""
    try:
        with zipfile.ZipFile(path) as packed:
            _check_size(packed, path.name)
            for name in sorted(packed.namelist()):
                found = next((one for one in _sheets(packed, name) if set(columns) <= set(one.columns)), None)
                if found is not None:
                    return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        path.unlink()
        raise _unexpected(path.name, "a packed file that cannot be read") from error
    raise _unexpected(path.name, f"no table with the columns {', '.join(columns)}"[:200])


def _check_size(packed: zipfile.ZipFile, file: str) -> None:
    parts = packed.infolist()
    if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise _unexpected(file, "a file that unpacks to more than it may")


def _sheets(packed: zipfile.ZipFile, name: str) -> Iterator[pd.DataFrame]:
    """The tables of one part: the sheets of a workbook, or a text table."""
    if name.lower().endswith(".csv"):
        yield pd.read_csv(
            io.BytesIO(packed.read(name)), dtype="str", keep_default_na=False, na_values=[""], encoding_errors="replace"
        )
    if name.lower().endswith(".xlsx"):
        yield from _workbook(packed.read(name), name)


def _workbook(content: bytes, name: str) -> Iterator[pd.DataFrame]:
    from python_calamine import CalamineError, CalamineWorkbook

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        _check_size(packed, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if rows:
                cells = [[_text(cell) for cell in row] for row in rows[1:]]
                yield pd.DataFrame(cells, columns=[str(cell).strip() for cell in rows[0]], dtype="str").replace("", None)
    except CalamineError as error:
        raise ValueError(str(error)[:120]) from error


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _unexpected(where: str, found: str) -> PresenceError:
    return PresenceError(
        "E-REFRESH-ANSWER", found, "the projects as they were published in 2021 and 2023",
        cause="the publisher changed its files, or this one was cut",
        next_step="look at it in a browser; files compiled by hand go in with --from", where=where,
    )  # fmt: skip
