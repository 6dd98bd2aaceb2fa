"""What the owner of a table says about it beside the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.intake.cells import DayOrder, Mark

# "table": read column by column even where the file is of a known format.
TABLE = "table"


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the owner of a table says about it; everything empty where the table says it itself.

    Attributes:
        columns: field -> header.
        constants: field -> value for every row.
        sheet: the only sheet to read; empty: all that have a header.
        dates: what stands first in a date such as 2.6.2019.
        mark: the sign before the decimals.
        form: source id of a known format, or `TABLE`; empty: recognised.
        source_id: id of the table's source; empty: made from its title, or from the file's name.
        title, publisher, licence, url: of the source.
        own_definition, own_title, own_text: id, title and words of a definition that comes with the table, of the measure of every row.
        new_measure, measure_title, measure_unit, measure_kind, measure_domain, measure_text: a measure that comes with the table: its id,
            title, unit, kind (stock or flow), domain (military or economic), and who or what it counts.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    dates: DayOrder = ""
    mark: Mark = ""
    form: str = ""
    source_id: str = ""
    title: str = ""
    publisher: str = ""
    licence: str = ""
    url: str = ""
    own_definition: str = ""
    own_title: str = ""
    own_text: str = ""
    new_measure: str = ""
    measure_title: str = ""
    measure_unit: str = ""
    measure_kind: str = ""
    measure_domain: str = ""
    measure_text: str = ""
