"""Nothing that is committed names a place to download from, a registry, or a folder of somebody's machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.repository.code import ROOT, project_files

# Registries and the hosts that hand out their files.
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|test\.pypi|registry\.(npmjs|yarnpkg)|npmjs\.com|conda\.anaconda|anaconda\.org"
    r"|(deb|security|ftp)\.debian\.org|archive\.ubuntu|crates\.io|proxy\.golang|rubygems\.org|ghcr\.io|docker\.io|quay\.io"
)
INDEX_OPTIONS = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|^\s*-[if] +(https?|file):", re.MULTILINE)
# Hosts that pages load scripts, fonts and base maps from.
NETWORKS = re.compile(
    r"cdn\.plot\.ly|chart-studio|unpkg\.com|jsdelivr\.net|cdnjs\.|fonts\.(googleapis|gstatic)|iconify\.design|tile\.openstreetmap"
)
DOWNLOADS = re.compile(
    r"(https?|ftp)://[^\s\"'<>)]+\.(whl|zip|tgz|tar\.\w+|7z|rar|gz|deb|rpm|exe|msi|dmg|AppImage|jar|iso|parquet|xlsx?|shp|sh|py)\b"
    r"|git\+(https?|ssh):|raw\.githubusercontent|/releases/download/|\bs3://|\bgs://"
)
# A path from the root of a machine, as a tool or a traceback would write it; not the path of an address.
MACHINE = re.compile(
    r"(?<![\w.:/~$}-])/(work|root|home|Users|mnt|media|private|opt)/[\w.-]+|\bfile:///|\b[A-Z]:\\\\?(Users|Windows|Program)"
)
# Where a source of the catalogue says where it was published, and a claim names its page, that is a citation.
CITATIONS = ("data/catalogue/sources/", "data/claims/")
# Holds the patterns themselves.
THIS = "tests/repository/test_addresses.py"
TOO_LARGE = 20_000_000


def _texts() -> Iterator[tuple[str, str]]:
    files = project_files()
    if files is None:
        pytest.skip("this is no git checkout, so the committed files are not known")
    for path in files:
        if path.is_file() and not path.is_symlink() and path.stat().st_size < TOO_LARGE:
            content = path.read_bytes()
            # Git's own rule for what is text.
            if b"\0" not in content[:8000]:
                yield path.relative_to(ROOT).as_posix(), content.decode("utf-8", errors="replace")


def _found(pattern: re.Pattern[str], *but: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}"
        for name, text in _texts()
        if not name.startswith((THIS, *but))
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_registry_or_an_index() -> None:
    assert _found(REGISTRIES) == []
    assert _found(INDEX_OPTIONS) == []


def test_no_file_names_a_host_that_pages_load_from() -> None:
    assert _found(NETWORKS) == []


def test_no_file_names_a_download() -> None:
    assert _found(DOWNLOADS, *CITATIONS) == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    assert _found(MACHINE) == []


def test_no_built_table_names_a_folder_of_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)} column {column}"
        for path in sorted((ROOT / "data" / "store").glob("[0-9a-f]*/*.parquet"))
        for column in _columns_with(path, r"(^|[\s'\"(])/(work|root|home|Users|mnt|tmp|opt)/")
    ]
    assert found == []


def _columns_with(path: Path, pattern: str) -> Iterator[str]:
    for name, column in zip(*_text_columns(path), strict=True):
        # Dictionaries first: a column of a million rows has some hundred texts.
        if pc.any(pc.match_substring_regex(pc.unique(column), pattern)).as_py():
            yield name


def _text_columns(path: Path) -> tuple[list[str], list[pa.ChunkedArray]]:
    table = pq.read_table(path)
    plain = {
        name: column.cast(pa.large_string()) if pa.types.is_dictionary(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    texts = {
        name: column for name, column in plain.items() if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    }
    return list(texts), list(texts.values())


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRIES, "see pypi" + ".org/simple"),
        (INDEX_OPTIONS, "pip install --extra-" + "index-url x"),
        (NETWORKS, "https://cdn" + ".plot.ly/un/world_110m.json"),
        (DOWNLOADS, "https://example.org/files/data" + ".zip"),
        (MACHINE, "File '/ho" + "me/someone/project'"),
        (MACHINE, "open C:" + "\\Users\\someone"),
    ],
)
def test_each_of_these_would_be_found(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["https://example.org/home/paper", "./home/x", "$HOME/.config", "a/root/b", "~/opt/x"])
def test_none_of_these_is_taken_for_a_folder_of_a_machine(text: str) -> None:
    assert not MACHINE.search(text)
