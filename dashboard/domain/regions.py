"""Regions that a map can be limited to: name, bounding box, and the places that belong to each.

A place may be in two parts: Egypt is in Africa and in the Middle East. Groups of places are in a part where all of them are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.places import Place

WORLD = "world"


@dataclass(frozen=True, slots=True)
class Region:
    """A box in degrees that the picture holds whole; ``east`` runs past 180 where the box does.

    Attributes:
        continent: region of the United Nations whose places all belong to it; empty where ``members`` names every one.
        members: ids of places that belong to it beside those of the continent.
    """

    title: str
    west: float
    east: float
    south: float
    north: float
    continent: str = ""
    members: frozenset[str] = frozenset()

    @property
    def spoken(self) -> str:
        """The name in a sentence: "outside the Middle East"."""
        return f"the {self.title}" if self.title.startswith(("Middle", "Sahel", "Caucasus", "Caribbean")) else self.title

    @property
    def centre(self) -> float:
        """The longitude that stands upright in the middle."""
        return (self.west + self.east) / 2

    def has(self, place: Place) -> bool:
        """True for a place that belongs to it; neighbours that the picture shows as well do not."""
        return place.id in self.members or (self.continent != "" and place.region == self.continent)


def _ids(text: str) -> frozenset[str]:
    return frozenset(text.split())


REGIONS: Mapping[str, Region] = {
    "africa": Region("Africa", -20, 54, -36, 38, "Africa", _ids("X-BCMN X-BCN")),
    "europe": Region("Europe", -12, 42, 34, 71, "Europe", _ids("CYP TUR X-NCY X-SBA X-BALT")),
    "middle-east": Region(
        "Middle East", 24, 64, 11, 43, "",
        _ids(
            "ARE BHR CYP EGY IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM YAR YMD UAR X-NCY X-SBA X-GOL X-IRQR X-LVNT X-MDE"
        ),
    ),
    "sahel": Region(
        "Sahel and Horn of Africa", -18, 52, -2, 26, "",
        _ids("BFA DJI ERI ETH MLI MRT NER SDN SEN SOM SSD TCD GMB X-SOL X-SHL X-BCMMN X-BCMN X-BCN X-CDNE X-SDSS"),
    ),
    "central-asia": Region(
        "Caucasus and Central Asia", 38, 88, 34, 56, "", _ids("ARM AZE GEO KAZ KGZ TJK TKM UZB X-ABK X-OSS X-BKN X-ARAZ"),
    ),
    "south-asia": Region("South Asia", 60, 98, 4, 38, "", _ids("AFG BGD BTN IND LKA MDV NPL PAK X-SIA X-AFGR X-INPK X-SAS")),
    "east-asia": Region("East Asia", 95, 148, 18, 54, "", _ids("CHN HKG JPN KOR MAC MNG PRK TWN X-EAS")),
    "southeast-asia": Region(
        "Southeast Asia", 92, 142, -12, 29, "",
        _ids("BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM VDR X-PAR X-SPR X-IDC X-MYSG X-SEAS"),
    ),
    "oceania": Region("Australia and the Pacific", 110, 215, -48, 24, "Oceania"),
    "north-america": Region("North America", -168, -52, 14, 76, "", _ids("BMU CAN GRL MEX SPM USA X-NAM")),
    "caribbean": Region(
        "Central America and the Caribbean", -95, -58, 6, 28, "",
        _ids(
            "ABW AIA ANT ATG BES BHS BLM BLZ BRB CRI CUB CUW CYM DMA DOM GLP GRD GTM HND HTI JAM KNA LCA MAF MSR MTQ NIC PAN PRI "
            "SLV SXM TCA TTO VCT VGB VIR X-GTMO X-BWI X-CAC X-CAM X-CAR X-FWI X-LWI"
        ),
    ),
    "south-america": Region(
        "South America", -83, -33, -56, 14, "",
        _ids("ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN X-SPI X-SAM"),
    ),
}  # fmt: skip
