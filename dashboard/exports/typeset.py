"""Documents set by typst, without a browser: one way for a View and for a story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from dashboard.errors import PresenceError
from dashboard.exports.fonts import FONT_FOLDER, covers

# A file has a date of creation by its form; the same View must give the same bytes, so it is always this one.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
ACCESSIBLE = "ua-1"
# The renderer's own word for a fault in it; it is no Exception and would end a thread of the server.
PANIC = "PanicException"


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The pages that ``template`` makes of ``data``, as tagged PDF (PDF/UA-1). Text is handed over as data and never read as markup.

    Where no font of the machine has a letter, such as a Chinese one on a server without Chinese fonts, that standard cannot be met: the
    pages then come without its mark. A box stands for the letter; the lineage that is attached inside the file has it.

    Raises PresenceError (E-PDF) when the renderer fails.
    """
    import typst

    inputs = {"data": orjson.dumps(data).decode()}
    compiler = typst.Compiler(template, font_paths=[FONT_FOLDER], ignore_system_fonts=covers(inputs["data"]), sys_inputs=inputs)
    try:
        return _compiled(compiler, [ACCESSIBLE])
    except typst.TypstError:
        pass
    try:
        return _compiled(compiler, [])
    except typst.TypstError as error:
        raise _failed(str(error)) from error


def _compiled(compiler: Any, standards: list[str]) -> bytes:
    try:
        made: bytes = compiler.compile(format="pdf", pdf_standards=standards, timestamp=CREATED)
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise _failed(str(error)) from error
    return made


def _failed(found: str) -> PresenceError:
    return PresenceError("E-PDF", found[:300], "one PDF", cause="a fault of the renderer", next_step="export as .html")
