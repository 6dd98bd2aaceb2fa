"""The origin of a presentation inside its file: in its properties, and for a story as its own text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from dashboard.exports.lineage import Lineage
from dashboard.exports.sheet import MADE
from dashboard.exports.slide_template import XML, packed
from dashboard.exports.svg import UNWRITABLE, xml

CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CUSTOM_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# What every program expects of a property of a document that is not one of its own.
CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
DATA_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
STORY = "urn:presence-atlas:story"
# A property of a document of this format holds no more letters.
LONGEST_PROPERTY = 255


def saved(file: Any, lineage: Lineage, made: str, fields: Mapping[str, str]) -> bytes:
    """The bytes of a presentation, with its origin in its properties and no clock in it: the same slides give the same bytes."""
    facts = file.core_properties
    facts.title, facts.subject = _property(lineage.title), _property(lineage.subtitle)
    facts.author, facts.last_modified_by, facts.category = "Presence Atlas", "Presence Atlas", _property(lineage.marking)
    facts.keywords, facts.comments = _property(lineage.query or "default view"), _property(made)
    facts.created, facts.modified, facts.revision = MADE, MADE, 1
    _add_origin(file, fields)
    buffer = io.BytesIO()
    file.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return packed({name: package.read(name) for name in package.namelist()})


def add_story_text(file: Any, text: str) -> None:
    """The story itself as data of its own in the file, which office programs keep when they save it anew."""
    part = Part(
        PackURI("/customXml/item1.xml"),
        "application/xml",
        file.part.package,
        f'{XML}<story xmlns="{STORY}">{xml(text)}</story>'.encode(),
    )
    file.part.relate_to(part, DATA_RELATION)


def plain(text: str) -> str:
    """Text that a slide can hold: letters that XML has none for become a replacement mark."""
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _property(text: str) -> str:
    text = plain(text)
    return text if len(text) <= LONGEST_PROPERTY else f"{text[: LONGEST_PROPERTY - 1]}…"


def _add_origin(file: Any, fields: Mapping[str, str]) -> None:
    told = "".join(
        f'<property fmtid="{CUSTOM_FORMAT}" pid="{number}" name="{xml(name)}"><vt:lpwstr>{xml(text)}</vt:lpwstr></property>'
        for number, (name, text) in enumerate(fields.items(), 2)
    )
    content = f'<Properties xmlns="{CUSTOM_SPACE}" xmlns:vt="{VARIANTS}">{told}</Properties>'
    package = file.part.package
    part = Part(PackURI("/docProps/custom.xml"), CUSTOM, package, f"{XML}{content}".encode())
    package.relate_to(part, CUSTOM_RELATION)
