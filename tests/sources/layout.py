"""Small invented files in a source's true layout."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd


def write_rows(path: Path, base: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> Path:
    """Write ``rows`` as CSV (gzip by its ending) into ``path`` and give its folder; ``base`` fills what a row leaves out."""
    unknown = {name for row in rows for name in row} - set(base)
    if unknown:
        raise ValueError(f"not in the layout: {sorted(unknown)}")
    text = pd.DataFrame([{**base, **row} for row in rows], columns=list(base)).to_csv(index=False).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return path.parent
