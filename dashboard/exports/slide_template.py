"""The template of slides: 16 : 9, one master, one layout, the atlas's own colours, no shadow; made here, so that nothing of another is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dashboard.figures.palette import THEMES, Theme

# A slide in English Metric Units: 13.333 by 7.5 inches; 914,400 units an inch, 12,700 a point.
WIDTH, HEIGHT, MARGIN, POINT = 12_192_000, 6_858_000, 457_200, 12_700
ROOM = WIDTH - 2 * MARGIN
FONT = "Arial"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORMAT = "application/vnd.openxmlformats-officedocument"
# The same files packed twice are the same bytes.
PACKED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a slide, in its units."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder of the layout.

    Attributes:
        name: what a screen reader calls it.
        box: where it is.
        size: of the type, in points.
        colour: a colour of the theme.
        kind: ``title``, ``body`` or ``sldNum``.
        anchor: ``t``, ``ctr`` or ``b``; ``align``: ``l``, ``ctr`` or ``r``.
    """

    name: str
    box: Box
    size: float
    colour: str = "tx1"
    kind: str = "body"
    bold: bool = False
    anchor: str = "t"
    align: str = "l"


TITLE, SUBTITLE, BODY, FOOT, ORIGIN, TOP_MARK, BOTTOM_MARK, NUMBER = 0, 10, 15, 11, 12, 13, 14, 16
BODY_BOX = Box(MARGIN, 1_270_000, ROOM, 4_570_000)
PLACES: Mapping[int, Place] = {
    TITLE: Place("Title", Box(MARGIN, 225_000, ROOM, 560_000), 26, kind="title", bold=True, anchor="b"),
    SUBTITLE: Place("Subtitle", Box(MARGIN, 795_000, ROOM, 465_000), 12, "tx2"),
    BODY: Place("Body", BODY_BOX, 16),
    FOOT: Place("Sources", Box(MARGIN, 5_850_000, ROOM, 560_000), 9, "tx2", anchor="b"),
    ORIGIN: Place("Origin", Box(MARGIN, 6_410_000, ROOM - 700_000, 200_000), 9, "tx2", anchor="ctr"),
    TOP_MARK: Place("Marking, top", Box(0, 0, WIDTH, 230_000), 11, bold=True, anchor="ctr", align="ctr"),
    BOTTOM_MARK: Place("Marking, bottom", Box(0, HEIGHT - 230_000, WIDTH, 230_000), 11, bold=True, anchor="ctr", align="ctr"),
    NUMBER: Place("Slide number", Box(WIDTH - MARGIN - 600_000, 6_410_000, 600_000, 200_000), 9, "tx2", "sldNum", anchor="ctr", align="r"),
}  # fmt: skip


