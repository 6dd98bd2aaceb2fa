"""What is installed to run: declared, bounded, locked by hash, under licences that let anyone pass it on."""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository.code import ROOT, imports, sources

PROJECT = "presence-atlas"
# Installs the project itself; part of the locked environment and of nothing that runs.
BUILD = {"hatchling"}
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? ?\\?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")

# Declared although no module imports them by name.
USED_BY_NAME_ONLY = {
    # plotly encodes figures with it when it is there.
    "orjson",
    # geopandas reads files through it.
    "pyogrio",
    # geopandas holds its shapes in it; a new major version changes what they answer.
    "shapely",
}
# Permissive, or weak copyleft that stays within its own files.
LICENCES = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-CMU", "MPL-2.0",
    "PSF-2.0", "Unlicense", "ZPL-2.1", "Zlib",
}  # fmt: skip
# The words of older metadata, by what they mean.
OLD_WORDS = {
    "Apache 2": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ZPL 2.1": "ZPL-2.1",
    "Zope Public License": "ZPL-2.1",
}
# These name no licence in their metadata; the text that they carry says it.
BY_TEXT = {"resvg-py": ("MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy")}
HOOKS = "dash_hooks"
# Everything that joins a test run by being installed; `dash` is switched off in pyproject.toml.
TEST_PLUGINS = {"dash", "hypothesispytest", "xdist", "xdist.looponfail"}


