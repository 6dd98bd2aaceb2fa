"""World Bank API, version 2: development indicators and debt by creditor, written as the files that their readers read."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from dashboard.errors import PresenceError
from dashboard.refresh.fetching import Fetcher
from dashboard.sources import worldbank_ids, worldbank_wdi

BASE = "https://api.worldbank.org"
INDICATORS = {
    worldbank_wdi.POPULATION_FILE: "SP.POP.TOTL", worldbank_wdi.GDP_HEAD_FILE: "NY.GDP.PCAP.CD",
    worldbank_wdi.GDP_FILE: "NY.GDP.MKTP.CD", worldbank_wdi.FDI_FILE: "BX.KLT.DINV.CD.WD", worldbank_wdi.AID_FILE: "DT.ODA.ODAT.CD",
}  # fmt: skip
LONG_HEADERS = {
    worldbank_wdi.GDP_FILE: ("Country Code", "Year", "Value"), worldbank_wdi.FDI_FILE: ("iso_code", "year", "value"),
    worldbank_wdi.AID_FILE: ("iso_code", "year", "value"),
}  # fmt: skip
SERIES = {
    worldbank_ids.STOCK_FILE: ("DT.DOD.BLAT.CD", "DT.DOD.PCBK.CD", "DT.DOD.PROP.CD", "DT.DOD.MLAT.CD"),
    worldbank_ids.SERVICE_FILE: (
        "DT.AMT.BLAT.CD", "DT.INT.BLAT.CD", "DT.AMT.PCBK.CD", "DT.INT.PCBK.CD", "DT.AMT.PROP.CD", "DT.INT.PROP.CD", "DT.AMT.MLAT.CD",
    ),
}  # fmt: skip
CONCEPTS = ("Country", "Counterpart-Area", "Series", "Time")


def fetch_indicators(fetcher: Fetcher, base: str, cache: Path, staged: Path, _: object = None) -> None:
    """Fetch the five indicators of `worldbank_wdi` and write its files into ``staged``. Raises PresenceError (E-REFRESH-...)."""
    for file, code in INDICATORS.items():
        address = f"{base}/v2/country/all/indicator/{code}?format=json&per_page={fetcher.settings.refresh_page_rows}"
        rows = [row for page in _pages(fetcher, address, cache, code, _indicator_page) for row in page]
        text = _long(rows, LONG_HEADERS[file]) if file in LONG_HEADERS else _wide(rows)
        content = text.encode()
        (staged / file).write_bytes(gzip.compress(content, 6, mtime=0) if file.endswith(".gz") else content)


def fetch_debt(fetcher: Fetcher, base: str, cache: Path, staged: Path, _: object = None) -> None:
    """Fetch the series of `worldbank_ids` for all debtors and creditors, and the day of their release. Raises PresenceError."""
    for file, codes in SERIES.items():
        rows = []
        for code in codes:
            way = f"country/all/series/{code}/counterpart-area/all/time/all"
            address = f"{base}/v2/sources/6/{way}?format=json&per_page={fetcher.settings.refresh_page_rows}"
            rows += [row for page in _pages(fetcher, address, cache, code, _debt_page) for row in page]
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([("country", "counterpart-area", "series", "time", "value", "series_code"), *rows])
        (staged / file).write_bytes(gzip.compress(buffer.getvalue().encode(), 6, mtime=0))
    (staged / worldbank_ids.RELEASE_FILE).write_text(_released(fetcher, base, cache), encoding="utf-8")


def _pages(
    fetcher: Fetcher, address: str, cache: Path, name: str, parse: Callable[[Any, str], tuple[int, list[Any]]]
) -> Iterator[list[Any]]:
    """The rows of all pages; fetched pages are stored, so that an interrupted run fetches only the rest."""
    number, last = 1, 1
    while number <= last:
        if number > fetcher.settings.refresh_max_pages:
            raise PresenceError(
                "E-REFRESH-SIZE", f"{last:,} pages", f"at most {fetcher.settings.refresh_max_pages:,}", cause="an endless answer",
                next_step="raise PRESENCE_REFRESH_MAX_PAGES if it is right", where=address,
            )  # fmt: skip
        paged = f"{address}&page={number}"
        path = fetcher.fetch(paged, cache / f"{name}.page-{number}.json", "json")
        pages, rows = parse(_loaded(path, paged), paged)
        fetcher.progress(f"{name}: page {number} of {pages}")
        # A publisher that counts its pages anew at each one is believed only upwards, within the limit.
        last = max(last, pages)
        yield rows
        number += 1


def _loaded(path: Path, address: str) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        path.unlink()
        raise _unexpected(address, str(error)[:120]) from error


def _indicator_page(content: Any, address: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Number of pages, and rows ``(code, year, value)`` of one page; rows without a value or code are no cells."""
    if not isinstance(content, list) or len(content) != 2 or not isinstance(content[0], dict) or not isinstance(content[1], list):
        raise _unexpected(address, _message(content))
    rows = []
    for row in content[1]:
        if not isinstance(row, dict) or not {"countryiso3code", "date", "value"} <= set(row):
            raise _unexpected(
                address, f"a row with {', '.join(map(str, row)) if isinstance(row, dict) else type(row).__name__}"[:160]
            )
        if row["value"] is not None and row["countryiso3code"]:
            rows.append((str(row["countryiso3code"]), _year(row["date"], address), _number(row["value"], address)))
    return _page_count(content[0], address), rows


