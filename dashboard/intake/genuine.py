"""Whether a file of ours shows what the ledger says: its seal is read, it is made again from its View, and both are compared.

A seal is no signature: it says that the numbers are those of a generation, and nothing about who made the file. A file of another
version of the program is held to the ledger by its figures: what is told beside them may be told otherwise, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from dashboard import __version__
from dashboard.domain.comparison import is_compared
from dashboard.domain.story import Story
from dashboard.domain.view import View, decode_view
from dashboard.errors import PresenceError
from dashboard.exports.compare_files import write_compared
from dashboard.exports.compared import read_compared, rows_of
from dashboard.exports.files import FORMATS, write_export
from dashboard.exports.options import ExportOptions, options_of, recorded_options
from dashboard.exports.origin import Origin
from dashboard.exports.redistribution import SUFFIX, open_part
from dashboard.exports.seal import KEYS, code_of, digest_of, seal_of_table, sealed_rows
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.exports.story_seal import story_seal
from dashboard.exports.tables import credited
from dashboard.intake.origins import TABLES, read_origin, saved_anew_by
from dashboard.intake.row_differences import Difference, changes, row_differences
from dashboard.intake.said import differing, figures_in_both, said_in
from dashboard.intake.tables import as_text, table_of
from dashboard.ledger.facts import bare_figures, wrong_facts
from dashboard.ledger.generations import GENERATION, kept_generations
from dashboard.ledger.provenance import check_trusted
from dashboard.ledger.store import Ledger, claims_of_generation
from dashboard.settings import Settings
from dashboard.story_file import read_story, story_limits

# What the server checks itself; to make the others again takes too long or more libraries than it loads.
KINDS = (".png", ".svg", ".pdf", ".pptx", ".xlsx", ".csv", ".json", ".geojson", ".html", ".parquet")
ALL_KINDS = (*KINDS, ".gpkg", ".gif")
# What another version may draw otherwise: its figures have no place of their own there, by which they could be compared alone.
DRAWN = (".png", ".svg", ".pdf", ".html", ".gif")
# What names a row of a comparison, as far as its table has them.
PLACED = ("part", "sender", "host", "one", "other", "measure", "line", "day", "date", "known_at")
OF_A_FILM = (
    "One picture of a film: its classes and sources are those of all days, so that it cannot be made again alone. "
    "Check the film as GIF, or the map of this day."
)
# Two pictures have one ending: the map, and the series of a place picked out.
ALSO = {".png": "series.png", ".svg": "series.svg"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about a file.

    Attributes:
        genuine: True where seal and content are those of the ledger; False where not; None where it cannot be told.
        words: the finding in a sentence.
        origin: what the file says that it shows.
        wrong: parts of the file that differ from what its generation says.
        changed: what differs between its generation and the one in service.
        notes: what the finding does not cover.
    """

    genuine: bool | None
    words: str
    origin: Origin
    wrong: tuple[Difference, ...] = ()
    changed: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file while it is checked, with the whole ledger of its generation."""

    content: bytes
    name: str
    origin: Origin
    then: Ledger
    settings: Settings

    @property
    def ending(self) -> str:
        """In small letters, with its point."""
        return PurePath(self.name).suffix.lower()

    @property
    def part(self) -> Ledger:
        """The ledger that the seal is of: what may be given out where the file says so."""
        return open_part(self.then) if self.origin.generation.endswith(SUFFIX) else self.then

    @property
    def options(self) -> ExportOptions:
        """How the file says it was made, and by which version."""
        return replace(recorded_options(self.origin.options, options_of(self.settings)), program=self.origin.program)

    @property
    def foreign(self) -> bool:
        """Whether another version of the program made it, or one that is not told."""
        return self.origin.program != __version__

    @property
    def made_by(self) -> str:
        """Which version made it, and which this is."""
        told = f"Made by version {self.origin.program}" if self.origin.program else "The file does not say which version made it"
        return f"{told}; this is {__version__}."


def verify(content: bytes, name: str, ledger: Ledger, settings: Settings, kinds: tuple[str, ...] = ALL_KINDS) -> Finding:
    """Compare a file with the ledger in service, or with the generation that it names where that is still kept and trusted.

    Raises PresenceError: E-VERIFY-KIND for a file that is none of ``kinds``, E-VERIFY-SEAL for one without a seal, and those of
    `read_origin` for a file that is too large, packed too densely or broken.
    """
    _check_kind(name, kinds)
    origin = read_origin(content, name, settings)
    if not origin.digest and not origin.generation:
        raise PresenceError(
            "E-VERIFY-SEAL", "no seal", "a file that this program made", where=name,
            cause="another program saved it anew, or it was made before there were seals", next_step="check the file as it was first saved",
        )  # fmt: skip
    if untrusted := _untrusted(origin, ledger, settings):
        return Finding(None, untrusted, origin)
    then = ledger_of(origin, ledger, settings)
    if then is None:
        words = f"The generation {origin.generation[:40]} is no longer kept here: the numbers cannot be checked."
        return Finding(None, words, origin)
    if origin.film:
        return Finding(None, OF_A_FILM, origin)
    file = Checked(content, name, origin, then, settings)
    if origin.text:
        return _of_story(file, ledger)
    if is_compared(origin.query):
        return _of_compared(file, ledger)
    return _of_claims(file) if _lists_claims(file) else _of_view(file, ledger)


def _check_kind(name: str, kinds: tuple[str, ...]) -> None:
    ending = PurePath(name).suffix.lower()
    if ending not in kinds:
        known = ending in ALL_KINDS
        raise PresenceError(
            "E-VERIFY-KIND", ending or "no ending", f"one of {', '.join(kinds)}", where=name,
            cause="it takes too long to be made again here" if known else "",
            next_step="type: presence verify FILE" if known else "",
        )  # fmt: skip


def ledger_of(origin: Origin, ledger: Ledger, settings: Settings) -> Ledger | None:
    """The whole ledger of the generation that the file was made from; None where it is not kept."""
    plain = origin.generation.removesuffix(SUFFIX)
    if plain == ledger.generation:
        return ledger
    if GENERATION.fullmatch(plain) and plain in kept_generations(settings.data / "store"):
        return replace(ledger, generation=plain, claims=claims_of_generation(settings.data, plain))
    return None


def _untrusted(origin: Origin, ledger: Ledger, settings: Settings) -> str:
    """Why the generation that the file names proves nothing; empty where it does.

    Whoever can write the data folder can put a generation of his own beside those that were in service, and a file made from it.
    """
    plain = origin.generation.removesuffix(SUFFIX)
    if plain == ledger.generation or not GENERATION.fullmatch(plain) or plain not in kept_generations(settings.data / "store"):
        return ""
    try:
        check_trusted(settings.data, plain, settings.trusted_fingerprints)
    except PresenceError as error:
        found = error.problems[0].found
        return (
            f"The generation {plain} is kept here, but the operator does not vouch for it ({error.code}: {found}). "
            "Who could write the folder may have made it: the numbers cannot be checked."
        )
    return ""


def _of_view(file: Checked, ledger: Ledger) -> Finding:
    view = decode_view(file.origin.query, ledger.vocabulary).view
    sealed = sealed_rows(file.part, view)
    digest = digest_of(sealed, view.encode(), file.part.generation)
    known = file.origin.digest or file.origin.told_code
    matching = not known or known == (digest if file.origin.digest else code_of(digest))
    drawn = tuple(_wrong_in_view(file, view))
    now = open_part(ledger) if file.part.generation.endswith(SUFFIX) else ledger
    changed = tuple(changes(sealed, sealed_rows(now, view))) if now.generation != file.part.generation else ()
    return _judged(Finding(matching, "", file.origin, (), changed), file, drawn)


def _of_compared(file: Checked, ledger: Ledger) -> Finding:
    """A comparison or the picture of a pair: its table is sealed, and it is made again."""
    one, limits = read_compared(file.origin.query, file.then)[0], file.options.limits
    try:
        rows = rows_of(file.part, one, limits)
        anew = write_compared(file.then, one, file.ending.removeprefix("."), file.settings.assets, file.options)
    except PresenceError as error:
        cannot = Difference("the whole file", "made again", "there", f"cannot be made: {error.problems[0].found}")
        return _judged(Finding(False, "", file.origin, (cannot,)), file)
    seal = seal_of_table(rows, one.query, file.part.generation)
    matching = file.origin.digest == seal.digest if file.origin.digest else file.origin.told_code == seal.code
    changed: tuple[Difference, ...] = ()
    if ledger.generation != file.then.generation:
        now = open_part(ledger) if file.part is not file.then else ledger
        texts = [as_text(table) for table in (rows, rows_of(now, one, limits))]
        changed = tuple(row_differences(texts[0], texts[1], PLACED, tuple(str(name) for name in texts[1])))
    return _judged(Finding(matching, "", file.origin, (), changed), file, tuple(_compared_files(file, anew)))


def _wrong_in_view(file: Checked, view: View) -> Iterator[Difference]:
    """What differs from the file as it is made again; of pictures of one ending, from the one that is most like it."""
    form = file.ending.removeprefix(".")
    forms = [form, *([ALSO[file.ending]] if file.ending in ALSO and view.host else [])]
    found: list[list[Difference]] = []
    for one in (one for one in forms if one in FORMATS):
        try:
            ours = write_export(file.then, view, one, file.settings.assets, file.options)
        except PresenceError as error:
            found.append([Difference("the whole file", "made again", "there", f"cannot be made: {error.problems[0].found}")])
            continue
        found.append(list(_compared_files(file, ours)))
        if not found[-1]:
            return
    yield from min(found, key=len)


def _compared_files(file: Checked, ours: bytes) -> Iterator[Difference]:
    if file.content == ours:
        return
    if file.ending in (*TABLES, ".xlsx"):
        tables = [table_of(content, file.name, file.settings) for content in (file.content, ours)]
        columns = tuple(str(name) for name in tables[1] if name in tables[0] or not file.foreign)
        keys = PLACED if is_compared(file.origin.query) else KEYS
        found = list(row_differences(tables[0], tables[1], keys, columns))
        if found or file.ending in TABLES:
            yield from found
            return
    said = [said_in(content, file.name, file.settings) for content in (file.content, ours)]
    if file.foreign and file.ending not in DRAWN:
        said = figures_in_both(*said)
    yield from (Difference(*one) for one in differing(*said))


def _of_story(file: Checked, ledger: Ledger) -> Finding:
    """A story: its own text, every View of it, the figures in its sentences, and the file made again from all."""
    settings, name = file.settings, file.origin.story
    story = read_story(
        file.origin.text.encode(), name or "story", ledger.vocabulary, story_limits(settings), settings.story_max_bytes
    )
    matching = story_seal(file.then, story).digest == file.origin.digest
    wrong = tuple(Difference(one.where, "fact", one.found, one.expected) for one in wrong_facts(file.then, story))
    form = file.ending.removeprefix(".")
    anew = write_story(file.then, story, form, settings.assets, file.options) if form in STORY_FORMS else file.content
    bare = len(bare_figures(file.then, story))
    notes = (f"{bare} figures in sentences name no claim or View and were not checked.",) if bare else ()
    changed = tuple(_changed_steps(file.then, ledger, story)) if ledger.generation != file.then.generation else ()
    return _judged(Finding(matching, "", file.origin, wrong, changed, notes), file, tuple(_compared_files(file, anew)))


def _changed_steps(then: Ledger, now: Ledger, story: Story) -> Iterator[Difference]:
    for number, step in enumerate(story.steps, 1):
        found = changes(sealed_rows(then, step.view), sealed_rows(now, step.view))
        yield from (replace(one, where=f"step {number}, {one.where}") for one in found)


def _lists_claims(file: Checked) -> bool:
    return file.ending in TABLES and "view" not in table_of(file.content, file.name, file.settings)


def _of_claims(file: Checked) -> Finding:
    """A table of claims: each row names its claim and is held to it, so that a part of a table can be checked as well."""
    table = table_of(file.content, file.name, file.settings)
    if "claim_id" not in table:
        raise PresenceError("E-VERIFY-SEAL", "rows without a claim_id", "a table of claims of ours", where=file.name)
    claims = file.part.claims
    ours = as_text(credited(file.part, claims[claims["claim_id"].isin(set(table["claim_id"])).to_numpy()]))
    columns = tuple(str(name) for name in table if name in ours)
    wrong = tuple(row_differences(table, ours, ("claim_id",), columns))
    notes = ("Each row was held to its claim; rows that were taken out cannot be told.",)
    return _judged(Finding(True, "", file.origin, wrong, notes=notes), file)


def _judged(found: Finding, file: Checked, drawn: tuple[Difference, ...] = ()) -> Finding:
    """The finding in words: ``found.genuine`` is whether its seal is that of its View, ``drawn`` what differs from the file made again.

    A file of another version is never called false for what the two draw or reckon otherwise, but for another figure alone.
    """
    matching, notes = found.genuine is True, (file.made_by, *found.notes) if file.foreign else found.notes
    told = file.foreign and file.ending in DRAWN
    wrong = found.wrong if told else (*found.wrong, *drawn)
    if file.foreign and not wrong and (drawn or not matching):
        return replace(found, genuine=None, words=_cannot_tell(len(drawn), matching=matching), notes=notes)
    if wrong and (program := saved_anew_by(file.content, file.ending)):
        notes = (*notes, f"{program} saved the file anew and names its parts otherwise: check it as it was first saved.")
    return replace(found, genuine=matching and not wrong, words=_words(file, wrong, matching=matching), wrong=wrong, notes=notes)


def _cannot_tell(parts: int, *, matching: bool) -> str:
    if not matching:
        return "The seal is not the one that this version makes of its View: it was made up, or the two reckon otherwise."
    return f"The seal is that of its View, but the two versions draw it otherwise, {parts:,} parts: check it with the one that made it."


def _words(file: Checked, wrong: tuple[Difference, ...], *, matching: bool) -> str:
    if wrong:
        return f"{len(wrong):,} parts of the file are not what generation {file.then.generation} says."
    if matching:
        return f"The file shows what generation {file.then.generation} says."
    return "The seal of the file is not that of its View: it was made up, or rules of the catalogue have changed since."
