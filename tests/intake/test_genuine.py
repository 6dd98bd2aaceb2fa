"""Whether a file shows what the ledger says: genuine ones pass, one changed number is named, hostile ones are refused."""

from __future__ import annotations

import io
import re
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image, ImageSequence
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from dashboard.domain.story import Story
from dashboard.domain.view import View
from dashboard.errors import PresenceError
from dashboard.exports.files import write_export
from dashboard.exports.options import ExportOptions, Limits
from dashboard.exports.raster import with_text
from dashboard.exports.seal import seal_of, sealed_rows
from dashboard.exports.story_files import STORY_FORMS, write_story
from dashboard.exports.story_seal import story_seal, story_text
from dashboard.intake.genuine import verify
from dashboard.intake.row_differences import changes
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_stories, read_story, story_limits

SETTINGS = load_settings({})
VIEW = View(sender=("RUS",), date=date(2019, 6, 30))


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return open_ledger(SETTINGS.data)


def made(ledger: Ledger, form: str) -> bytes:
    return write_export(ledger, VIEW, form, SETTINGS.assets)


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["svg", "png", "json", "geojson", "html", "pdf", "csv", "parquet", "xlsx", "pptx", "gpkg"])
def test_what_we_made_is_genuine(shipped: Ledger, form: str) -> None:
    found = verify(made(shipped, form), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is True, found.words
    assert (found.origin.query, found.origin.generation) == (VIEW.encode(), shipped.generation)
    assert (found.wrong, found.changed) == ((), ())
    assert found.origin.code == seal_of(shipped, VIEW).code
    if form not in ("csv", "parquet"):
        assert found.origin.digest == seal_of(shipped, VIEW).digest


def test_one_changed_number_in_a_workbook_is_named(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>28000</v>", b"<v>2800</v>", 1) if name == "xl/worksheets/sheet2.xml" else part

    content = repacked(made(shipped, "xlsx"), change)
    assert content != made(shipped, "xlsx")
    found = verify(content, "file.xlsx", shipped, SETTINGS)
    assert found.genuine is False
    (wrong,) = found.wrong
    assert wrong.where.startswith("UKR, RUS, ")
    assert (wrong.file, wrong.ledger) == ("2800", "28000")


def test_one_changed_number_in_a_csv_is_named(shipped: Ledger) -> None:
    found = verify(made(shipped, "csv").replace(b",28000,", b",29000,", 1), "file.csv", shipped, SETTINGS)
    assert found.genuine is False
    assert [(wrong.file, wrong.ledger) for wrong in found.wrong] == [("29000", "28000")]


def test_one_changed_description_on_a_slide_is_named(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"Venezuela: 100", b"Venezuela: 900", 1) if name == "ppt/slides/slide1.xml" else part

    found = verify(repacked(made(shipped, "pptx"), change), "file.pptx", shipped, SETTINGS)
    assert found.genuine is False
    assert [(one.where, one.column) for one in found.wrong] == [("slide 1, Venezuela", "description")]
    assert "900" in found.wrong[0].file
    assert "100" in found.wrong[0].ledger


def test_colours_and_places_of_shapes_may_be_changed(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return re.sub(rb'srgbClr val="[0-9A-F]{6}"', b'srgbClr val="00FF00"', part) if name == "ppt/slides/slide1.xml" else part

    content = repacked(made(shipped, "pptx"), change)
    assert content != made(shipped, "pptx")
    assert verify(content, "file.pptx", shipped, SETTINGS).genuine is True


SHEET, CHART = "xl/worksheets/sheet1.xml", "ppt/charts/chart"


def in_chart(part: bytes) -> bytes:
    return re.sub(rb"<c:v>28000(?:\.0)?</c:v>", b"<c:v>29000</c:v>", part, count=1)


def in_data(part: bytes) -> bytes:
    return repacked(part, lambda name, inner: inner.replace(b"<v>28000</v>", b"<v>29000</v>", 1) if name == SHEET else inner)


@pytest.mark.parametrize(("begins", "changed"), [(CHART, in_chart), ("ppt/embeddings/", in_data)])
def test_one_changed_number_in_a_chart_or_its_data_is_named(
    shipped: Ledger, begins: str, changed: Callable[[bytes], bytes]
) -> None:
    content = repacked(made(shipped, "pptx"), lambda name, part: changed(part) if name.startswith(begins) else part)
    found = verify(content, "file.pptx", shipped, SETTINGS)
    assert found.genuine is False
    assert [(one.file, one.ledger) for one in found.wrong] == [("29000", "28000")]


def test_one_changed_number_in_the_claims_of_a_workbook_is_named(shipped: Ledger) -> None:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>28000</v>", b"<v>29000</v>", 1) if name == "xl/worksheets/sheet3.xml" else part

    found = verify(repacked(made(shipped, "xlsx"), change), "file.xlsx", shipped, SETTINGS)
    assert found.genuine is False
    assert [(one.where, one.file, one.ledger) for one in found.wrong] == [("Claims", "29000", "28000")]


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("json", b'"best": 28000', b'"best": 29000'), ("geojson", b'"best":28000', b'"best":29000'), ("svg", b"28,000", b"29,000"),
        ("html", b"28,000", b"29,000"), ("claims.csv", b",28000", b",29000"),
    ],
)  # fmt: skip
def test_one_changed_number_in_text_is_named(shipped: Ledger, form: str, before: bytes, after: bytes) -> None:
    content = made(shipped, form)
    assert before in content
    found = verify(content.replace(before, after, 1), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is False
    told = before.decode().split(":")[-1].strip(" ,"), after.decode().split(":")[-1].strip(" ,")
    assert any(told[1] in one.file and told[1] not in one.ledger for one in found.wrong)


@pytest.mark.parametrize("form", ["parquet", "claims.parquet"])
def test_one_changed_number_in_parquet_is_named(shipped: Ledger, form: str) -> None:
    rows = pd.read_parquet(io.BytesIO(made(shipped, form)))
    buffer = io.BytesIO()
    rows.assign(best=rows["best"].replace(28000.0, 29000.0)).to_parquet(buffer, index=False)
    found = verify(buffer.getvalue(), f"file.{form}", shipped, SETTINGS)
    assert found.genuine is False
    assert {(one.file, one.ledger) for one in found.wrong} == {("29000", "28000")}


def test_one_changed_number_in_a_geopackage_is_named(shipped: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "layer.gpkg"
    file.write_bytes(made(shipped, "gpkg"))
    with closing(sqlite3.connect(file)) as database:
        drop_triggers(database)
        database.execute("UPDATE presence SET best = 900 WHERE host = 'VEN'")
        database.commit()
    found = verify(file.read_bytes(), "layer.gpkg", shipped, SETTINGS)
    assert found.genuine is False
    assert [(one.where, one.column, one.file, one.ledger) for one in found.wrong] == [("presence, VEN", "best", "900", "100")]


def drop_triggers(database: sqlite3.Connection) -> None:
    """Triggers of a spatial index need functions that are not here; they are taken away, as a program without them would."""
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')


def test_one_changed_pixel_has_its_place(shipped: Ledger) -> None:
    content = made(shipped, "png")
    with Image.open(io.BytesIO(content)) as picture:
        words = dict(picture.text)
        changed = picture.convert("RGB")
    changed.putpixel((1234, 567), (255, 0, 0))
    buffer = io.BytesIO()
    changed.save(buffer, "PNG")
    found = verify(with_text(buffer.getvalue(), words), "file.png", shipped, SETTINGS)
    assert found.genuine is False
    assert [one.column for one in found.wrong] == ["pixels from 1200, 500"]


def test_one_picture_of_a_film_is_not_called_false(shipped: Ledger) -> None:
    """Its classes and its foot are those of the whole film, so that the map of its day alone is another picture."""
    film = replace(VIEW, since=date(2019, 1, 1))
    content = write_export(shipped, film, "frames.zip", SETTINGS.assets, ExportOptions("social", limits=Limits(frames=2)))
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        name = folder.namelist()[-1]
        found = verify(folder.read(name), name, shipped, SETTINGS)
    assert (found.genuine, found.wrong) == (None, ())
    assert found.words.startswith("One picture of a film")
    assert found.origin.film == film.encode()


def test_slides_that_an_office_program_saved_anew_are_told_to_be_so(shipped: Ledger) -> None:
    """It gives other names to the shapes by which the figures are found: that is no word about the figures."""
    about = b"<Properties xmlns='x'><Application>LibreOffice/7.4$Linux &lt;b&gt;</Application></Properties>"
    content = made(shipped, "pptx")
    renamed = repacked(content, lambda _, part: part.replace(b'name="Title"', b'name="PlaceHolder 1"'))
    with zipfile.ZipFile(buffer := io.BytesIO(renamed), "a") as package:
        package.writestr("docProps/app.xml", about)
    found = verify(buffer.getvalue(), "file.pptx", shipped, SETTINGS)
    assert found.genuine is False
    assert found.notes[-1].startswith("LibreOffice/7.4$Linux <b> saved the file anew")
    assert not verify(renamed, "file.pptx", shipped, SETTINGS).notes


def test_a_picture_that_was_packed_anew_is_genuine(shipped: Ledger) -> None:
    content = made(shipped, "png")
    with Image.open(io.BytesIO(content)) as picture:
        words = dict(picture.text)
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "PNG", optimize=True)
    anew = with_text(buffer.getvalue(), words)
    assert anew != content
    assert verify(anew, "file.png", shipped, SETTINGS).genuine is True


def test_the_seal_of_a_document_is_read_back_and_a_changed_drawing_fails(shipped: Ledger) -> None:
    content = made(shipped, "pdf")
    found = verify(content, "file.pdf", shipped, SETTINGS)
    assert (found.genuine, found.origin.digest) == (True, seal_of(shipped, VIEW).digest)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    page = writer.pages[0]
    stream = page.get_contents()
    assert stream is not None
    # The first text that is set, one letter on.
    changed = re.sub(
        rb"<([0-9A-Fa-f]{3})([0-9A-Fa-f])", lambda m: b"<" + m[1] + (b"1" if m[2] != b"1" else b"2"), stream.get_data(), count=1
    )
    assert changed != stream.get_data()
    stream.set_data(changed)
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    after = verify(buffer.getvalue(), "file.pdf", shipped, SETTINGS)
    assert after.origin.digest == seal_of(shipped, VIEW).digest
    assert after.genuine is False
    assert {one.where for one in after.wrong} == {"page content"}


def test_a_document_that_another_program_saved_is_genuine(shipped: Ledger) -> None:
    content = made(shipped, "pdf")
    buffer = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(content))).write(buffer)
    assert buffer.getvalue() != content
    assert verify(buffer.getvalue(), "file.pdf", shipped, SETTINGS).genuine is True