@lru_cache(maxsize=4)
def template(theme_name: str) -> bytes:
    """An empty presentation in the colours of a theme."""
    theme = THEMES[theme_name]
    files = {
        "[Content_Types].xml": _content_types(), "_rels/.rels": _relations({"rId1": (f"{OFFICE}/officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": _presentation(),
        "ppt/_rels/presentation.xml.rels": _relations(
            {"rId1": (f"{OFFICE}/slideMaster", "slideMasters/slideMaster1.xml"), "rId2": (f"{OFFICE}/theme", "theme/theme1.xml")}
        ),
        "ppt/slideMasters/slideMaster1.xml": _master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            {"rId1": (f"{OFFICE}/slideLayout", "../slideLayouts/slideLayout1.xml"), "rId2": (f"{OFFICE}/theme", "../theme/theme1.xml")}
        ),
        "ppt/slideLayouts/slideLayout1.xml": _layout(),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(
            {"rId1": (f"{OFFICE}/slideMaster", "../slideMasters/slideMaster1.xml")}
        ),
        "ppt/theme/theme1.xml": _theme(theme),
    }  # fmt: skip
    return packed({name: text.encode() for name, text in files.items()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as one packed file; no clock is in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, PACKED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()


def number_shape(identity: int) -> str:
    """The number of a slide as a shape of it: a field that counts by itself."""
    return _placeholder(identity, NUMBER, PLACES[NUMBER], inherited=True)


def _content_types() -> str:
    parts = {
        "/ppt/presentation.xml": "presentationml.presentation.main", "/ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster",
        "/ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout", "/ppt/theme/theme1.xml": "theme",
    }  # fmt: skip
    told = "".join(f'<Override PartName="{name}" ContentType="{FORMAT}.{kind}+xml"/>' for name, kind in parts.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    plain = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{relations}{plain}{told}</Types>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    told = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in targets.items())
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _presentation() -> str:
    return (
        f'{XML}<p:presentation {SPACES} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        f'</p:sldMasterIdLst><p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/><p:notesSz cx="{HEIGHT}" cy="9144000"/></p:presentation>'
    )


def _tree(shapes: str) -> str:
    none = '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr><a:xfrm>{none}</a:xfrm></p:grpSpPr>{shapes}</p:spTree>"
    )


def _master() -> str:
    shapes = "".join(_placeholder(2 + i, index, PLACES[index]) for i, index in enumerate((TITLE, BODY, NUMBER)))
    ground = '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    names = " ".join(f'{name}="{colour}"' for name, colour in (("bg1", "lt1"), ("tx1", "dk1"), ("bg2", "lt2"), ("tx2", "dk2")))
    accents = " ".join(f'accent{i}="accent{i}"' for i in range(1, 7))
    return (
        f"{XML}<p:sldMaster {SPACES}><p:cSld>{ground}{_tree(shapes)}</p:cSld>"
        f'<p:clrMap {names} {accents} hlink="hlink" folHlink="folHlink"/>'
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'
        f"<p:txStyles><p:titleStyle>{_level(PLACES[TITLE])}</p:titleStyle><p:bodyStyle>{_level(PLACES[BODY])}</p:bodyStyle>"
        f"<p:otherStyle>{_level(PLACES[BODY])}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


def _layout() -> str:
    shapes = "".join(_placeholder(2 + i, index, place) for i, (index, place) in enumerate(PLACES.items()))
    return (
        f'{XML}<p:sldLayout {SPACES} preserve="1" userDrawn="1"><p:cSld name="View">{_tree(shapes)}</p:cSld>'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _placeholder(identity: int, index: int, place: Place, *, inherited: bool = False) -> str:
    kinds = {"title": 'type="title"', "sldNum": f'type="sldNum" sz="quarter" idx="{index}"'}
    kind = kinds.get(place.kind, f'type="body" sz="quarter" idx="{index}"')
    inset = 'lIns="0" tIns="0" rIns="0" bIns="0"'
    run = '<a:rPr lang="en-GB"/>'
    text = (
        f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">{run}<a:t>‹#›</a:t></a:fld>'
        if place.kind == "sldNum"
        else f"<a:r>{run}<a:t>{place.name}</a:t></a:r>"
    )
    shown = (
        "<p:spPr/>" if inherited else f'<p:spPr>{transform(place.box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
    )
    body = "<a:bodyPr/>" if inherited else f'<a:bodyPr wrap="square" {inset} anchor="{place.anchor}"><a:normAutofit/></a:bodyPr>'
    style = "" if inherited else _level(place)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{identity}" name="{place.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>{shown}<p:txBody>{body}<a:lstStyle>{style}</a:lstStyle><a:p>{text}</a:p>"
        "</p:txBody></p:sp>"
    )


def transform(box: Box) -> str:
    """Where a shape is, as the format writes it."""
    return f'<a:xfrm><a:off x="{box.x}" y="{box.y}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'


def _level(place: Place) -> str:
    weight = ' b="1"' if place.bold else ' b="0"'
    fonts = "".join(f'<a:{script} typeface="+mn-{short}"/>' for script, short in (("latin", "lt"), ("ea", "ea"), ("cs", "cs")))
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{place.align}"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{round(place.size * 100)}"{weight}>'
        f'<a:solidFill><a:schemeClr val="{place.colour}"/></a:solidFill>{fonts}</a:defRPr></a:lvl1pPr>'
    )


def _theme(theme: Theme) -> str:
    colours = {
        "dk1": theme.ink, "lt1": theme.paper, "dk2": theme.muted, "lt2": theme.surface,
        **{f"accent{i}": theme.series[i - 1] for i in range(1, 7)}, "hlink": theme.series[0], "folHlink": theme.series[2],
    }  # fmt: skip
    scheme = "".join(f'<a:{name}><a:srgbClr val="{colour.lstrip("#")}"/></a:{name}>' for name, colour in colours.items())
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    # Every style of effects is the empty one: no shadow, whatever style a shape asks for.
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{XML}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Presence Atlas"><a:themeElements>'
        f'<a:clrScheme name="Presence Atlas, {theme.name}">{scheme}</a:clrScheme><a:fontScheme name="Presence Atlas">'
        f"<a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Presence Atlas"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
