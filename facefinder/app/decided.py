"""What the user decides in the app: nothing of it is lost until an index has it; and the way back.

Everything here belongs to the thread of the search, which alone holds the index.
"""

from dataclasses import dataclass

from facefinder.records.people import Decision
from facefinder.search.standing import Standing


@dataclass(frozen=True, slots=True)
class Change:
    """Decisions of one action.

    Attributes:
        new: What holds from now on.
        old: What is forgotten for it; None = whatever was decided of these faces.
    """

    new: list[Decision]
    old: list[Decision] | None = None


class Decided:
    """The decisions of a search, and those that wait for an index that takes them.

    Args:
        standing: Of the search; its index keeps them.
        waiting: What no index has taken yet, the first one first; others may keep this list when
            the search has failed, and give it to the next one.

    Attributes:
        unjudged: What the index has taken, and by which nobody was judged yet.
    """

    def __init__(self, standing: Standing, waiting: list[Change]) -> None:
        self._standing = standing
        self._waiting = waiting
        self._actions: list[tuple[list[Decision], list[Decision]]] = []
        self.unjudged: list[tuple[list[Decision], list[Decision]]] = []

    @property
    def is_settled(self) -> bool:
        """Whether the index has all of it, and everybody was judged by it."""
        return not self._waiting and not self.unjudged

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to take back."""
        return bool(self._actions) or self._ends_with_a_decision

    @property
    def _ends_with_a_decision(self) -> bool:
        return bool(self._waiting) and self._waiting[-1].old is None

    def say(self, decisions: list[Decision]) -> None:
        """Let decisions wait to be kept, as one action."""
        self._waiting.append(Change(decisions))

    def take_back(self) -> None:
        """Let the last action be forgotten; one that still waits simply waits no more."""
        if self._ends_with_a_decision:
            self._waiting.pop()
        elif self._actions:
            before, after = self._actions.pop()
            self._waiting.append(Change(before, after))

    def keep(self) -> None:
        """Let the index have what waits, an action at a time.

        Raises:
            FacefinderError: It does not take one; this one and those after it wait on.
        """
        while self._waiting:
            change = self._waiting[0]
            before = self._standing.decided(change.new)
            old = before if change.old is None else change.old
            self._standing.keep(change.new, old)
            del self._waiting[0]
            if change.old is None:
                self._actions.append((before, change.new))
            self.unjudged.append((change.new, old))

    def end(self) -> None:
        """Let what the index has taken wait for another one, if nobody will find this one again."""
        if not self._standing.lasts:
            self._waiting[:0] = [Change(after) for _, after in self._actions]
            self._actions.clear()