@lru_cache(maxsize=1)
def _project() -> Mapping[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _runtime() -> dict[str, Requirement]:
    return _by_name(_project()["project"]["dependencies"])  # type: ignore[index]


def _tools() -> dict[str, Requirement]:
    return _by_name(_project()["dependency-groups"]["dev"])  # type: ignore[index]


def _by_name(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(line.name): line for line in map(Requirement, lines)}


@lru_cache(maxsize=2)
def _lock(name: str) -> tuple[tuple[str, str, int], ...]:
    """Name, version and number of hashes of every entry; an unreadable line fails."""
    entries: list[tuple[str, str, int]] = []
    for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
        if found := LOCKED.match(line):
            entries.append((canonicalize_name(found["name"]), found["version"], 0))
        elif HASH.match(line):
            entries[-1] = (*entries[-1][:2], entries[-1][2] + 1)
        else:
            raise AssertionError(f"{name}:{number} is neither a version nor a hash: {line!r}")
    return tuple(entries)


def _imported(folder: str) -> dict[str, str]:
    """Top-level packages from elsewhere, with the first place of each."""
    found = {
        name.module.split(".")[0]: f"{source.path}:{name.line}"
        for source in reversed(sources(folder))
        for name in imports(source)
    }
    own = {"dashboard", "tests", ""}
    return {name: place for name, place in found.items() if name not in own | sys.stdlib_module_names}


def _distributions(package: str) -> set[str]:
    return {canonicalize_name(name) for name in metadata.packages_distributions().get(package, [package])}


def test_every_import_of_the_package_is_declared() -> None:
    declared = set(_runtime())
    strange = [f"{place} {name}" for name, place in _imported("dashboard").items() if not _distributions(name) & declared]
    assert strange == []


def test_every_import_of_the_tests_is_declared() -> None:
    declared = set(_runtime()) | set(_tools()) | BUILD
    strange = [f"{place} {name}" for name, place in _imported("tests").items() if not _distributions(name) & declared]
    assert strange == []


def test_everything_declared_is_used() -> None:
    used = set().union(*(_distributions(name) for name in _imported("dashboard")))
    assert sorted(set(_runtime()) - used - USED_BY_NAME_ONLY) == []


def test_every_declared_version_has_a_floor_and_a_ceiling() -> None:
    loose = [
        str(line)
        for line in [*_runtime().values(), *_tools().values()]
        if {bound.operator for bound in line.specifier} != {">=", "<"} or line.url
    ]
    assert loose == []


def test_every_declared_dependency_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    block = lines[lines.index("dependencies = [") + 1 :]
    block = block[: block.index("]")]
    bare = [line for before, line in itertools.pairwise(block) if _is_entry(line) and not _is_reason(before)]
    assert bare == []
    assert _is_reason(block[0])


def _is_entry(line: str) -> bool:
    return line.strip().startswith('"')


def _is_reason(line: str) -> bool:
    return line.strip().startswith("#")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_has_hashes(name: str) -> None:
    entries = _lock(name)
    assert entries
    assert [f"{entry[0]} {entry[1]}" for entry in entries if entry[2] == 0] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_what_is_declared_is_locked_within_its_bounds(name: str) -> None:
    wanted = {**_runtime(), **(_tools() if "dev" in name else {})}
    locked = [(entry[0], entry[1]) for entry in _lock(name)]
    missing = sorted((set(wanted) | BUILD) - {entry[0] for entry in locked})
    outside = [f"{entry} {version}" for entry, version in locked if entry in wanted and version not in wanted[entry].specifier]
    assert (missing, outside) == ([], [])


def test_both_locks_agree() -> None:
    tools = {(entry[0], entry[1]) for entry in _lock("requirements-dev.lock")}
    assert sorted({(entry[0], entry[1]) for entry in _lock("requirements.lock")} - tools) == []


def test_what_is_installed_is_what_is_locked() -> None:
    locked: dict[str, set[str]] = {}
    for name, version, _ in _lock("requirements-dev.lock"):
        locked.setdefault(name, set()).add(version)
    installed = {name: found.version for name, found in _closure(PROJECT)}
    other = [f"{name} {version}" for name, version in installed.items() if version not in locked.get(name, set())]
    assert other == []


def _closure(project: str) -> Iterator[tuple[str, metadata.Distribution]]:
    """Every distribution that comes along with ``project`` on this machine, itself left out."""
    seen: set[str] = set()
    waiting = [project]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        found = metadata.distribution(name)
        lines = map(Requirement, found.requires or [])
        waiting += [line.name for line in lines if line.marker is None or line.marker.evaluate({"extra": ""})]
        if name != project:
            yield name, found


def test_every_licence_lets_anyone_pass_it_on() -> None:
    refused = {name: sorted(_licences(name, found)) for name, found in _closure(PROJECT) if not _is_free(name, found)}
    assert refused == {}


def _is_free(name: str, found: metadata.Distribution) -> bool:
    licences = _licences(name, found)
    return bool(licences) and licences <= LICENCES


def _licences(name: str, found: metadata.Distribution) -> set[str]:
    """The licences that hold; of a choice ("or") every one, since none of those that occur is refused."""
    if name in BY_TEXT:
        return _licence_by_text(name, found)
    if expression := _field(found, "License-Expression"):
        return set(re.findall(r"[\w.-]+(?<!AND)(?<!OR)(?<!WITH)", re.sub(r"\b(AND|OR|WITH)\b", " ", expression)))
    classifiers = [text.split(" :: ")[-1] for text in found.metadata.get_all("Classifier") or [] if "License" in text]
    words = [word for word in classifiers if word != "OSI Approved"] or [_field(found, "License").strip()]
    return {OLD_WORDS.get(word, word) for word in words if word}


def _field(found: metadata.Distribution, name: str) -> str:
    return next(iter(found.metadata.get_all(name) or []), "")


def _licence_by_text(name: str, found: metadata.Distribution) -> set[str]:
    licence, words = BY_TEXT[name]
    texts = [file.read_text() for file in found.files or [] if "licenses/" in str(file) and "LICEN" in file.name.upper()]
    return {licence} if any(words in " ".join(text.split()) for text in texts) else set()


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "LGPL-2.1-or-later", "AGPL-3.0", "GNU General Public License v3 (GPLv3)"])
def test_copyleft_is_refused(licence: str) -> None:
    assert OLD_WORDS.get(licence, licence) not in LICENCES


def test_no_installed_package_hooks_into_the_page() -> None:
    # Such an entry point runs on import and may change every page.
    assert [hook.value for hook in metadata.entry_points(group=HOOKS)] == []


def test_only_known_plugins_join_the_tests() -> None:
    assert {plugin.name for plugin in metadata.entry_points(group="pytest11")} <= TEST_PLUGINS
