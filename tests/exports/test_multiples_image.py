"""The grid of small multiples: its last row is as full as whole columns allow."""

from __future__ import annotations

import pytest

from dashboard.exports.multiples_image import columns_of


@pytest.mark.parametrize("parts", range(1, 25))
def test_the_last_row_is_at_least_half_full(parts: int) -> None:
    columns = columns_of(parts)
    last = parts % columns or columns
    assert last >= columns / 2
    assert 1 <= columns <= 5
    # More than four never stand in one long row.
    assert parts <= 4 or parts > columns
