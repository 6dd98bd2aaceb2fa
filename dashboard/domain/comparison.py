"""A comparison: what is set against what, beside the View that it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from dashboard.domain.view import View, Vocabulary

Kind = Literal["ranking", "change", "matrix", "together", "sources"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Money owed beside soldiers: what the atlas is named for.
OTHER = "debt_stock"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    Attributes:
        kind: ``ranking`` of hosts then and now, ``change`` like with like between two dates, ``matrix`` of senders and hosts,
            ``together``: two measures side by side, ``sources``: what each source says against each other.
        other: the second measure of ``together``.
    """

    kind: Kind = "ranking"
    other: str = OTHER

    def encode(self, view: View) -> str:
        """Query string of the page that shows it for ``view``."""
        own = {"kind": self.kind, **({"other": self.other} if self.kind == "together" else {})}
        return "&".join(part for part in (urlencode(own), view.encode()) if part)


def read_comparison(given: Mapping[str, str], vocabulary: Vocabulary) -> tuple[Comparison, tuple[str, ...]]:
    """A comparison from an address, and one notice for each part that is not known. Never raises."""
    notices = []
    kind: Kind = next((name for name in KINDS if name == given.get("kind", "ranking")), "ranking")
    if given.get("kind", "ranking") not in KINDS:
        notices.append(f"“{given['kind'][:40]}” is no kind of comparison; the ranking is shown.")
    other = given.get("other", OTHER)
    if other not in vocabulary.measures:
        notices.append(f"“{other[:40]}” is no measure; {OTHER} is shown.")
        other = OTHER
    return Comparison(kind, other), tuple(notices)
