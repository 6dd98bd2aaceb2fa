"""The states of an estimate as whole numbers, ordered by how much each tells."""

from __future__ import annotations

# A larger code tells more: of several claims without a figure the one with the largest code is shown. A bound tells more than a
# withheld figure, and a withheld figure more than a search that found nothing.
NONE_FOUND, WITHHELD, BOUND, ZERO, VALUE = 1, 2, 3, 4, 5
STATE_NAMES = {NONE_FOUND: "none-found", WITHHELD: "withheld", BOUND: "bound", ZERO: "zero", VALUE: "value"}
STATE_CODES = {name: code for code, name in STATE_NAMES.items()}
