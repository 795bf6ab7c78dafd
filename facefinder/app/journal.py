"""What changed since somebody asked last, so that not everything is told again."""

from collections.abc import Hashable, Mapping
from itertools import count
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_REVISIONS: Final = count(1)
"""One row of numbers for all journals: who knows another one's number is told everything."""


class Journal(Generic[Key, Value]):
    """The values of some keys, each with the number of its last change.

    Attributes:
        revision: Of the last change.
    """

    def __init__(self) -> None:
        self.revision = next(_REVISIONS)
        self._first = self.revision
        self._known: dict[Key, tuple[Value | None, int]] = {}

    def update(self, now: Mapping[Key, Value]) -> None:
        """Take over how everything is now."""
        known = self._known
        changed = [key for key, value in now.items() if key not in known or known[key][0] != value]
        gone = [key for key, (value, _) in known.items() if value is not None and key not in now]
        if not changed and not gone:
            return
        self.revision = next(_REVISIONS)
        known |= {key: (now[key], self.revision) for key in changed}
        known |= dict.fromkeys(gone, (None, self.revision))

    def knows(self, seen: int) -> bool:
        """Whether this is a number of this journal's; who has another one knows nothing of it."""
        return seen >= self._first

    def since(self, seen: int) -> dict[Key, Value | None]:
        """What is new to somebody who knows of that revision; None = gone."""
        if not self.knows(seen):
            return {key: value for key, (value, _) in self._known.items() if value is not None}
        return {key: value for key, (value, number) in self._known.items() if number > seen}
