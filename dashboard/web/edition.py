"""A cache key for everything besides generation, address and day that an answer depends on: code, assets, catalogue, settings."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from dashboard.ledger.provenance import TEXTS, digest_of
from dashboard.settings import PACKAGED, Settings

# What draws and writes the answers; another version of it may do so in another way.
PACKAGES = (
    "dash",
    "dash-mantine-components",
    "plotly",
    "flask",
    "pandas",
    "python-pptx",
    "xlsxwriter",
    "typst",
    "resvg-py",
    "pillow",
)
# Say where and how the server runs, and nothing of what it answers: replicas may differ in them.
OF_THE_PLACE = (
    "data", "assets", "host", "port", "threads", "workers", "follow_seconds", "cache_seconds", "metrics", "log_requests", "trusted_proxies",
    "trusted_fingerprints", "snapshot_keep",
)  # fmt: skip


def edition_of(settings: Settings) -> str:
    """Sixteen digits that change with the code, the public files, the catalogue, the stories and the settings; the same on replicas."""
    chosen = {name: value for name, value in asdict(settings).items() if name not in OF_THE_PLACE}
    texts = [digest_of(settings.data / name) for name in TEXTS]
    told = "\n".join([PROGRAM, digest_of(settings.assets), *texts, repr(sorted(chosen.items()))])
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


# Taken once, when the program starts: what is put in the place of its files later is not what runs.
PROGRAM = "\n".join([digest_of(PACKAGED, (".py",)), *map(_version, PACKAGES)])
