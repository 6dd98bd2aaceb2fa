"""All faults, and the table of what was seen of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.broken import of_reliability, of_security
from tests.broken.fault import Fault

FAULTS: tuple[Fault, ...] = (*of_security.FAULTS, *of_reliability.FAULTS)
RESULT = Path(__file__).with_name("RESULT.md")
HEAD = """# Broken copies of the program, and the tests that failed on them

Made by `python -m tests.broken`. The mark is that of the change and the tests: with another mark the line is out of date.

| id | what is wrong with the copy | mark | the first test that failed | seen failing | seconds |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One fault as it was tried last."""

    id: str
    words: str
    mark: str
    test: str
    seen: bool
    seconds: float

    def shown(self) -> str:
        """A row of the table."""
        told = f"`{self.test}`" if self.test else "none"
        return f"| {self.id} | {self.words} | {self.mark} | {told} | {'yes' if self.seen else 'no'} | {self.seconds:.0f} |"


def read_result(path: Path) -> dict[str, Line]:
    """The lines of the file by the words of their fault; none where there is no file."""
    if not path.exists():
        return {}
    rows = [line.strip("| ").split(" | ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    lines = [
        Line(name, words, mark, "" if test == "none" else test.strip("`"), seen == "yes", float(seconds))
        for name, words, mark, test, seen, seconds in rows[2:]
    ]
    return {line.words: line for line in lines}


def written(lines: Mapping[str, Line]) -> str:
    """The table, in the order of the faults; what is no fault any more is left out."""
    return HEAD + "".join(f"{lines[fault.words].shown()}\n" for fault in FAULTS if fault.words in lines)
