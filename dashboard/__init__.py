"""Presence Atlas: who stands where abroad, what each source said, and how far the sources agree.

The Python interface, for notebooks and scripts::

    import dashboard

    atlas = dashboard.open()
    atlas.claims("sender=RUS&host=VEN")
    atlas.estimates("measure=troops&sender=USA&date=2025-12-31")
    atlas.figure("measure=troops&sender=RUS&date=2019-06")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.atlas import Atlas

__all__ = ["Atlas", "__version__", "open"]
__version__ = "0.1.0"


def open(data: Path | str | None = None) -> Atlas:  # noqa: A001 - dashboard.open() is the documented name
    """Open the ledger: the one in ``data``, or the one that the settings name.

    Raises PresenceError when there is no ledger or a file of it was changed.
    """
    from dashboard.atlas import open_atlas

    return open_atlas(data)


def __getattr__(name: str) -> object:
    """The class `Atlas` by its short name, loaded only when it is asked for."""
    if name == "Atlas":
        from dashboard.atlas import Atlas

        return Atlas
    raise AttributeError(name)
