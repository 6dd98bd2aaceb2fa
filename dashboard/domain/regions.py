"""Parts of the world that a map can be drawn of: a name and the box that has to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WORLD = "world"


@dataclass(frozen=True, slots=True)
class Region:
    """A box in degrees that the picture holds whole; ``east`` runs past 180 where the box does."""

    title: str
    west: float
    east: float
    south: float
    north: float

    @property
    def centre(self) -> float:
        """The longitude that stands upright in the middle."""
        return (self.west + self.east) / 2

    def holds(self, lon: float, lat: float) -> bool:
        """True for a point within the box; neighbours of a region may lie in it as well."""
        return self.west <= lon + 360 * (lon < self.west) <= self.east and self.south <= lat <= self.north


REGIONS: Mapping[str, Region] = {
    "africa": Region("Africa", -20, 54, -36, 38),
    "europe": Region("Europe", -12, 42, 34, 71),
    "middle-east": Region("Middle East", 24, 64, 11, 43),
    "sahel": Region("Sahel and Horn of Africa", -18, 52, -2, 26),
    "central-asia": Region("Caucasus and Central Asia", 38, 88, 34, 56),
    "south-asia": Region("South Asia", 60, 98, 4, 38),
    "east-asia": Region("East Asia", 95, 148, 18, 54),
    "southeast-asia": Region("Southeast Asia", 92, 142, -12, 29),
    "oceania": Region("Australia and the Pacific", 110, 215, -48, 24),
    "north-america": Region("North America", -168, -52, 14, 76),
    "caribbean": Region("Central America and the Caribbean", -95, -58, 6, 28),
    "south-america": Region("South America", -83, -33, -56, 14),
}
