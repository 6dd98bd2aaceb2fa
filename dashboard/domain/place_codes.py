"""Codes of places in five systems, and the other three-letter codes that publishers use for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dashboard.domain.places import Place

CodeSystem = Literal["iso3", "iso2", "cow", "gw", "m49"]
# Three-letter codes that publishers use in place of the id here: Kosovo has no ISO code and gets a new one from
# each; ROM, ZAR, TMP and BUR are withdrawn ISO codes that long-lived data sets still carry; WBG and PSX, SDS, SAH
# and ALD are the World Bank's and Natural Earth's own; SDF, YUF, PIT are those of the US foreign assistance file.
ALPHA3_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "XKV": "XKX", "KSV": "XKX", "XKO": "XKX", "KOS": "XKX", "CS-KM": "XKX",
        "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "BUR": "MMR",
        "WBG": "PSE", "PSX": "PSE", "SDS": "SSD", "SAH": "ESH", "ALD": "ALA",
        "SDF": "SDN", "YUF": "YUG", "PIT": "PCI",
    }
)  # fmt: skip


def index_codes(places: Iterable[Place]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(code system, code) -> ids of the places that have the code, aliases of `ALPHA3_ALIASES` included."""
    places = tuple(places)
    index: dict[tuple[str, str], tuple[str, ...]] = {}
    known = frozenset(place.id for place in places)
    aliases = [("iso3", alias, place) for alias, place in ALPHA3_ALIASES.items() if place in known]
    for system, code, place_id in [*(entry for place in places for entry in _codes_of(place)), *aliases]:
        index[system, code] = (*index.get((system, code), ()), place_id)
    return MappingProxyType(index)


def _codes_of(place: Place) -> list[tuple[str, str, str]]:
    codes = [("iso3", place.id), ("iso2", place.iso2), ("m49", place.un_m49)]
    codes += [("cow", str(code)) for code in place.cow] + [("gw", str(code)) for code in place.gw]
    return [(system, code, place.id) for system, code in codes if code]


def plain_code(code: str, system: CodeSystem) -> str:
    """``code`` in the form of the index: capitals, without the decimals that spreadsheets add, UN numbers with three digits."""
    # Spreadsheets turn 2 into "2.0" and 004 into "4".
    text = code.strip().upper().removesuffix(".0")
    return text.zfill(3) if system == "m49" else text
