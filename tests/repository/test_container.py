"""The container and the unit of systemd ask for as little as they promise; checked by the system's own tools where it has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.settings import Settings, load_settings
from tests.repository.code import ROOT

FOLDER = ROOT / ".container"
CONTAINER = (FOLDER / "Containerfile").read_text(encoding="utf-8")
UNIT = (FOLDER / "presence-atlas.service").read_text(encoding="utf-8")
# From the most to the least exposed, of ten.
MOST_EXPOSED = 2.0
PUBLISHING = (FOLDER / "publishing.conf").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", CONTAINER, flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())]


def unit(text_of: str = UNIT) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text_of.splitlines():
        name, equals, text = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(text)
    return found


def test_the_container_runs_as_a_user_of_its_own() -> None:
    last = [rest for word, rest in instructions() if word == "USER"][-1]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last)
    after = [word for word, _ in instructions()][[word for word, _ in instructions()].index("USER") :]
    assert not {"RUN", "COPY", "ADD"} & set(after)


def test_the_container_installs_what_is_locked_and_nothing_else() -> None:
    runs = " ".join(rest for word, rest in instructions() if word == "RUN")
    assert "--require-hashes" in runs
    assert not re.search(r"\b(curl|wget|apt-get|apk|dnf)\b", runs)
    assert "ADD" not in [word for word, _ in instructions()]


def test_what_the_container_copies_is_there() -> None:
    for word, rest in instructions():
        names = [name for name in rest.split() if not name.startswith("--")]
        if word == "COPY" and "--from" not in rest:
            assert [name for name in names[:-1] if not (ROOT / name).exists()] == []


def test_the_settings_of_the_container_and_the_unit_are_settings() -> None:
    words = " ".join([rest for word, rest in instructions() if word == "ENV"] + unit()["Environment"]).split()
    given = dict(word.split("=", 1) for word in words if word.startswith("PRESENCE_"))
    assert load_settings(given).workers == 2


def test_the_container_says_whether_it_is_well() -> None:
    health = next(rest for word, rest in instructions() if word == "HEALTHCHECK")
    assert "/readyz" in health


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ProtectSystem", "strict"), ("ProtectHome", "yes"), ("PrivateTmp", "yes"), ("NoNewPrivileges", "yes"), ("CapabilityBoundingSet", ""),
        ("DynamicUser", "yes"), ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"), ("MemoryMax", "2G"), ("UMask", "0077"),
    ],
)  # fmt: skip
def test_the_unit_asks_for_as_little_as_it_promises(name: str, text: str) -> None:
    assert unit()[name] == [text]


def test_the_unit_writes_nowhere() -> None:
    assert not {"ReadWritePaths", "StateDirectory", "BindPaths"} & set(unit())


def test_publishing_adds_a_folder_of_its_own_and_takes_no_protection_away() -> None:
    """Whatever a drop-in names again is replaced or loosened; this one names memory alone of what the unit limits."""
    added = unit(PUBLISHING)
    assert set(added) == {"StateDirectory", "StateDirectoryMode", "Environment", "ExecStartPre", "MemoryMax"}
    assert added["StateDirectoryMode"] == ["0700"]
    assert set(added) & set(unit()) == {"Environment", "MemoryMax"}
    given = dict(word.split("=", 1) for word in added["Environment"])
    assert load_settings(given).data == Path("%S/presence-atlas/data")


def test_the_first_start_takes_the_shipped_data_along_once(tmp_path: Path) -> None:
    """The line of the unit as it stands, in a folder of the test's."""
    shipped, kept = tmp_path / "shipped", tmp_path / "state" / "data"
    (shipped / "store").mkdir(parents=True)
    (shipped / "store" / "CURRENT").write_text("one")
    kept.parent.mkdir()
    # What a first start that was broken off left.
    Path(f"{kept}.part").mkdir()
    program, _, line = unit(PUBLISHING)["ExecStartPre"][0].partition(" -c ")
    command = line.strip("'").replace("/srv/presence/data", str(shipped))
    for content in ("one", "two"):
        subprocess.run(
            [program, "-c", command], env={"PRESENCE_DATA": str(kept), "PATH": os.environ["PATH"]}, check=True, timeout=20
        )
        assert (kept / "store" / "CURRENT").read_text() == "one"
        assert [path.name for path in kept.parent.iterdir()] == ["data"]
        (shipped / "store" / "CURRENT").write_text(content)


def test_the_unit_waits_longer_than_running_answers_take() -> None:
    assert int(unit()["TimeoutStopSec"][0]) > Settings().end_seconds


@pytest.mark.parametrize("publishing", [False, True], ids=["reading", "publishing"])
def test_systemd_understands_the_unit(tmp_path: Path, publishing: bool) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("this system has no systemd-analyze")
    here = tmp_path / "presence-atlas.service"
    here.write_text(UNIT.replace("/srv/presence/.venv/bin/presence serve", "/bin/true"), encoding="utf-8")
    if publishing:
        (tmp_path / "presence-atlas.service.d").mkdir()
        (tmp_path / "presence-atlas.service.d" / "publishing.conf").write_text(PUBLISHING, encoding="utf-8")
    done = subprocess.run([tool, "verify", "--man=no", str(here)], capture_output=True, text=True, timeout=60)
    assert [line for line in done.stderr.splitlines() if "presence-atlas.service" in line] == []
    rated = subprocess.run(
        [tool, "security", "--offline=true", "--no-pager", str(here)], capture_output=True, text=True, timeout=60
    )
    level = re.search(r"exposure level[^:]*: ([\d.]+)", rated.stdout)
    assert level, rated.stdout + rated.stderr
    assert float(level[1]) <= MOST_EXPOSED


def test_hadolint_understands_the_container() -> None:
    tool = shutil.which("hadolint")
    if tool is None:
        pytest.skip("this system has no hadolint")
    done = subprocess.run([tool, str(FOLDER / "Containerfile")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
