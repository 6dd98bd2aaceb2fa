"""Importers: formats of data that people must fetch themselves. The data never ship; the readers of the formats do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd

from dashboard.importers.arms import ARMS_TRANSFERS, UNION_LICENCES
from dashboard.importers.format import Importer
from dashboard.importers.investment import (
    COMTRADE_TABLE,
    GLOBAL_INVESTMENT_TRACKER,
    INVESTMENT_POSITIONS,
    LOANS_PANEL,
    US_INVESTMENT_WORKBOOK,
)  # fmt: skip
from dashboard.importers.relations import DEFENCE_AGREEMENTS, DIPLOMATIC_POSTS, MILITARY_BALANCE, SANCTIONS

IMPORTERS: tuple[Importer, ...] = tuple(
    cast("Importer", importer)
    for importer in (
        ARMS_TRANSFERS, UNION_LICENCES, GLOBAL_INVESTMENT_TRACKER, INVESTMENT_POSITIONS, US_INVESTMENT_WORKBOOK, LOANS_PANEL,
        COMTRADE_TABLE, SANCTIONS, DIPLOMATIC_POSTS, DEFENCE_AGREEMENTS, MILITARY_BALANCE,
    )
)  # fmt: skip


def recognise(name: str, sheets: Mapping[str, pd.DataFrame]) -> tuple[Importer, ...]:
    """Every importer that takes the file for its format; empty for a table of another kind."""
    return tuple(importer for importer in IMPORTERS if importer.recognises(name, sheets))
