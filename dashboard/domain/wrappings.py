"""What stands around a name in a cell and is no part of it: footnote marks, totals, years, codes, second names, damaged letters.

Nothing here knows a place. What is taken off decides nothing: a code or a year is handed back beside the name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from dashboard.domain.spellings import with_lost_words, without_joined_particles

# A mark is a letter, a figure or a small Roman figure; several stand in one bracket ("(1, 2)") or behind one another ("1, 2").
MARK = r"(?:[a-dfghjpr]|\d{1,2}|(?-i:[ivx]{1,4}))"
NOTE_LETTERS = re.compile(
    rf"(?:\s+[a-z]\s?/|\s*[(\[]{MARK}(?:(?:\s?[,;]\s?|\s){MARK})*[)\]]|\s*\d{{1,2}}\s?[)/]|\s*[/\\]\d{{1,2}}"
    r"|(?<=[^\W\d_])\s?\d{1,2}(?:\s?,\s?\d{1,2})+|(?-i:\s[a-h](?:,\s?[a-h])+))+\s*$",
    re.IGNORECASE,
)
NOTE_WORDS = re.compile(
    r"\s*[(\[](?:country|total|all|cont(?:inued|inuación|'d|\.)?|suite|provisional|prelim(?:inary|\.)|rev(?:ised|\.)|estimated?|est\.?"
    r"|(?:see )?(?:foot)?note\s?\d*|n\.?\s?\d+)[)\]]\s*$",
    re.IGNORECASE,
)
YEARS = re.compile(
    r"^(?P<name>.*?)[\s,]*[(\[]\s*(?:(?:as of|in|FY)\s*)?(?P<to>-|–|\.{2,}|…|until|to|up to|till|before|pre-?)?\s*(?P<first>\d{4})"
    r"(?:\s*(?P<on>-|–|to)\s*(?P<last>\d{4}|present|today)?)?\s*(?:est\.?|estimated?|prov\.?|prelim\.?|rev\.?)?\s*[)\]]\s*$",
    re.IGNORECASE,
)
ONE_YEAR = re.compile(r"^(.*[^\W\d_].*?)[\s,]+(?:FY\s?)?((?:19|20)\d\d)\s*$")
BARE_YEARS = re.compile(r"^(.*[^\W\d_].*?)[\s,]+((?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d)\s*$")
# A year of accounts begins in one year and ends in the next.
TWO_YEARS = re.compile(r"(?<=[(\[])\s*(?:FY\s?)?((?:19|20)\d\d)/(?:(?:19|20)?\d\d)\s*(?=[)\]])")
SINCE = re.compile(r"([(\[])\s*(?:since|from|after)\s+(\d{4})\s*([)\]])", re.IGNORECASE)
OTHER_NAMES = re.compile(r"^([^()\[\]]+?)\s*[(\[]([^()\[\]]+)[)\]]\s*$")
QUOTED = re.compile(r"^\s*[\"“”„«»'‘](.*)[\"“”«»'’]\s*$", re.DOTALL)
# What stands behind a name in a cell and says nothing about it; behind brackets also the marks of footnotes and a full stop.
ENDS = re.compile(
    r"(?:\s*(?:\^?[*†‡§#+ªº¹²³⁰⁴-⁹]+|\^\w{1,2}|[/:;,!®™]+|(?:\\[nrt])+)|,\s*the|\s*\(total\)|\s*\((?:the|les?|la|los|las|die|der|das|\*+)\)|\s*\[\*+\]|\s*[-–:,\s]\s*total"
    r"|\s*[-–,\s]\s*cont(?:\.|'d|inued)"
    r"|(?<=\))(?:\s*\.+|\s*[(\[](?:[a-z]|\d{1,2})[)\]]|\s*\d{1,2}\)|\s?\d{1,2}(?:\s?,\s?\d{1,2})*))\s*$",
    re.IGNORECASE,
)
# Small letters of a table behind a name: estimated, provisional, revised. A capital E is the East.
LETTER_BEHIND = re.compile(r"(?<=[a-z]) [epr]$")
# In brackets too, where it may be the East as well: both are meant. A name in small letters has no other way to say the East.
EAST_OR_MARK = re.compile(r"^(.*[^\W\d_].*?)\s*[(\[](?:e|est\.)[)\]]\s*$")
# The figure of a footnote, but for those of groups ("EU27").
FIGURE_BEHIND = re.compile(r"(?:(?<=[a-zà-ÿ.])|(?<=[A-ZÀ-Þ]{4}))\s?\d{1,2}\s*$")
BEFORE = re.compile(
    r"^\s*(?:total\b[\s,:–-]*(?:for\s+)?|of which\b[\s,:–-]*|country:\s*|(?:government|govt\.?|gov\.)\s+of\s+|\d{1,3}[.)]\s+"
    r"|\(\d{1,2}\)\s*|\d{1,2}\s+|[a-h]\)\s+|[•·▪*–-]+\s*)(?=[^\W\d_])",
    re.IGNORECASE,
)
FORMERLY = re.compile(
    r"^\s*(?:formerly|former|fmr\.?|ex-?|previously|also(?: known as)?|or|aka|a\.k\.a\.|i\.e\.|now)\s+", re.IGNORECASE
)
CODE = r"(?P<code>[A-Z]{2,3}|\d{3})"
CODED = tuple(
    re.compile(form)
    for form in (
        rf"^(?P<name>.+?)\s*[(\[{{]\s*{CODE}\s*[)\]}}]$", rf"^[(\[{{]\s*{CODE}\s*[)\]}}]\s*(?P<name>.+)$",
        rf"^{CODE}\s*[-–—:|/,;=._]\s*(?P<name>.+)$", rf"^(?P<name>.+?)\s*[-–—:|/,;=_]\s*{CODE}$",
        rf"^{CODE}\s+(?P<name>.+)$", rf"^(?P<name>.+?)\s+{CODE}$",
        r"^(?P<name>.+?)\s*[(\[]\s*(?P<code>[a-z]{2,3})\s*[)\]]$",
        r"^(?P<code>[a-z]{2,3})_(?P<name>.+)$", r"^(?P<name>.+?)_(?P<code>[a-z]{2,3})$",
    )
)  # fmt: skip
# Letters of other alphabets that look like Latin ones, and are typed or scanned for them.
LIKE_LATIN = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo")
RUN_TOGETHER = re.compile(r"(?<=[a-zà-ÿ.])(?=[A-ZÀ-Þ])")
# Before a name or behind its comma; so short a word is levelled nowhere else, for it is also the letter of a compass or of a note.
ARTICLE = re.compile(r"^\s*[oa]s?\s+(?=[^\W\d_]{3})|,\s*[oa]s?\s*$|\s*\([oa]s?\)\s*$", re.IGNORECASE)
# Short forms of single words, read only in what nothing else explains: "n" may be the North, "I." a number, a "d" part of a word.
SHORT_FORMS = (
    (re.compile(r"(?<=[^\W\d_])\s+['’]?n['’]?\s+(?=[^\W\d_])"), " and "),
    (re.compile(r"(?<![^\W_])P\.\s*(?=(?:Dem\w*\.?\s+)?Rep)", re.IGNORECASE), "People's "),
    (re.compile(r"(?<=[^\W\d_]{3}\s)I\.(?=\s*(?:$|[(,\[]))"), "Islands"),
    (re.compile(r"(?<![^\W_])([dl])(?=[A-ZÀ-Þ])"), r"\1'"),
    (re.compile(r"(?<![^\W_])No\.\s+(?=[^\W\d_])"), "North "),
    (re.compile(r"(?<![^\W_])So\.(?=\s+[^\W\d_]|\s*$)"), "South"),
    (re.compile(r"(?<![^\W_])Un\.\s+(?=(?:States|Kingdom|Arab|Mexican)\b)"), "United "),
    (re.compile(r"(?<![^\W_])R\.\s*(?=of\b)"), "Republic "),
    (re.compile(r"(?<![^\W_])F\.?R\.?(?=\s+of\b)"), "Federal Republic"),
    (re.compile(r"(?<![^\W_])St\.?(?=\s+of\b)"), "State"),
)
# As a rule the South, which is read first.
S_FOR_SAINT = re.compile(r"(?<![^\W_])S\.[\s-]*(?=[^\W\d_]{2})")
# Marks of a page that was saved as a table; what is raised is a note.
RAISED = re.compile(r"<sup\b[^<>]*>[^<>]*</sup>", re.IGNORECASE)
TAG = re.compile(r"</?(?:a|b|br|em|font|i|p|small|span|strong|sub|sup|td|u)\b[^<>]*>", re.IGNORECASE)
# Soft hyphens, zero-width blanks and the mark of byte order, behind which no bracket would be the end of a name.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
# The blanks of a file's name are hyphens; the last word of "soviet-union-former" stood in brackets.
HYPHENED_FORMER = re.compile(r"^([^\s-]+(?:-[^\s-]+)*)-former$", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)


def without_notes(name: str) -> str:
    """``name`` without the footnote marks and remarks behind it ("Kosovo (a)", "France 1/", "China (1)")."""
    return NOTE_LETTERS.sub("", NOTE_WORDS.sub("", name))


def without_estimate(name: str) -> str:
    """``name`` without "(e)" or "(est.)" behind it, which may also say the East; empty where none stands there."""
    found = None if name.islower() else EAST_OR_MARK.match(name)
    return found[1] if found else ""


def tidied(name: str) -> str:
    """``name`` without quotation marks around it, "total" and "government of" before it, and articles and marks behind it; idempotent.

    A hyphen before a bracket is the blank of a file's name: "Soviet-Union-(former)".
    """
    shown = TAG.sub(" ", RAISED.sub("", UNSEEN.sub("", name))).strip()
    bare = HYPHENED_FORMER.sub(lambda found: f"{found[1]} (former)".replace("-", " "), shown)
    bare = bare if any(mark.isalnum() for mark in bare) else name
    while True:
        shorter = ENDS.sub("", QUOTED.sub(r"\1", bare))
        shorter = BEFORE.sub("", FIGURE_BEHIND.sub("", LETTER_BEHIND.sub("", shorter)))
        shorter = shorter.replace("-(", " (").replace("-", " ") if "-(" in shorter else shorter
        if shorter == bare or not shorter.strip():
            return bare
        bare = shorter


def other_names(name: str) -> tuple[str, str] | None:
    """The two names of "Myanmar (formerly Burma)"; None where nothing stands in brackets at the end."""
    found = OTHER_NAMES.match(name)
    return (found[1], FORMERLY.sub("", found[2])) if found else None


def named_years(name: str) -> tuple[str, int | None, int | None] | None:
    """Name, first and last year of "Yugoslavia (1992-2003)" or "Sudan (until 2011)"; None where no years stand in brackets.

    A year is None where the span is open on that side. "Zaire 1985" and "Burma, 1970" name one year.
    """
    bracketed = BARE_YEARS.sub(r"\1 (\2)", TWO_YEARS.sub(r"\1", name))
    found = YEARS.match(SINCE.sub(r"\1\2-\3", bracketed))
    if not found:
        one = ONE_YEAR.match(name)
        return (one[1].removesuffix(" in"), int(one[2]), int(one[2])) if one else None
    year, last = int(found["first"]), found["last"]
    if found["to"]:
        return None if found["on"] else (found["name"], None, year)
    if not found["on"]:
        return found["name"], year, year
    return found["name"], year, int(last) if last and last.isdigit() else None


def named_codes(name: str) -> Iterator[tuple[str, str]]:
    """Name and code of "France (FRA)", "FR - France", "250 France"; nothing where no code of capitals or three figures stands there."""
    found = (form.match(name.strip()) for form in CODED)
    yield from dict.fromkeys((match["name"], match["code"].upper()) for match in found if match)


def mended(name: str) -> Iterator[str]:
    """What ``name`` reads when it is mended, each way for itself on top of the decoded text.

    Decoded are entities, the signs of addresses ("%20", "+") and Latin letters for those that look like them. Then: its words apart,
    words of a state's form with their lost letters, without a Portuguese article, its `SHORT_FORMS` written out, "S." for "Saint".
    """
    decoded = html.unescape(name) if ENTITY.search(name) else name
    plain = _from_address(decoded)
    latin = plain.translate(LIKE_LATIN)
    apart = RUN_TOGETHER.sub(" ", latin)
    ways = (
        decoded, plain, latin, apart, without_joined_particles(apart), with_lost_words(latin), ARTICLE.sub("", latin),
        _written_out(latin), S_FOR_SAINT.sub("Saint ", latin),
    )  # fmt: skip
    yield from (text for text in dict.fromkeys(ways) if text != name and text.strip())


def _written_out(name: str) -> str:
    for short, full in SHORT_FORMS:
        name = short.sub(full, name)
    return name


def _from_address(name: str) -> str:
    """Bytes that are no UTF-8 ("C%F4te") come out as lost letters."""
    if re.search(r"\s", name.strip()):
        return name
    return unquote(name.replace("+", " ") if "%" in name or "+" in name else name)
