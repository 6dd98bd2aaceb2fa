"""The store under what disks, people and clocks do to it: told with the file's name, and the old generation stays."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from dashboard.errors import PresenceError
from dashboard.ledger import generations
from dashboard.ledger.generations import MANIFEST, POINTER, SCHEMA, current_generation, kept_generations, publish, read_current
from dashboard.ledger.store import open_ledger, read_claims
from tests.ledger.test_build import ROOT
from tests.reliability.steps import files_of

NAME = "claims.parquet"
MEGABYTE = 1_000_000


def put(store: Path, number: int, keep: int = 5) -> str:
    return publish(store, files_of(number), {"number": number}, keep)


def refused(store: Path) -> PresenceError:
    with pytest.raises(PresenceError) as error:
        read_current(store)
    assert error.value.problems[0].next_step
    return error.value


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(bytes(content))


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (lambda path: path.write_bytes(path.read_bytes()[:-10]), "E-STORE-CHANGED"),
    "empty": (lambda path: path.write_bytes(b""), "E-STORE-CHANGED"),
    "longer": (lambda path: path.write_bytes(path.read_bytes() + b"x"), "E-STORE-CHANGED"),
    "one bit": (_flip, "E-STORE-CHANGED"),
    "absent": (lambda path: path.unlink(), "E-STORE-MISSING"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "E-STORE-MISSING"),
    "another beside it": (lambda path: path.with_name("claims.parquet.bak").write_bytes(b"x"), "E-STORE-ADDED"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_file_is_refused_with_its_name_and_the_old_generation_is_there(tmp_path: Path, harm: str) -> None:
    old, new = put(tmp_path, 1), put(tmp_path, 2)
    damage, code = HARM[harm]
    damage(tmp_path / new / NAME)
    error = refused(tmp_path)
    assert error.code == code
    assert f"{new}/claims.parquet" in str(error)
    (tmp_path / POINTER).write_text(old)
    assert read_current(tmp_path)[0] == old


def test_a_file_or_manifest_of_another_generation_is_refused(tmp_path: Path) -> None:
    old, new = put(tmp_path, 1), put(tmp_path, 2)
    shutil.copy(tmp_path / old / NAME, tmp_path / new / NAME)
    assert (refused(tmp_path).code, f"{new}/{NAME}" in str(refused(tmp_path))) == ("E-STORE-CHANGED", True)
    shutil.copy(tmp_path / old / MANIFEST, tmp_path / new / MANIFEST)
    assert refused(tmp_path).code == "E-STORE-MANIFEST"


@pytest.mark.parametrize("file", [NAME, MANIFEST])
def test_a_broken_generation_is_made_good_by_the_same_build(tmp_path: Path, file: str) -> None:
    generation = put(tmp_path, 1)
    _flip(tmp_path / generation / file)
    assert put(tmp_path, 1) == generation
    assert read_current(tmp_path)[0] == generation


def test_a_generation_in_service_is_never_written_again(tmp_path: Path) -> None:
    generation = put(tmp_path, 1)
    held = {path.name: (path.stat().st_ino, path.stat().st_ctime_ns) for path in (tmp_path / generation).iterdir()}
    folder = (tmp_path / generation).stat().st_ino
    assert put(tmp_path, 1) == generation
    now = {path.name: (path.stat().st_ino, path.stat().st_ctime_ns) for path in (tmp_path / generation).iterdir()}
    assert folder == (tmp_path / generation).stat().st_ino
    assert {name: held[name] for name in held if name != MANIFEST} == {name: now[name] for name in now if name != MANIFEST}
    assert held[MANIFEST][0] == now[MANIFEST][0]


def _forged(store: Path, **facts: object) -> str:
    """A generation whose manifest says ``facts`` and matches its name, as another version, or a forger, would write it."""
    import hashlib

    content = orjson.dumps(facts)
    name = hashlib.sha256(content).hexdigest()[:16]
    (store / name).mkdir(parents=True)
    (store / name / MANIFEST).write_bytes(content)
    (store / POINTER).write_text(name)
    return name


@pytest.mark.parametrize("schema", [SCHEMA - 1, SCHEMA + 1, None, "1"])
def test_another_version_of_the_store_is_refused_with_the_command_that_mends_it(tmp_path: Path, schema: object) -> None:
    _forged(tmp_path, schema=schema, files={})
    error = refused(tmp_path)
    assert error.code == "E-STORE-SCHEMA"
    newer = "install that version, or " if schema == SCHEMA + 1 else ""
    assert error.problems[0].next_step == f"{newer}run: presence build --raw DIR"


@pytest.mark.parametrize("more", [True, False], ids=["newer", "older"])
def test_claims_with_other_columns_are_refused_with_the_command_that_mends_it(data: Path, more: bool) -> None:
    import io

    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(read_current(data / "store")[1][NAME]))
    other = table.append_column("heard_from", table.column("note")) if more else table.drop_columns(["said_by"])
    buffer = io.BytesIO()
    pq.write_table(other, buffer)
    with pytest.raises(PresenceError) as error:
        read_claims(buffer.getvalue())
    assert error.value.code == "E-STORE-SCHEMA"
    assert ("heard_from" if more else "said_by") in str(error.value)
    assert error.value.problems[0].next_step == "run: presence build --raw DIR"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "..", "a\\b"])
def test_a_manifest_leads_to_no_file_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    _forged(tmp_path / "store", schema=SCHEMA, files={name: "0" * 64})
    assert refused(tmp_path / "store").code == "E-STORE-MANIFEST"


@pytest.mark.parametrize("content", [b"[]", b"no json", b"1", b'{"schema": 1}', b'{"schema": 1, "files": []}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    import hashlib

    name = hashlib.sha256(content).hexdigest()[:16]
    (tmp_path / name).mkdir()
    (tmp_path / name / MANIFEST).write_bytes(content)
    (tmp_path / POINTER).write_text(name)
    assert refused(tmp_path).code == "E-STORE-MANIFEST"


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"../..", b"\xff\xfe\x00", b"ABCDEF0123456789", b"0" * 10_000, b"0123456789abcdef x"]
)
def test_a_bad_pointer_is_explained_and_the_next_build_mends_it(tmp_path: Path, text: bytes) -> None:
    put(tmp_path, 1)
    (tmp_path / POINTER).write_bytes(text)
    error = refused(tmp_path)
    assert error.code == "E-STORE-POINTER"
    assert len(str(error)) < 500
    new = put(tmp_path, 2)
    assert read_current(tmp_path)[0] == new


def test_a_pointer_that_is_a_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / POINTER).mkdir()
    assert refused(tmp_path).code == "E-STORE-POINTER"


def test_a_pointer_that_is_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("keep me")
    store = tmp_path / "store"
    store.mkdir()
    (store / POINTER).symlink_to(victim)
    assert refused(store).code == "E-STORE-POINTER"
    new = put(store, 1)
    assert read_current(store)[0] == new
    assert victim.read_text() == "keep me"
    assert not (store / POINTER).is_symlink()


def test_the_ledger_in_memory_outlives_its_folder(data: Path) -> None:
    ledger = open_ledger(data)
    shutil.rmtree(data / "store")
    assert len(ledger.claims_of("troops"))


# Order and clocks


@pytest.mark.parametrize("shift", [-40 * 365 * 86_400, 60 * 365 * 86_400], ids=["back", "beyond 2038"])
def test_a_wrong_clock_takes_away_neither_the_new_generation_nor_the_one_before(tmp_path: Path, shift: int) -> None:
    for number in range(3):
        name = put(tmp_path, number, keep=3)
        moment = (tmp_path / name).stat().st_mtime + shift * (number % 2)
        for path in (tmp_path / name, tmp_path / name / MANIFEST):
            os.utime(path, (moment, moment))
    before = current_generation(tmp_path)
    moment = (tmp_path / before).stat().st_mtime - abs(shift)
    os.utime(tmp_path / before / MANIFEST, (moment, moment))
    new = put(tmp_path, 9, keep=2)
    assert set(kept_generations(tmp_path)) == {before, new}
    assert read_current(tmp_path)[0] == new


# Disks


@contextmanager
def _tmpfs(folder: Path, size: int) -> Iterator[None]:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_with_the_bytes_needed_and_takes_nothing_away(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    large = {"claims.parquet": b"x" * (MEGABYTE // 2), "sources.parquet": b"y" * (MEGABYTE // 2)}
    with _tmpfs(disk, 2 * MEGABYTE):
        store = disk / "store"
        old = put(store, 1)
        # Filled up step by step, so that the disk is full at one step of the work after the other.
        for filled in range(0, 2 * MEGABYTE, 130_000):
            (disk / "other").write_bytes(b"\0" * min(filled, os.statvfs(disk).f_bavail * 4096))
            try:
                new = publish(store, large, {"filled": filled}, keep=2)
            except PresenceError as error:
                assert error.code == "E-STORE-WRITE"
                assert "1,000,000 bytes" in str(error)
                assert read_current(store)[0] == old
                assert not [path.name for path in store.iterdir() if path.name.startswith((".build", ".part"))]
            else:
                old = new
            (disk / "other").unlink()
        assert old in kept_generations(store)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE // 2, MEGABYTE // 2))


PUBLISH = """
import sys
from pathlib import Path
from dashboard.errors import PresenceError
from dashboard.ledger.generations import publish
try:
    publish(Path(sys.argv[1]), {"claims.parquet": b"x" * int(sys.argv[2])}, {}, 2)
