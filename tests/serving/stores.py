"""A small data folder of real claims, and newer generations of it, for tests of a running server."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.ledger.generations import MANIFEST, current_generation, publish, read_generation
from dashboard.settings import load_settings

HOSTS = ["VEN", "SYR", "DEU", "CUB"]
KEEP = 3


def small_data(folder: Path) -> Path:
    """A data folder with the shipped catalogue and the claims about a few hosts; its generation is in service."""
    shipped = load_settings({}).data
    shutil.copytree(shipped / "catalogue", folder / "catalogue")
    store = shipped / "store"
    files = read_generation(store, current_generation(store))
    facts = orjson.loads(files.pop(MANIFEST))
    table = pq.read_table(io.BytesIO(files["claims.parquet"]))
    kept = table.filter(pc.is_in(table["host"].cast(pa.string()), pa.array(HOSTS)))
    sink = io.BytesIO()
    pq.write_table(kept, sink, write_page_checksum=True)
    publish(folder / "store", {**files, "claims.parquet": sink.getvalue()}, {**_facts(facts), "number": 0}, KEEP)
    return folder


def copied_data(folder: Path) -> Path:
    """A data folder with all that is shipped, to publish into."""
    shutil.copytree(load_settings({}).data, folder)
    return folder


def publish_next(data: Path, number: int) -> str:
    """Publish another generation with the same claims; its id follows from ``number``."""
    store = data / "store"
    files = read_generation(store, current_generation(store))
    facts = orjson.loads(files.pop(MANIFEST))
    return publish(store, files, {**_facts(facts), "number": number}, KEEP)


def _facts(manifest: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in manifest.items() if name not in ("files", "schema")}
