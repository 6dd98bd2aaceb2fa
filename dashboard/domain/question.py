"""What an estimate is asked about: a measure, a day of knowledge, a definition; and the days on which claims are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from dashboard.domain.catalogue import Catalogue, Measure
from dashboard.domain.full_lists import FullList

# The end of a claim without one; one day. Days are datetime64[s] throughout.
FAR = np.datetime64("2262-01-01", "s")
DAY = np.timedelta64(86400, "s")


@dataclass(frozen=True, slots=True)
class Question:
    """What an estimate is asked about.

    Attributes:
        measure: the measure of all claims that are passed in.
        catalogue: catalogue with the sources and actors of the claims.
        known_at: only claims published up to this day (inclusive) and not withdrawn by then count; None: all that is known.
        definition: only claims under this definition; empty: the measure's order decides.
        lists: complete lists, which end what other sources withhold or what is carried forward; empty where one source alone is asked.
    """

    measure: Measure
    catalogue: Catalogue
    known_at: date | None = None
    definition: str = ""
    lists: tuple[FullList, ...] = ()


def asked_days(days: np.ndarray, measure: Measure) -> np.ndarray:
    """The day on which claims are looked up for each of ``days``: datetime64[s], ascending where ``days`` is.

    An amount over a year belongs to the year that most of its days lie in, so a yearly flow is looked up on 30 June: on 31 December
    the fiscal year in force is the next one (that of 2016 runs from October 2015 to September 2016). Days of other measures are unchanged.
    """
    if measure.kind != "flow" or measure.clock != "year":
        return days
    january = days.astype("datetime64[Y]").astype("datetime64[M]")
    asked: np.ndarray = (january + np.timedelta64(6, "M")).astype("datetime64[s]") - DAY
    return asked