except PresenceError as error:
    sys.exit(str(error))
"""


def test_a_quota_refuses_with_the_bytes_needed_and_takes_nothing_away(tmp_path: Path) -> None:
    old = put(tmp_path, 1)
    command = [sys.executable, "-c", PUBLISH, str(tmp_path), str(MEGABYTE)]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=_bounded, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("E-STORE-WRITE")
    assert "1,000,000 bytes" in done.stderr
    assert read_current(tmp_path)[0] == old
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith((".build", ".part"))]


def test_a_full_standard_output_is_explained() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "dashboard.cli", "measures"]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("E-DISK-FULL")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("errno", [5, 28, 30, 13, 122], ids=["EIO", "ENOSPC", "EROFS", "EACCES", "EDQUOT"])
@pytest.mark.parametrize("step", ["write_file", "share", "settle", "replace_file", "take_away"])
def test_whatever_the_disk_answers_the_old_generation_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errno: int, step: str
) -> None:
    old = put(tmp_path, 1)

    def refuse(*_given: object) -> None:
        raise OSError(errno, os.strerror(errno))

    with monkeypatch.context() as patch:
        patch.setattr(generations, step, refuse)
        with pytest.raises(PresenceError) as error:
            put(tmp_path, 2)
    assert error.value.code == "E-STORE-WRITE"
    assert os.strerror(errno) in str(error.value)
    assert read_current(tmp_path)[0] == old
    assert read_current(tmp_path)[0] != put(tmp_path, 2) == current_generation(tmp_path)


# Who may read

READ = """
import encodings.ascii, os, sys
from pathlib import Path
from dashboard.errors import PresenceError
from dashboard.ledger.generations import read_current
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
try:
    print(read_current(Path(sys.argv[1]))[0])