@pytest.mark.parametrize(
    "options", [ExportOptions(theme="dark", marking="TLP:AMBER & x"), ExportOptions("square", font_scale=1.25)]
)
@pytest.mark.parametrize("form", ["svg", "pptx", "pdf"])
def test_what_was_made_otherwise_than_usual_is_made_so_again(shipped: Ledger, form: str, options: ExportOptions) -> None:
    content = write_export(shipped, VIEW, form, SETTINGS.assets, options)
    assert verify(content, f"file.{form}", shipped, SETTINGS).genuine is True


@pytest.fixture(scope="module")
def story(shipped: Ledger) -> Story:
    return load_stories(SETTINGS.data, shipped.vocabulary, story_limits(SETTINGS), SETTINGS.story_max_bytes)["venezuela-2019"]


@pytest.mark.parametrize("form", STORY_FORMS)
def test_a_story_is_genuine_and_sealed_in_every_step(shipped: Ledger, story: Story, form: str) -> None:
    content = write_story(shipped, story, form, SETTINGS.assets, ExportOptions(marking="TLP:GREEN"))
    found = verify(content, f"file.{form}", shipped, SETTINGS)
    assert (found.genuine, found.wrong, found.notes) == (True, (), ())
    assert found.origin.digest == story_seal(shipped, story).digest
    assert read_story(found.origin.text.encode(), story.id, shipped.vocabulary, story_limits(SETTINGS), 10**6) == story