def _debt_page(content: Any, address: str) -> tuple[int, list[tuple[str, ...]]]:
    """Number of pages, and rows ``(country, counterpart, series, year, value, code)`` of one page."""
    source = content.get("source") if isinstance(content, dict) else None
    body = source[0] if isinstance(source, list) and source else source
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise _unexpected(address, _message(content))
    rows = []
    for row in body["data"]:
        known = _concepts(row, address)
        if row.get("value") is not None:
            year = _year(str(known["Time"].get("id", "")).removeprefix("YR"), address)
            words = [str(known[name].get("value", "")) for name in ("Country", "Counterpart-Area", "Series")]
            rows.append((*words, year, _number(row["value"], address), str(known["Series"].get("id", ""))))
    return _page_count(content, address), rows


def _concepts(row: Any, address: str) -> Mapping[str, Any]:
    listed = row.get("variable") if isinstance(row, dict) else None
    known = {str(entry.get("concept")): entry for entry in listed if isinstance(entry, dict)} if isinstance(listed, list) else {}
    if not set(CONCEPTS) <= set(known):
        raise _unexpected(address, f"a row that names {', '.join(sorted(known)) or 'nothing'}"[:160])
    return known


def _page_count(head: Mapping[str, Any], address: str) -> int:
    try:
        return int(head["pages"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unexpected(address, "no number of pages") from error


def _year(text: object, address: str) -> str:
    plain = str(text)
    if len(plain) == 4 and plain.isascii() and plain.isdigit():
        return plain
    raise _unexpected(address, f"the year {plain[:40]!r}")


def _number(value: object, address: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    raise _unexpected(address, f"the value {str(value)[:40]!r}")


def _message(content: Any) -> str:
    """The publisher's own error message, or a description of the unexpected answer."""
    if isinstance(content, list) and content and isinstance(content[0], dict) and "message" in content[0]:
        return str(content[0]["message"])[:160]
    return f"an answer of the form {type(content).__name__}"


def _unexpected(address: str, found: str) -> PresenceError:
    return PresenceError(
        "E-REFRESH-ANSWER", found, "rows as the interface documents them", cause="the publisher changed its answers, or reports an error",
        next_step="look at the address in a browser", where=address,
    )  # fmt: skip


def _long(rows: list[tuple[str, str, str]], header: tuple[str, str, str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([header, *sorted(rows)])
    return buffer.getvalue()


def _wide(rows: list[tuple[str, str, str]]) -> str:
    """The publisher's wide layout: four lines above the header, a column a year."""
    years = sorted({year for _, year, _ in rows})
    cells = {(code, year): value for code, year, value in rows}
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\n" * worldbank_wdi.WIDE_TITLE_LINES)
    writer.writerow(["Country Name", "Country Code", *years])
    writer.writerows(
        [code, code, *(cells.get((code, year), "") for year in years)] for code in sorted({code for code, _, _ in rows})
    )
    return buffer.getvalue()


def _released(fetcher: Fetcher, base: str, cache: Path) -> str:
    """The day of the release, from the publisher's list of sources."""
    address = f"{base}/v2/sources/6?format=json"
    content = _loaded(fetcher.fetch(address, cache / "source-6.json", "json"), address)
    try:
        return str(content[1][0]["lastupdated"])
    except (IndexError, KeyError, TypeError) as error:
        raise _unexpected(address, _message(content)) from error
