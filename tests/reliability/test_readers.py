"""Readers beside a writer, and every order of events: a reader sees one whole generation, and nothing that was in service is lost."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dashboard.errors import PresenceError
from dashboard.ledger import generations
from dashboard.ledger.generations import MANIFEST, POINTER, kept_generations, publish, read_current, read_generation
from tests.reliability.steps import each_step, files_of

READERS, GENERATIONS = 32, 50
MEMORY = Path("/dev/shm")  # noqa: S108


def numbers_in(files: dict[str, bytes]) -> set[str]:
    """By which number each file of a generation was written."""
    return {content.split()[1].decode() for name, content in files.items() if name != MANIFEST}


@pytest.mark.parametrize("keep", [1, 3])
def test_many_readers_see_one_whole_generation_each_while_others_are_published(tmp_path: Path, keep: int) -> None:
    publish(tmp_path, files_of(0), {"number": 0}, keep)
    done, errors, seen = threading.Event(), [], [0] * READERS
    start = threading.Barrier(READERS + 1)

    def read(reader: int) -> None:
        start.wait()
        last = -1
        while not done.is_set():
            try:
                found = numbers_in(read_current(tmp_path)[1])
                assert len(found) == 1, found
                now = int(found.pop())
                assert now >= last, (last, now)
                last, seen[reader] = now, seen[reader] + 1
                # Long enough for the writer to have its turn among so many.
                time.sleep(0.02)
            except (PresenceError, OSError, AssertionError) as error:
                errors.append(repr(error))
                return

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    start.wait()
    for number in range(1, GENERATIONS + 1):
        publish(tmp_path, files_of(number), {"number": number}, keep)
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(seen) > GENERATIONS
    assert len(kept_generations(tmp_path)) == keep


class Killed(BaseException):
    """What stops a publication at a step, as a kill does: nothing behind it runs."""


class Store(RuleBasedStateMachine):
    """Publishing, going back, damage, kills and reading, in any order."""

    @initialize()
    def begin(self) -> None:
        # In memory where the system has such a place: there is much waiting for the disk otherwise.
        self.folder = Path(tempfile.mkdtemp(prefix="presence-", dir=MEMORY if MEMORY.is_dir() else None))
        self.count, self.damaged, self.numbers = 0, set[str](), dict[str, int]()
        # What was in service, and what a kill may have put there instead.
        self.expected = {self._publish()}

    def teardown(self) -> None:
        shutil.rmtree(getattr(self, "folder", "/nonexistent"), ignore_errors=True)

    def _publish(self) -> str:
        self.count += 1
        name = publish(self.folder, files_of(self.count), {"number": self.count}, keep=3)
        self.numbers[name] = self.count
        return name

    @rule()
    def publish_another(self) -> None:
        self.expected = {self._publish()}

    @rule()
    def publish_the_same_again(self) -> None:
        """What was damaged is whole again by the build that made it."""
        name = (self.folder / POINTER).read_text().strip()
        number = self.numbers[name]
        assert publish(self.folder, files_of(number), {"number": number}, keep=3) == name
        self.expected = {name}
        self.damaged.discard(name)

    @rule(choice=st.integers(0, 10))
    def go_back(self, choice: int) -> None:
        kept = [name for name in kept_generations(self.folder) if name not in self.damaged]
        if kept:
            name = kept[choice % len(kept)]
            (self.folder / POINTER).write_text(name)
            self.expected = {name}

    @rule(file=st.sampled_from([*files_of(0), MANIFEST]), bit=st.integers(0, 7), place=st.integers(0, 400))
    def damage_what_is_in_service(self, file: str, bit: int, place: int) -> None:
        name = (self.folder / POINTER).read_text().strip()
        path = self.folder / name / file
        if name in self.damaged or not path.is_file():
            return
        content = bytearray(path.read_bytes())
        content[place % len(content)] ^= 1 << bit
        path.write_bytes(bytes(content))
        self.damaged.add(name)

    @rule(step=st.integers(0, 45))
    def be_killed(self, step: int) -> None:
        """A copy of what stands on the disk before that step takes the place of the store, as after a kill."""
        left = self.folder.with_name(self.folder.name + "-left")
        seen = 0

        def copy(_step: str) -> None:
            nonlocal seen
            if seen == step:
                shutil.copytree(self.folder, left)
            seen += 1

        with each_step(self.folder, copy):
            new = self._publish()
        if left.exists():
            shutil.rmtree(self.folder)
            left.rename(self.folder)
            self.expected = {*self.expected, new}
        else:
            self.expected = {new}

    @rule(step=st.sampled_from(["write_file", "share", "settle", "replace_file"]))
    def meet_a_full_disk(self, step: str) -> None:
        def refuse(*_given: object) -> None:
            raise OSError(28, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(generations, step, refuse)
            with contextlib.suppress(PresenceError):
                self._publish()
        # Where the pointer alone found no room, the generation stands there whole, and one may go to it.
        for name in set(kept_generations(self.folder)) - set(self.numbers):
            self.numbers[name] = self.count

    @invariant()
    def a_reader_sees_one_whole_generation_or_is_told(self) -> None:
        if not hasattr(self, "folder"):
            return
        try:
            name, files = read_current(self.folder)
        except PresenceError as error:
            # Only what was damaged is refused, by its name.
            named = (self.folder / POINTER).read_text().strip()
            assert named in self.damaged
            assert named in str(error)
            return
        assert name in self.expected
        assert name not in self.damaged or read_generation(self.folder, name)
        self.expected = {name}
        assert len(numbers_in(files)) == 1

    @invariant()
    def nothing_in_service_is_lost(self) -> None:
        if hasattr(self, "folder"):
            assert (self.folder / (self.folder / POINTER).read_text().strip()).is_dir()


class TestStore(Store.TestCase):  # type: ignore[name-defined, misc]
    settings = settings(max_examples=30, stateful_step_count=14, deadline=None)