@pytest.mark.parametrize("step", range(8))
def test_a_number_of_any_step_gives_another_seal(shipped: Ledger, story: Story, step: int) -> None:
    one = story.steps[step].view
    rows = sealed_rows(shipped, one)
    first = shipped.claims["claim_id"] == rows["claim_id"][rows["claim_id"] != ""].iloc[0]
    claims = shipped.claims.assign(best=shipped.claims["best"].where(~first, shipped.claims["best"] + 1))
    other = Ledger(
        f"{shipped.generation}x",
        claims,
        shipped.catalogue,
        shipped.places,
        memberships=shipped.memberships,
        borders=shipped.borders,
    )
    assert seal_of(other, one).digest != seal_of(shipped, one).digest
    assert story_seal(other, story).digest != story_seal(shipped, story).digest


@pytest.mark.parametrize(
    ("form", "before", "after"), [("html", b"about 1,000", b"about 9,000"), ("pptx", b"roughly 300", b"roughly 900")]
)
def test_one_changed_number_in_a_story_is_named(shipped: Ledger, story: Story, form: str, before: bytes, after: bytes) -> None:
    content = write_story(shipped, story, form, SETTINGS.assets, ExportOptions())

    def change(name: str, part: bytes) -> bytes:
        return part.replace(before, after) if name.startswith("ppt/slides/") else part

    changed = content.replace(before, after) if form == "html" else repacked(content, change)
    assert changed != content
    found = verify(changed, f"file.{form}", shipped, SETTINGS)
    assert found.genuine is False
    assert any(after.decode() in one.file for one in found.wrong)


