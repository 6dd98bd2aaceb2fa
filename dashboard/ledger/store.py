"""Opens the current generation: every file checked, claims in memory, catalogue and places beside them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.border_file import load_borders
from dashboard.catalogue_files import load_catalogue
from dashboard.domain.borders import Borders
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.claim import COLUMN_NAMES, COLUMNS
from dashboard.domain.memberships import Memberships
from dashboard.domain.places import Places
from dashboard.domain.view import Vocabulary
from dashboard.domain.view_places import Naming
from dashboard.errors import PresenceError
from dashboard.gazetteer import load_places
from dashboard.ledger.generations import MANIFEST, current_generation, kept_generations, read_current, read_generation
from dashboard.membership_file import load_memberships


@dataclass(frozen=True)
class Ledger:
    """One generation in memory. Nothing in it is ever changed.

    Attributes:
        generation: its id; stands in every export, cache key and answer.
        claims: all claims, registry columns and dtypes, sorted by measure, host, sender.
        catalogue: measures, definitions, sources, actors.
        places: all places and their names.
        report: the tables of the build report.
        manifest: the manifest of the generation: file hashes and counts.
        memberships: alliances and unions with their days.
        borders: which shapes belong to which place on which days, by viewpoint.
    """

    generation: str
    claims: pd.DataFrame
    catalogue: Catalogue
    places: Places
    report: dict[str, pd.DataFrame] = field(default_factory=dict)
    manifest: dict[str, object] = field(default_factory=dict)
    memberships: Memberships = field(default_factory=Memberships)
    borders: Borders = field(default_factory=Borders)

    def __repr__(self) -> str:
        # A notebook shows what a cell ends with: a line, and not every field of a million claims.
        return f"Ledger({self.generation!r}, {len(self.claims):,} claims)"

    def __hash__(self) -> int:
        return hash(self.generation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ledger) and other.generation == self.generation

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that a View of this ledger may use."""
        measures = {m.id: tuple(d.id for d in m.definitions) for m in self.catalogue.measures.values()}
        units = {m.id: m.unit for m in self.catalogue.measures.values()}
        sources, years = frozenset(self.catalogue.sources), self.catalogue.prices.years
        naming = Naming(self.memberships, lambda name, day: self.places.resolve(name, at=day).candidates)
        return Vocabulary(measures, frozenset(self.places.ids), units=units, sources=sources, price_years=years, naming=naming)

    @cached_property
    def _slices(self) -> dict[str, slice]:
        codes = self.claims["measure"].cat.codes.to_numpy()
        names = list(self.claims["measure"].cat.categories)
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else np.array([], dtype=int)
        ends = np.r_[starts[1:], len(codes)][: len(starts)]
        return {names[codes[a]]: slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True)}

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of all claims sorted by (sender, host), and the sorted keys."""
        key = self._pair_key(self.claims["sender"].cat.codes.to_numpy(), self.claims["host"].cat.codes.to_numpy())
        order = np.argsort(key, kind="stable").astype("int32")
        return order, key[order]

    def _pair_key(self, sender: np.ndarray, host: np.ndarray) -> np.ndarray:
        width = len(self.claims["host"].cat.categories) + 1
        key: np.ndarray = (sender.astype("int32") + 1) * width + host.astype("int32") + 1
        return key

    def claims_of_pair(self, sender: str, host: str) -> pd.DataFrame:
        """The claims of every measure by one sender in one host, in the ledger's order; empty when there are none."""
        order, keys = self._pairs
        named = (("sender", sender), ("host", host))
        codes = (np.flatnonzero(self.claims[name].cat.categories == word)[:1] for name, word in named)
        wanted = self._pair_key(*codes)
        if not len(wanted):
            return self.claims.iloc[:0]
        first, last = np.searchsorted(keys, [wanted[0], wanted[0] + 1])
        return self.claims.iloc[order[first:last]]

    def claims_of(self, measure: str) -> pd.DataFrame:
        """The claims of one measure; empty when it has none."""
        return self.claims.iloc[self._slices.get(measure, slice(0, 0))]


def open_ledger(data: Path) -> Ledger:
    """Open the current generation under ``data/store`` with the catalogue beside it.

    Raises PresenceError when the pointer, a file, its hash or the catalogue is wrong; names every file concerned.
    """
    store = data / "store"
    generation, files = read_current(store)
    tables = {name.removesuffix(".parquet"): content for name, content in files.items() if name.endswith(".parquet")}
    claims = read_claims(tables.pop("claims"))
    report = {name: pq.read_table(io.BytesIO(content)).to_pandas() for name, content in tables.items()}
    catalogue, places = load_catalogue(data / "catalogue"), load_places(data / "catalogue")
    groups, borders = load_memberships(data / "catalogue", places), load_borders(data / "catalogue", places)
    return Ledger(generation, claims, catalogue, places, report, orjson.loads(files[MANIFEST]), groups, borders)


def claims_of_generation(data: Path, generation: str) -> pd.DataFrame:
    """The claims of any generation under ``data/store``, its files checked; "current" means the one in service.

    Raises PresenceError (E-STORE-GENERATION) that lists the generations that are kept when the id is none of them.
    """
    store = data / "store"
    kept = kept_generations(store)
    name = current_generation(store) if generation == "current" else generation
    if name not in kept:
        raise PresenceError(
            "E-STORE-GENERATION", repr(generation[:40]), "a date, or one of " + ", ".join(["current", *kept]),
            cause="it was never built here, or newer ones took its place", where=store.name,
        )  # fmt: skip
    return read_claims(read_generation(store, name)["claims.parquet"])


def read_claims(content: bytes) -> pd.DataFrame:
    """Claims from Parquet bytes, with the registry's dtypes; text columns as categories share their memory.

    Raises PresenceError (E-STORE-SCHEMA) where the columns are not those of this version.
    """
    _check_columns(pq.read_schema(io.BytesIO(content)).names)
    words = [column.name for column in COLUMNS if column.dtype == "category"]
    table = pq.read_table(io.BytesIO(content), read_dictionary=words, page_checksum_verification=True)
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    typed: pd.DataFrame = frame.astype({column.name: column.dtype for column in COLUMNS})
    del frame, table
    # Returns the buffers of reading to the system: they are larger than the claims themselves.
    pa.default_memory_pool().release_unused()
    return typed


def _check_columns(names: list[str]) -> None:
    other = sorted({*names} ^ {*COLUMN_NAMES})
    if other:
        raise PresenceError(
            "E-STORE-SCHEMA", f"claims with other columns: {', '.join(other)}", "the columns of this version",
            cause="another version of the program built it", next_step="run: presence build --raw DIR", where="claims.parquet",
        )  # fmt: skip
