"""The Python interface: one ledger, questions in the form of Views, answers as frames, figures and files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from dashboard.domain.comparison import COMPARISON_KEYS, is_compared
from dashboard.domain.totals import total_over_senders
from dashboard.domain.view import View, decode_view
from dashboard.domain.view_faults import view_faults
from dashboard.errors import PresenceError, Problem
from dashboard.exports.files import format_of, write_export
from dashboard.exports.options import ExportOptions, decode_options, option_faults, options_of
from dashboard.exports.story_files import write_story
from dashboard.ledger import answers
from dashboard.ledger.difference import compare_days
from dashboard.ledger.history import history
from dashboard.ledger.readings import host_rows
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.settings import load_settings
from dashboard.story_file import load_story, story_limits, story_path

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import plotly.graph_objects as go

    from dashboard.domain.story import Story
    from dashboard.exports.compared import Compared

# What stands before the id of a story where a View could stand.
STORY = "story:"
# Pins a link to one ledger.
GENERATION = "generation"
PINNED = (GENERATION,)


@dataclass(frozen=True, slots=True)
class Atlas:
    """A ledger that answers Views. A View is a `View` or its query string; a string that says something unknown is an error.

    Attributes:
        ledger: the generation that is open.
        assets: folder with the shipped geometry.
        options: how files are made unless something else is asked for; the operator's marking and address are in it.
    """

    ledger: Ledger
    assets: Path
    options: ExportOptions = field(default=ExportOptions())

    def __repr__(self) -> str:
        return f"Atlas({self.ledger!r})"

    def view(self, view: View | str = "") -> View:
        """The View that ``view`` stands for.

        Raises PresenceError (E-VIEW) with one problem for each part that is not known; nothing is replaced in silence here.
        """
        if isinstance(view, View):
            return view
        self._refuse(view, PINNED)
        return decode_view(view, self.ledger.vocabulary).view

    def claims(self, view: View | str = "") -> pd.DataFrame:
        """What each source said, one row a claim, columns as in `dashboard.domain.claim.COLUMNS`, newest first.

        Claims of every measure by the View's senders in its hosts; of one measure when the View's text names one.
        """
        asked = self.view(view)
        rows = answers.pair_claims(self.ledger, asked)
        named = isinstance(view, View) or "measure=" in view
        return (rows[rows["measure"] == asked.measure] if named else rows).reset_index(drop=True)

    def estimates(self, view: View | str = "", *, total: bool = False) -> pd.DataFrame:
        """Levels on the View's date, columns as in `dashboard.domain.estimates.ESTIMATE_COLUMNS`; for changes and ratios see `map_rows`.

        One row a sender and host; with ``total`` one row a host, summed over the senders under one definition.
        """
        asked = self.view(view)
        pairs = answers.pair_estimates(self.ledger, asked)
        return total_over_senders(pairs) if total else pairs

    def map_rows(self, view: View | str = "") -> pd.DataFrame:
        """What the map of the View shows, one row a host: levels, ratios (``per``), changes (``compare=change``) or agreement.

        Columns as in `dashboard.domain.estimates.ESTIMATE_COLUMNS` or `dashboard.domain.differences.CHANGE_COLUMNS`.
        """
        return host_rows(self.ledger, self.view(view))

    def left_out(self, view: View | str = "") -> pd.DataFrame:
        """What the View's estimates and sums leave out on its date, and why, so that nobody is counted twice.

        Columns as in `dashboard.domain.left_out.LEFT_OUT_COLUMNS`.
        """
        return answers.left_out(self.ledger, self.view(view))

    def history(self, view: View | str = "") -> pd.DataFrame:
        """How the estimate for the View's sender, host and date moved as knowledge moved, one row a change, oldest first.

        Columns as in `dashboard.ledger.history.HISTORY_COLUMNS`. Raises PresenceError unless the View names one sender and one host.
        """
        return history(self.ledger, self.view(view))

    def changes(self, before: date, after: date) -> pd.DataFrame:
        """What became known after ``before`` and up to ``after``; columns as in `dashboard.ledger.difference.DIFFERENCE_COLUMNS`."""
        return compare_days(self.ledger.claims, before, after)

    def boundaries(self, view: View | str = "") -> gpd.GeoDataFrame:
        """What the map of the View shows (`map_rows`) joined to the boundaries of its day and viewpoint, EPSG:4326, one row an area.

        Parts of a place are melted into one. A place without an area on that day, a circle on the map, is in `map_rows` alone.
        """
        from dashboard.geography.frame import join_boundaries
        from dashboard.geography.shapes import all_shapes

        asked, size = self.view(view), "m"
        day = answers.view_date(self.ledger, asked)
        drawing = self.ledger.borders.drawing(all_shapes(self.assets, size).ids, day, asked.viewpoint)
        return join_boundaries(self.map_rows(asked), self.assets, self.ledger.places, size, drawing)

    def figure(self, view: View | str = "") -> go.Figure:
        """The map of the View as a Plotly figure that carries its own geometry: usable in a notebook, without a network."""
        from dashboard.figures.notebook import notebook_map

        return notebook_map(self.ledger, self.view(view), self.assets)

    def export(self, view: View | str, form: str, **options: str | float) -> bytes:
        """The View as a file of one of `dashboard.exports.files.FORMATS`; title, dates, sources and licences inside.

        Args:
            view: what is shown; ``story:ID`` or ``story:FILE.toml`` for a story, as ``pptx``, ``pdf`` or ``html``; the query of a comparison,
                with ``kind=``, as ``svg``, ``png``, ``csv``, ``pdf``, ``pptx`` or ``html``.
            form: ``svg``, ``png``, ``csv``, ``claims.csv`` and so on.
            options: ``size``, ``theme``, ``font_scale`` and ``marking``, as in `dashboard.exports.options.ExportOptions`.

        Raises PresenceError: E-EXPORT-FORMAT for another format, E-EXPORT-OPTION for an option that is not known.
        """
        if isinstance(view, str) and view.startswith(STORY):
            return write_story(self.ledger, self.story(view.removeprefix(STORY)), form, self.assets, self._options(options))
        if isinstance(view, str) and is_compared(view):
            from dashboard.exports.compare_files import write_compared

            return write_compared(self.ledger, self.compared(view), form, self.assets, self._options(options))
        format_of(form)
        return write_export(self.ledger, self.view(view), form, self.assets, self._options(options))

    def compared(self, query: str) -> Compared:
        """The comparison, or picture of a pair, that the query of its page asks for.

        Raises PresenceError (E-VIEW) with one problem for each part that is not known.
        """
        from dashboard.exports.compared import read_compared

        self._refuse(query, (*PINNED, *COMPARISON_KEYS))
        one, notices = read_compared(query, self.ledger)
        if notices:
            raise PresenceError.of([_of_comparison(notice) for notice in notices])
        return one

    def story(self, name: str) -> Story:
        """A story by its id, or by the path of a .toml file.

        Raises PresenceError: E-STORY with the ids there are, or everything that is wrong in the file.
        """
        settings = load_settings()
        path = story_path(name, settings.data)
        return load_story(path, self.ledger.vocabulary, story_limits(settings), settings.story_max_bytes)

    def _refuse(self, query: str, beside: Collection[str]) -> None:
        """Raise PresenceError (E-VIEW) with one problem for each part of a query that is not known or that this ledger is not."""
        problems = view_faults(query, self.ledger.vocabulary, self.ledger.places, beside=beside)
        pinned = dict(parse_qsl(query.lstrip("?"), errors="replace")).get(GENERATION, self.ledger.generation)
        if pinned != self.ledger.generation:
            problems.append(_of_generation(pinned[:40], self.ledger.generation))
        if problems:
            raise PresenceError.of(problems)

    def _options(self, given: dict[str, str | float]) -> ExportOptions:
        texts = {name: str(value) for name, value in given.items()}
        problems = option_faults(texts, self.options)
        if problems:
            raise PresenceError.of(problems)
        return decode_options(texts, self.options).options


def open_atlas(data: Path | str | None = None) -> Atlas:
    """Open the ledger under ``data``, or under the folder that the settings name."""
    settings = load_settings()
    return Atlas(open_ledger(Path(data) if data else settings.data), settings.assets, options_of(settings))


def _of_comparison(notice: str) -> Problem:
    # The notice of a page goes on to tell what is shown instead; here nothing is.
    return Problem(
        "E-VIEW",
        notice.partition(";")[0],
        "a comparison as its page has it",
        next_step="copy the query from the address of a page /compare",
    )


def _of_generation(pinned: str, generation: str) -> Problem:
    return Problem(
        "E-VIEW", repr(pinned), f"the ledger that is open, {generation}", cause="the link is pinned to another ledger",
        next_step=f"take {GENERATION}= out for what the open ledger says", where=f"{GENERATION}={pinned}",
    )  # fmt: skip
