"""What a fault is: which lines are replaced in a copy of the program, and which tests must then fail."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info", "build", "dist")


@dataclass(frozen=True, slots=True)
class Change:
    """One text of a file that is replaced by another; a file of its own where ``old`` is empty."""

    file: str
    old: str
    new: str = ""

    def fits(self, root: Path) -> bool:
        """Whether the text stands in the file exactly once; of a new file, whether there is none of that name."""
        path = root / self.file
        if not self.old:
            return not path.exists()
        return path.is_file() and path.read_text(encoding="utf-8").count(self.old) == 1

    def apply(self, root: Path) -> None:
        """Change the copy. Raises ValueError where it does not fit: a fault that is none would prove nothing."""
        if not self.fits(root):
            raise ValueError(f"{self.file} does not hold this text exactly once: {self.old!r}")
        path = root / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8").replace(self.old, self.new) if self.old else self.new
        path.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which the program could be wrong.

    Attributes:
        id: the flaw class or test of reliability (`tests.security.ids`).
        words: what is wrong with the copy.
        tests: the quick tests of that id that must see it, as pytest names them below tests/.
        changes: what is replaced.
    """

    id: str
    words: str
    tests: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def mark(self) -> str:
        """Another one for any other change or test: a result belongs to what was tried."""
        return hashlib.sha256(repr((self.tests, self.changes)).encode()).hexdigest()[:8]


def copy_of_the_program(target: Path, source: Path = ROOT) -> Path:
    """Everything that the program and its tests are made of, without what was only left behind by them."""
    shutil.copytree(source, target, ignore=LEFT_OUT)
    return target
