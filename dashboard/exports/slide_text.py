"""The texts of a story's slides in the sizes of a talk: its opening, the caption of a step, what each source says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR

from dashboard.exports.slide_template import BODY_BOX, MARGIN, POINT, ROOM
from dashboard.figures.lettering import wrap

# Of a caption: a size, and how many lines of it stand between title and picture. The longest caption fits into the last.
CAPTION_SIZES = ((14, 2), (12, 2), (10, 3))
# Of statements: their size, the size of who said them, and the room between them.
STATEMENT_SIZES = ((26, 15, 24), (22, 14, 18), (18, 13, 14), (15, 12, 9), (12, 10, 6), (10, 9, 3))
OPENING_SIZES = (40, 32, 26)
OPENING_TOP, OPENING_TITLE, OPENING_BODY = 1_500_000, 1_700_000, 2_300_000
OPENING_TEXT = 20
LINE = 1.2
MANY = 99


def holder_of(slide: Any, place: int) -> Any:
    """The placeholder of a slide by its number in the layout."""
    return next(one for one in slide.placeholders if one.placeholder_format.idx == place)


def link_to(holder: Any, address: str) -> None:
    """The words of a placeholder as a link; an address that starts at the root of a server nobody has named is none."""
    if address.startswith(("https://", "http://")):
        holder.text_frame.paragraphs[0].runs[0].hyperlink.address = address


def open_with(title: Any, summary: Any | None) -> None:
    """The title of a story large in the middle of its slide, and under it what the story is about."""
    text = title.text_frame.text
    size = next((one for one in OPENING_SIZES if _lines(text, one, bold=True) <= 2), OPENING_SIZES[-1])
    title.left, title.top, title.width, title.height = MARGIN, OPENING_TOP, ROOM, OPENING_TITLE
    title.text_frame.text = " ".join(text.split())
    title.text_frame.paragraphs[0].font.size = size * POINT
    if summary is not None:
        summary.left, summary.top, summary.width, summary.height = (
            MARGIN,
            OPENING_TOP + OPENING_TITLE + MARGIN // 2,
            ROOM,
            OPENING_BODY,
        )
        for paragraph in summary.text_frame.paragraphs:
            paragraph.font.size = OPENING_TEXT * POINT


def write_caption(holder: Any, first: str, rest: str) -> None:
    """The caption of a step, whole, its first line in bold, in the largest size in which it has room."""
    text = " · ".join(part for part in (first, rest) if part)
    size = next((one for one, most in CAPTION_SIZES if _lines(text, one, bold=True) <= most), CAPTION_SIZES[-1][0])
    holder.text_frame.text = ""
    paragraph = holder.text_frame.paragraphs[0]
    for words, bold in ((first, True), (text.removeprefix(first), False)):
        if words:
            _run(paragraph, words, size, bold=bold)


def set_statements(holder: Any) -> None:
    """Paragraphs that are by turns a statement and who said it: the first large, the figure in bold, the second muted below."""
    paragraphs = holder.text_frame.paragraphs
    texts = [paragraph.text for paragraph in paragraphs]
    size, small, room = next(
        (one for one in STATEMENT_SIZES if _height(texts, *one) <= BODY_BOX.height / POINT), STATEMENT_SIZES[-1]
    )
    for told, speaker in zip(paragraphs[::2], paragraphs[1::2], strict=True):
        figure, between, about = told.text.partition(" · ")
        told.clear()
        told.space_before = room * POINT
        _run(told, figure, size, bold=True)
        _run(told, f"{between}{about}", size, bold=False)
        speaker.font.size = small * POINT
        speaker.font.color.theme_color = MSO_THEME_COLOR.TEXT_2


def _run(paragraph: Any, text: str, size: float, *, bold: bool) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = round(size * POINT), bold
    if bold:
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1


def _height(texts: Sequence[str], size: float, small: float, room: float) -> float:
    statements = sum(_lines(text, size, bold=True) * size * LINE + room for text in texts[::2])
    return statements + sum(_lines(text, small, bold=False) * small * LINE for text in texts[1::2])


def _lines(text: str, size: float, *, bold: bool) -> int:
    return len(wrap(text, ROOM / POINT, size, max_lines=MANY, bold=bold))