def test_one_changed_letter_in_the_document_of_a_story_fails(shipped: Ledger, story: Story) -> None:
    content = write_story(shipped, story, "pdf", SETTINGS.assets, ExportOptions())
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    stream = writer.pages[2].get_contents()
    assert stream is not None
    # The first letter that is set as a letter of its font, one on.
    changed = re.sub(rb"\\000([A-Y])", lambda found: b"\\000" + bytes([found[1][0] + 1]), stream.get_data(), count=1)
    assert changed != stream.get_data()
    stream.set_data(changed)
    writer.pages[2][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    found = verify(buffer.getvalue(), "file.pdf", shipped, SETTINGS)
    assert found.origin.digest == story_seal(shipped, story).digest
    assert found.genuine is False
    assert found.wrong


def test_a_film_is_genuine_and_one_with_a_changed_spot_is_not(shipped: Ledger) -> None:
    view = View(sender=("RUS",), date=date(2019, 6, 30), since=date(2019, 3, 31))
    content = write_export(shipped, view, "gif", SETTINGS.assets, ExportOptions("social"))
    assert verify(content, "file.gif", shipped, SETTINGS).genuine is True
    with Image.open(io.BytesIO(content)) as film:
        comment, pictures = film.info["comment"], [picture.copy() for picture in ImageSequence.Iterator(film)]
    same = io.BytesIO()
    pictures[0].save(same, "GIF", save_all=True, append_images=pictures[1:], comment=comment)
    assert verify(same.getvalue(), "file.gif", shipped, SETTINGS).genuine is True
    pictures[-1].paste(pictures[-1].getpixel((0, 0)), (30, 560, 60, 580))
    buffer = io.BytesIO()
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], comment=comment)
    found = verify(buffer.getvalue(), "file.gif", shipped, SETTINGS)
    assert found.genuine is False
    assert found.wrong


