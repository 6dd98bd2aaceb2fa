"""Whatever a ledger's texts say, no exported file holds a formula, a script, a macro or a link that runs."""

from __future__ import annotations

from defusedxml import ElementTree  # noqa: F401
