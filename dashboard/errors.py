"""Errors a person can act on: what was found and where, what was expected, the likely cause, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in the words that a person needs to mend it.

    Attributes:
        code: stable identifier such as ``E-DATE``; never reused for another meaning.
        found: the offending value, as it stands in the input.
        expected: what would have been accepted.
        cause: the likely cause.
        next_step: what to do now.
        where: file, sheet, row and column, or empty when there is no such place.
    """

    code: str
    found: str
    expected: str
    cause: str = ""
    next_step: str = ""
    where: str = ""

    def __str__(self) -> str:
        place = f" in {self.where}" if self.where else ""
        parts = [f"{self.code}{place}: found {self.found}; expected {self.expected}."]
        parts += [f"Likely cause: {self.cause}."] if self.cause else []
        parts += [f"Next step: {self.next_step}."] if self.next_step else []
        return " ".join(parts)


class PresenceError(Exception):
    """A mistake in the input or the installation; carries every problem that was collected.

    Guarantees at least one `Problem` in ``problems``. ``str()`` gives one line a problem; code that shows errors
    reads ``problems`` instead of parsing text.
    """

    def __init__(self, code: str, found: str, expected: str, cause: str = "", next_step: str = "", where: str = "") -> None:
        self.problems: tuple[Problem, ...] = (Problem(code, found, expected, cause, next_step, where),)
        super().__init__(str(self.problems[0]))

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> PresenceError:
        """One error that carries all ``problems``, in their order. Raises ValueError when there is none."""
        if not problems:
            raise ValueError("an error needs at least one problem")
        first = problems[0]
        error = cls(first.code, first.found, first.expected, first.cause, first.next_step, first.where)
        error.problems = tuple(problems)
        error.args = ("\n".join(str(problem) for problem in problems),)
        return error

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code