except PresenceError as error:
    print(error.code)
"""


def _read_as_another(store: Path) -> str:
    """What another user reads; this needs the right to become one."""
    if os.geteuid() != 0:
        pytest.skip("only root may act as another user")
    for path in (store, *store.parents):
        if not path.stat().st_mode & stat.S_IXOTH and path != store:
            path.chmod(path.stat().st_mode | stat.S_IXOTH)
    done = subprocess.run([sys.executable, "-c", READ, str(store)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.stdout.strip() or done.stderr


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_a_strict_umask_hides_no_generation_from_the_servers_user(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir(mode=0o755)
    with _umask(0o077):
        generation = put(store, 1)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (store / generation, *(store / generation).iterdir())}
    assert modes == {generation: 0o755, **dict.fromkeys([*files_of(1), MANIFEST], 0o644)}
    assert stat.S_IMODE((store / POINTER).stat().st_mode) == 0o644
    assert _read_as_another(store) == generation


def test_a_private_store_stays_private_and_says_so(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with _umask(0o077):
        generation = put(store, 1)
    assert not stat.S_IMODE((store / generation / NAME).stat().st_mode) & 0o077
    assert not stat.S_IMODE((store / generation).stat().st_mode) & 0o077
    assert _read_as_another(store) == "E-STORE-PERMISSION"


def test_a_file_that_may_not_be_read_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, 1)

    def forbid(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", forbid)
    error = refused(tmp_path)
    assert error.code == "E-STORE-PERMISSION"
    assert "chmod" in error.problems[0].next_step
