"""A time series in the prices of one year: US dollars alone, at the price level of the United States."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.domain.prices import UNIT, Prices, base_year, constant_unit
from dashboard.figures.numbers import count
from dashboard.figures.series_data import NUMBERS, SeriesData


def at_prices(data: SeriesData, per: str, prices: Prices) -> SeriesData:
    """The series in the prices that the View key ``per`` asks for; ``data`` itself where it asks for none, and for other units.

    Each figure takes the price level of the year of its own last day. Figures of years without a deflator are not drawn and are told by
    line, with their number.
    """
    base = base_year(per)
    if not base or data.measure.unit != UNIT:
        return data
    points = data.points
    factor = prices.factors(points["day"].dt.year.to_numpy(), base)
    missing = np.isnan(factor)
    kept = points.assign(**{name: points[name] * factor for name in NUMBERS})[~missing].reset_index(drop=True)
    means = f"In US dollars of {base}, at the price level of the United States; the claims have the dollars of their day"
    return replace(
        data,
        measure=replace(data.measure, unit=constant_unit(base)),
        points=kept,
        means=means,
        said=(*data.said, *_without(data, missing, prices)),
    )


def _without(data: SeriesData, missing: np.ndarray, prices: Prices) -> tuple[str, ...]:
    if not missing.any():
        return ()
    lines, sizes = np.unique(data.points["line"].to_numpy()[missing], return_counts=True)
    named = "; ".join(f"{data.lines[line].name} ({size:,})" for line, size in zip(lines.tolist(), sizes.tolist(), strict=True))
    span = f"{prices.years[0]} to {prices.years[-1]}" if prices.years else "no year"
    return (f"No deflator, which has {span}: {count(int(missing.sum()), 'figure')} not drawn: {named}",)
