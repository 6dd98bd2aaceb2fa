"""Under a path prefix every address of the server still works, because one place puts the prefix before them.

Python writes addresses from the root into attributes that `dashboard.web.prefix` knows; scripts hand them to ``presence.to``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.web.prefix import ATTRIBUTE
from tests.repository.code import ROOT

# A text that begins with a path from the root. A slash alone is an address only where one is set or compared.
LITERAL = re.compile(r"""["'`]/[\w?$]|(?:href|assign|pathname|[aA]ddress|fetch)\b[^;/]*["'`]/["'`]""")
# `whole` puts the origin before what it hands on.
HANDED = re.compile(r"\b(?:to|whole)\(")
OTHER_ATTRIBUTE = re.compile(r"""\s[a-z-]+=\\?["']/(?![/>"'])""")
SCRIPTS = sorted((ROOT / "assets").glob("*.js"))
PAGES = sorted((ROOT / "dashboard" / "web").glob("**/*.py"))


def bare_addresses(script: str) -> list[str]:
    """Lines with an address before which no call of the function stands."""
    found = [(line, LITERAL.search(line)) for line in script.splitlines()]
    return [line.strip() for line, match in found if match and not HANDED.search(line, 0, match.end())]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_hands_every_address_to_the_one_function(path: Path) -> None:
    assert bare_addresses(path.read_text(encoding="utf-8")) == [], "write P.to(...) around it"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_have_addresses_only_in_attributes_that_are_known(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    unknown = [found[0] for found in OTHER_ATTRIBUTE.finditer(code) if not ATTRIBUTE.search(found[0].encode() + b"x")]
    assert unknown == [], "add the attribute to dashboard/web/prefix.py"


@pytest.mark.parametrize(
    "line",
    [
        'fetch("/api/v1/atlas")',
        "fetch(`/api/v1/search?q=${text}`)",
        "location.assign('/claims')",
        'a.href = "/";',
        "x = `/?${query}`",
    ],
)
def test_each_of_these_would_be_found(line: str) -> None:
    assert bare_addresses(line)


@pytest.mark.parametrize(
    "line",
    ['fetch(P.to("/api/v1/atlas"))', "to(`/claims?${query}`)", 'return P.to(query ? `/?${query}` : "/");', 'event.key === "/"',
     "text.split('/')[0] + '-'", "if (location.pathname === P.to('/')) start()"],
)  # fmt: skip
def test_none_of_these_is_taken_for_one(line: str) -> None:
    assert bare_addresses(line) == []
