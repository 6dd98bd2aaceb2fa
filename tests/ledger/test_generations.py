"""A generation is seen whole or not at all, and any change on disk is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.errors import PresenceError
from dashboard.ledger import generations
from dashboard.ledger.generations import MANIFEST, POINTER, current_generation, publish, read_generation
from dashboard.ledger.locks import LOCK
from dashboard.ledger.publication_log import FILE

FILES = {"claims.parquet": b"one", "sources.parquet": b"two"}
FACTS = {"claims": 1}


def codes(error: pytest.ExceptionInfo[PresenceError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_same_content_always_has_the_same_id(tmp_path: Path) -> None:
    first = publish(tmp_path / "a", FILES, FACTS, keep=5)
    second = publish(tmp_path / "b", dict(reversed(FILES.items())), FACTS, keep=5)
    assert first == second
    assert publish(tmp_path / "a", FILES, FACTS, keep=5) == first
    assert publish(tmp_path / "a", {**FILES, "claims.parquet": b"other"}, FACTS, keep=5) != first


def test_what_was_published_is_read_back_whole(tmp_path: Path) -> None:
    generation = publish(tmp_path, FILES, FACTS, keep=5)
    assert current_generation(tmp_path) == generation
    content = read_generation(tmp_path, generation)
    assert {name: content[name] for name in FILES} == FILES


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_bit_is_refused_with_the_name_of_the_file(tmp_path: Path, place: int) -> None:
    generation = publish(tmp_path, FILES, FACTS, keep=5)
    path = tmp_path / generation / "claims.parquet"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(PresenceError, match=r"claims\.parquet") as error:
        read_generation(tmp_path, generation)
    assert codes(error) == ["E-STORE-CHANGED"]


def test_missing_added_and_edited_files_are_refused(tmp_path: Path) -> None:
    generation = publish(tmp_path, FILES, FACTS, keep=5)
    folder = tmp_path / generation
    (folder / "extra.txt").write_text("x")
    with pytest.raises(PresenceError) as error:
        read_generation(tmp_path, generation)
    assert codes(error) == ["E-STORE-ADDED"]
    (folder / "extra.txt").unlink()
    (folder / MANIFEST).write_text((folder / MANIFEST).read_text().replace('"claims": 1', '"claims": 2'))
    with pytest.raises(PresenceError) as error:
        read_generation(tmp_path, generation)
    assert codes(error) == ["E-STORE-MANIFEST"]
    (folder / MANIFEST).unlink()
    with pytest.raises(PresenceError) as error:
        read_generation(tmp_path, generation)
    assert codes(error) == ["E-STORE-MISSING"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "E-STORE-POINTER"),
        ("", "E-STORE-POINTER"),
        ("../..", "E-STORE-POINTER"),
        ("g" * 16, "E-STORE-POINTER"),
        ("0" * 16, "E-STORE-ABSENT"),
    ],
)
def test_a_bad_pointer_is_explained(tmp_path: Path, text: str | None, code: str) -> None:
    if text is not None:
        (tmp_path / POINTER).write_text(text)
    with pytest.raises(PresenceError) as error:
        current_generation(tmp_path)
    assert codes(error) == [code]
    assert error.value.problems[0].next_step


def test_a_build_that_fails_leaves_the_old_generation_in_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = publish(tmp_path, FILES, FACTS, keep=5)

    def refuse(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "write_file", refuse)
    with pytest.raises(PresenceError) as error:
        publish(tmp_path, {**FILES, "new": b"x"}, FACTS, keep=5)
    assert codes(error) == ["E-STORE-WRITE"]
    assert current_generation(tmp_path) == old
    assert read_generation(tmp_path, old)
    assert not list(tmp_path.glob(".build-*"))


def test_only_the_newest_generations_stay(tmp_path: Path) -> None:
    ids = [publish(tmp_path, {"f": bytes([number])}, FACTS, keep=2) for number in range(4)]
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert ids[-1] in left
    assert len(left) == 2
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {POINTER, LOCK, FILE}
