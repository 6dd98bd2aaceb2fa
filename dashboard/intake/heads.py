"""What stands around a stranger's table: headers with marks and units behind their words, or over two lines; remarks beneath it."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from dashboard.domain.places import Places
from dashboard.intake.cells import plain_words

# What stands behind a header's words and is none of them: a unit or remark in brackets, the mark of a footnote.
BEHIND = re.compile(r"(?:\s*[(\[][^()\[\]]*[)\]]|\s*[*†‡¹²³⁰⁴-⁹]+|(?<=[^\W\d_])\d{1,2}|\s*[,:]\s*)$")
NUMBER = re.compile(r"[-+]?[\d.,'\s]+%?")
YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d(?:\.0)?")
# What stands under a title that is merged over several columns and means the title itself.
WHOLE = frozenset({"name", "country", "total", "all", "number", "value", "figure", "amount"})
# Two lines make one header only among the first of a sheet, as `HEADER_DEPTH` has it for one.
DEPTH = 30


def header_words(title: str, known: Collection[str]) -> str:
    """``title`` as `plain_words`; without "number of" and what stands behind its words where only that makes it one of ``known``."""
    bare = title
    while (word := plain_words(bare)) not in known and word.removeprefix("number of ") not in known:
        shorter = BEHIND.sub("", bare)
        if shorter == bare or not shorter.strip():
            return plain_words(title)
        bare = shorter
    return word if word in known else word.removeprefix("number of ")


def joined_heads(cells: pd.DataFrame, known: Collection[str]) -> tuple[pd.DataFrame, str]:
    """The sheet with a header over two lines on one line, and a sentence that tells so; the sheet as it is, and nothing, where none is.

    A header stands over two lines where a line with a known word has gaps and the next one, of words or years, fills a gap and
    leaves others: so merged cells read. The upper line becomes empty, and every row keeps its number. A column is named by the line
    whose words are known; where both are, by the lower one, and where none is, by both.
    """
    for number in range(min(DEPTH, len(cells) - 1)):
        upper, lower = (_texts(cells.iloc[row]) for row in (number, number + 1))
        if not any(header_words(text, known) in known for text in upper):
            continue
        if _continues(upper, lower):
            titles = _joined(upper, lower, known)
            rows = [pd.NA] * cells.shape[1], [title or pd.NA for title in titles]
            joined = cells.copy()
            joined.iloc[number], joined.iloc[number + 1] = rows
            told = ", ".join(repr(title) for title in titles if title)
            said = f"the header stands over two lines, {number + 1} and {number + 2}, and was read as: {told}"
            return joined.astype("str"), said
        # A line of several cells with a known word is the header; beneath it are rows, whatever gaps they have and fill.
        if sum(map(bool, upper)) > 1:
            break
    return cells, ""


def without_remarks(cells: pd.DataFrame, header: int, places: Places) -> tuple[pd.DataFrame, str]:
    """The sheet without the remarks beneath its table, and a sentence that names them; as it is, and nothing, where none stands there.

    A remark is a line beneath the last row of several cells with words in its first cell alone that are no place.
    """
    body = cells.iloc[header + 1 :]
    filled = body.notna().sum(axis=1)
    last = body.index[filled > 1].max() if (filled > 1).any() else header
    beneath = body[(body.index > last) & (filled == 1)].iloc[:, 0].dropna()
    texts = [text for text in beneath.astype("str") if re.search(r"[^\W\d_]", text) and not places.resolve(text).candidates]
    if not texts:
        return cells, ""
    bare = cells.copy()
    bare.loc[beneath.index[beneath.isin(texts)]] = pd.NA
    shown = ", ".join(repr(text[:80]) for text in texts[:5]) + (", ..." if len(texts) > 5 else "")
    lines = "1 line beneath the table has" if len(texts) == 1 else f"{len(texts):,} lines beneath the table have"
    return bare, f"{lines} words in the first cell alone, taken for remarks and not read: {shown}"


def _texts(row: pd.Series) -> list[str]:
    return ["" if pd.isna(cell) else str(cell).strip() for cell in row]


def _continues(upper: list[str], lower: list[str]) -> bool:
    """True when ``lower`` fills a gap that is right of a word of ``upper``, holds words and years alone, and stands as merged cells do.

    A row with one cell too many fills a gap as well, at the end: "France, Mali, , withheld, and a remark". So a gap at the end alone
    counts only where years stand in it, or where nothing stands under any title but the last.
    """
    titles = [n for n, text in enumerate(upper) if text]
    fills = [n for n in range(titles[0] + 1 if titles else len(upper), len(upper)) if not upper[n] and lower[n]]
    if not fills or any(NUMBER.fullmatch(text) and not YEAR.fullmatch(text) for text in lower):
        return False
    years = [n for n, text in enumerate(lower) if YEAR.fullmatch(text)]
    if years:
        return len(years) > 1 and bool({*years} & {*fills})
    if fills[0] > titles[-1]:
        return len(titles) > 1 and not any(lower[: titles[-1]]) and bool(lower[titles[-1]])
    # A title with nothing beneath it is merged over both lines; words that come again under another title part each title alike.
    words = [text for text in lower if text]
    return any(not lower[n] for n in titles) or len(set(words)) < len(words)


def _joined(upper: list[str], lower: list[str], known: Collection[str]) -> list[str]:
    titles, over = [], ""
    for number, (above, below) in enumerate(zip(upper, lower, strict=True)):
        over = above or over
        both = f"{over} {below}".strip()
        # "Troops" over "Army" and "Navy" names neither; "Sender" over "Name" and "Code" names the first.
        parted = "" in upper[number + 1 : number + 2] and plain_words(below) not in WHOLE
        choices = (above,) if not below else (both, below) if parted else (both, below, above)
        known_one = next((text for text in choices if header_words(text, known) in known), both if below else above)
        titles.append(below if YEAR.fullmatch(below) else known_one)
    return titles
