"""State numbers of Gleditsch and Ward (1999), and the state that held a ground at a time, for data about the past."""

from __future__ import annotations

import pandas as pd

from dashboard.domain.places import Places

# The list of microstates has numbers of its own.
MICROSTATES = {"970": "KIR", "971": "NRU", "972": "TON", "973": "TUV"}
# Conflict data keep 345 for Serbia after Montenegro left; the list itself goes over to 340.
SERBIA, LAST_UNION_YEAR = "345", 2005

# Grounds that are drawn apart and were held by the state beside them until they parted.
EARLIER = {"X-CRI": "UKR", "X-ABK": "GEO", "X-OSS": "GEO"}


def from_gleditsch_ward(codes: pd.Series, year: pd.Series, places: Places) -> pd.Series:
    """Place ids for Gleditsch-Ward numbers in years (dtype str, same index); missing where unknown or empty.

    A number that passed from one state to another goes to the state that existed on 1 July of the year: 365 is SUN to 1991 and RUS
    from 1992, 678 is YAR to 1989 and YEM from 1990, 345 is YUG, then SCG, and from 2006 SRB. 260 is DEU in all years, 265 is DDR.
    """
    uses = pd.DataFrame({"code": codes.fillna("").astype("str"), "year": year.astype("int64")})
    distinct = uses.drop_duplicates()
    middle = pd.to_datetime(distinct["year"].astype("str") + "-07-01")
    found = [
        places.resolve(code, at=day.date(), code_system="gw").id if code else None
        for code, day in zip(distinct["code"], middle, strict=True)
    ]
    by_use = distinct.assign(place=pd.Series(found, index=distinct.index, dtype="str"))
    listed = uses.merge(by_use, how="left", validate="many_to_one")["place"].set_axis(codes.index)
    serbian = (uses["code"] == SERBIA) & (uses["year"] > LAST_UNION_YEAR)
    return listed.fillna(uses["code"].map(MICROSTATES)).mask(serbian, "SRB").astype("str")


def holder_at(places_today: pd.Series, days: pd.Series, places: Places) -> pd.Series:
    """The state that held each place of today on each day: SUN for RUS in 1985 (dtype str, same index).

    Missing where a place is, where no state of the catalogue held it, and where two former states did (Yemen before 1990).
    """
    uses = pd.DataFrame({"place": places_today, "day": days})
    distinct = uses.dropna().drop_duplicates()
    held = [_holder(place, day, places) for place, day in zip(distinct["place"], distinct["day"], strict=True)]
    by_use = distinct.assign(held=pd.Series(held, index=distinct.index, dtype="str"))
    return uses.merge(by_use, how="left", validate="many_to_one")["held"].set_axis(places_today.index)


def _holder(place: str, day: pd.Timestamp, places: Places) -> str | None:
    if places.exists_on(place, day.date()):
        return place
    if place in EARLIER:
        return _holder(EARLIER[place], day, places)
    former = [p.id for p in places.by_id.values() if p.kind == "former" and place in p.successors and p.exists_on(day.date())]
    return former[0] if len(former) == 1 else None
