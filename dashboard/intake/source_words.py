"""What is said of a table's source has to be what the catalogue takes: an entry that it refuses would keep the ledger from opening."""

from __future__ import annotations

import re

from dashboard.domain.letters import hiding_texts
from dashboard.errors import PresenceError, Problem
from dashboard.intake.instructions import Instructions

CODE = "E-ADD-SOURCE"
# Bytes of a command line that are no text.
NO_TEXT = re.compile("[\ud800-\udfff]")
WEB_ADDRESS = re.compile(r"https?://[^\s/]")


def check_source(file: str, said: Instructions) -> None:
    """Pass texts that show as they are and an address of the web, or none.

    Raises PresenceError (E-ADD-SOURCE) with every other one, the name of ``file`` among them: it is a title where none is given.
    """
    texts = {
        "the file's name": file, "--source-title": said.title, "--publisher": said.publisher, "--licence": said.licence, "--url": said.url,
    }  # fmt: skip
    problems = [_hides(where, text) for where, text in texts.items() if any(hiding_texts(text)) or NO_TEXT.search(text)]
    if said.url and not WEB_ADDRESS.match(said.url):
        problems.append(Problem(CODE, ascii(said.url)[:80], "an address that begins with http:// or https://", where="--url"))
    if problems:
        raise PresenceError.of(problems)


def _hides(where: str, text: str) -> Problem:
    return Problem(
        CODE, ascii(text)[:80], "text that shows as it is", cause="letters that turn the direction of the text, or control letters",
        next_step="remove them", where=where,
    )  # fmt: skip