def test_a_story_whose_own_text_was_changed_as_well_is_held_to_the_ledger(shipped: Ledger, story: Story) -> None:
    lying = story_text(story).replace("roughly 300", "roughly 900")
    told = read_story(lying.encode(), story.id, shipped.vocabulary, story_limits(SETTINGS), 10**6)
    found = verify(write_story(shipped, told, "html", SETTINGS.assets, ExportOptions()), "file.html", shipped, SETTINGS)
    assert found.genuine is False
    assert any("roughly 900" in one.file and "300" in one.ledger for one in found.wrong)


def test_a_seal_that_was_made_up_does_not_pass(shipped: Ledger) -> None:
    digest = seal_of(shipped, VIEW).digest.encode()
    found = verify(made(shipped, "svg").replace(digest, b"0" * 64), "file.svg", shipped, SETTINGS)
    assert found.genuine is False


def test_a_generation_that_is_no_longer_kept_is_told(shipped: Ledger) -> None:
    content = made(shipped, "svg").replace(shipped.generation.encode(), b"0123456789abcdef")
    found = verify(content, "file.svg", shipped, SETTINGS)
    assert found.genuine is None
    assert "no longer kept" in found.words


def test_what_changed_since_is_told_by_host() -> None:
    columns = ("host", "sender", "definition", "date", "state", "low", "best", "high", "unit", "source_id", "newest", "claim_id")
    before = pd.DataFrame(
        [dict.fromkeys(columns, "") | {"host": "VEN", "best": "100"}, dict.fromkeys(columns, "") | {"host": "SYR"}]
    )
    now = before.iloc[:1].assign(best="300")
    told = [(one.where, one.column, one.file, one.ledger) for one in changes(before, now)]
    assert told == [("VEN", "best", "100", "300"), ("SYR", "row", "there", "not there")]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("docProps/custom.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("docProps/custom.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return buffer.getvalue()


def png_of(length: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", length) + b"iTXtSeal\0\0\0\0\0x"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (bomb(), "a.pptx", "E-OPEN-PACKED"), (bomb(), "a.xlsx", "E-OPEN-PACKED"), (entities(), "a.pptx", "E-OPEN-PACKED"),
        (b"PK", "a.xlsx", "E-OPEN-FORMAT"), (png_of(2**32 - 1), "a.png", "E-VERIFY-SEAL"), (png_of(9), "a.png", "E-VERIFY-SEAL"),
        (b"", "a.png", "E-VERIFY-SEAL"), (b"<svg/>", "a.svg", "E-VERIFY-SEAL"), (b"{}", "a.json", "E-VERIFY-SEAL"),
        (b"a,b\n1,2\n", "a.csv", "E-VERIFY-SEAL"), (b"%PDF-1.7 stream\nx", "a.pdf", "E-VERIFY-SEAL"), (b"x", "a.parquet", "E-OPEN-FORMAT"),
        (b"x", "a.gpkg", "E-OPEN-FORMAT"), (b"<p>", "a.html", "E-VERIFY-SEAL"), (b"GIF89a", "a.gif", "E-VERIFY-SEAL"),
        (b"x", "a.exe", "E-VERIFY-KIND"),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused(shipped: Ledger, content: bytes, name: str, code: str) -> None:
    with pytest.raises(PresenceError, match=code):
        verify(content, name, shipped, SETTINGS)


def test_a_file_that_is_too_large_is_refused(shipped: Ledger) -> None:
    with pytest.raises(PresenceError, match="E-OPEN-SIZE"):
        verify(b"x" * 11, "a.svg", shipped, replace(SETTINGS, add_max_bytes=10))


def test_a_chunk_of_text_that_is_too_long_is_not_read(shipped: Ledger) -> None:
    head = b"\x89PNG\r\n\x1a\n" + b"\0" * 25
    with pytest.raises(PresenceError, match="E-VERIFY-SEAL"):
        verify(with_text(head[:33], {"Seal": "x" * 200_000}), "a.png", shipped, SETTINGS)
