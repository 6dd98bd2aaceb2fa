"""The places that a region without a list of members ("West Africa") may include, in its widest usual sense.

No source states the boundaries of such a region. This table changes no figure; it only decides whether a warning is shown that a
figure for the region may include people who are also counted in one of its places.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.domain.places import Place


def _ids(text: str) -> frozenset[str]:
    return frozenset(text.split())


NORTH_AFRICA = _ids("DZA EGY LBY MAR MRT SDN TUN ESH UAR")
WEST_AFRICA = _ids("BEN BFA CIV CMR CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TCD TGO")
CENTRAL_AFRICA = _ids("AGO BDI CAF CMR COD COG GAB GNQ RWA STP TCD")
EAST_AFRICA = _ids("BDI COM DJI ERI ETH KEN MDG MOZ MUS MWI MYT REU RWA SDN SOM SSD SYC TZA UGA ZMB ZWE X-SOL")
SOUTHERN_AFRICA = _ids("AGO BWA COM LSO MDG MOZ MUS MWI NAM SWZ SYC ZAF ZMB ZWE")
SAHEL = _ids("BFA CMR DJI ERI ETH GIN GMB MLI MRT NER NGA SDN SEN SOM SSD TCD")
MIDDLE_EAST = _ids("ARE BHR CYP EGY IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR UAR YAR YEM YMD X-GOL X-NCY X-SBA")
CENTRAL_ASIA = _ids("KAZ KGZ TJK TKM UZB X-BKN")
CAUCASUS = _ids("ARM AZE GEO X-ABK X-OSS")
SOUTH_ASIA = _ids("AFG BGD BTN IND IOT IRN LKA MDV NPL PAK X-SIA")
EAST_ASIA = _ids("CHN HKG JPN KOR MAC MNG PRK TWN")
SOUTHEAST_ASIA = _ids("BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VDR VNM X-PAR X-SPR")
EASTERN_EUROPE = _ids(
    "ALB BGR BIH BLR CSK CZE DDR EST HRV HUN LTU LVA MDA MKD MNE POL ROU RUS SCG SRB SUN SVK SVN UKR XKX YUG X-CRI X-TRN"
)
WESTERN_EUROPE = _ids(
    "ALA AND AUT BEL CHE CYP DEU DNK ESP FIN FRA FRO GBR GGY GIB GRC IMN IRL ISL ITA JEY LIE LUX MCO MLT NLD NOR PRT SJM SMR SWE TUR VAT"
)
SOVIET = CENTRAL_ASIA | CAUCASUS | _ids("BLR EST LTU LVA MDA RUS SUN UKR X-CRI X-TRN")
CENTRAL_AMERICA = _ids("BLZ CRI GTM HND MEX NIC PAN SLV")
CARIBBEAN = _ids(
    "ABW AIA ANT ATG BES BHS BLM BLZ BMU BRB CUB CUW CYM DMA DOM GLP GRD GUY HTI JAM KNA LCA MAF MSR MTQ PRI SUR SXM TCA TTO VCT VGB VIR "
    "X-GTMO"
)
SOUTH_AMERICA = _ids("ARG BOL BRA CHL COL ECU FLK GUF GUY PER PRY SGS SUR TTO URY VEN X-SPI")
NORTH_AMERICA = _ids("BMU CAN GRL MEX SPM USA")
LEEWARD = _ids("AIA ANT ATG BES BLM DMA GLP KNA MAF MSR SXM VGB VIR")
BRITISH_ISLANDS = _ids("AIA ATG BHS BMU BRB CYM DMA GRD JAM KNA LCA MSR TCA TTO VCT VGB")

# Whole continents are the places that the catalogue files under them, and these.
CONTINENTS: Mapping[str, tuple[str, ...]] = {
    "X-AFR": ("Africa",), "X-AME": ("Americas",), "X-WHM": ("Americas",), "X-ASI": ("Asia",), "X-EUR": ("Europe",), "X-OCE": ("Oceania",),
    "X-SSA": ("Africa",), "X-LAC": ("Americas",), "X-LAM": ("Americas",), "X-EUA": ("Europe",), "X-EAO": ("Oceania",),
    "X-AMN": ("Asia",),
}  # fmt: skip
BESIDE: Mapping[str, frozenset[str]] = {
    "X-EUR": _ids("CYP TUR") | CAUCASUS, "X-EUA": SOVIET | _ids("CYP TUR"), "X-EAO": EAST_ASIA | SOUTHEAST_ASIA,
    "X-AMN": NORTH_AFRICA | MIDDLE_EAST, "X-AEC": EAST_AFRICA | CENTRAL_AFRICA, "X-AES": EAST_AFRICA | SOUTHERN_AFRICA,
    "X-AFE": EAST_AFRICA, "X-AFN": NORTH_AFRICA, "X-AFS": SOUTHERN_AFRICA, "X-AFW": WEST_AFRICA, "X-SHL": SAHEL,
    "X-AFGR": CENTRAL_ASIA | _ids("AFG CHN IRN PAK"), "X-IRQR": MIDDLE_EAST - _ids("CYP X-NCY X-SBA"), "X-MDE": MIDDLE_EAST,
    "X-MNA": MIDDLE_EAST | NORTH_AFRICA | _ids("DJI SOM"), "X-SAS": SOUTH_ASIA, "X-SCA": SOUTH_ASIA | CENTRAL_ASIA,
    "X-EAS": EAST_ASIA, "X-SEAS": SOUTHEAST_ASIA, "X-EUS": SOVIET, "X-EEU": EASTERN_EUROPE, "X-CEE": EASTERN_EUROPE | _ids("AUT DEU"),
    "X-SUEE": EASTERN_EUROPE | SOVIET, "X-WEU": WESTERN_EUROPE, "X-CAM": CENTRAL_AMERICA, "X-CAR": CARIBBEAN,
    "X-CAC": CENTRAL_AMERICA | CARIBBEAN, "X-SAM": SOUTH_AMERICA, "X-NAM": NORTH_AMERICA,
    "X-NCA": NORTH_AMERICA | CENTRAL_AMERICA | CARIBBEAN, "X-LWI": LEEWARD, "X-BWI": BRITISH_ISLANDS,
}  # fmt: skip
OUTSIDE: Mapping[str, frozenset[str]] = {
    # The United Nations list the British Indian Ocean Territory under Africa; nobody else does.
    "X-AFR": _ids("IOT"), "X-SSA": _ids("IOT") | NORTH_AFRICA - _ids("MRT SDN"),
    "X-LAC": _ids("BMU CAN GRL SPM USA"), "X-LAM": _ids("BMU CAN GRL SPM USA"),
}  # fmt: skip
REGIONS = frozenset(CONTINENTS) | frozenset(BESIDE)


def possible_places(region: str, places: Mapping[str, Place]) -> frozenset[str]:
    """Ids of the places that ``region`` may include, with groups and other regions; empty for an id that is no region.

    A group is included when any of its members is, another region when all of its places are. Hosts that name no place ("worldwide",
    "host not stated", "afloat") are never included.
    """
    single = _single(region, places)
    others = [place for place in places.values() if place.kind == "collective" and place.id != region]
    groups = {place.id for place in others if single & frozenset(place.successors)}
    return single | groups | {place.id for place in others if place.id in REGIONS and _single(place.id, places) <= single}


def _single(region: str, places: Mapping[str, Place]) -> frozenset[str]:
    of_continent = CONTINENTS.get(region, ())
    filed = frozenset(place.id for place in places.values() if place.kind != "collective" and place.region in of_continent)
    return (filed | BESIDE.get(region, frozenset())) - OUTSIDE.get(region, frozenset())
