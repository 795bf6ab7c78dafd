"""What the user decides in the app: nothing of it is lost until an index has it; and the way back.

Everything here belongs to the thread of the search, which alone holds the index.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from facefinder.records.names import name_key
from facefinder.records.people import Decision
from facefinder.search.steps import Search


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
        search: Its index keeps them.
        waiting: What no index has taken yet, the first one first; others may keep this list when
            the search has failed, and give it to the next one.

    Attributes:
        unjudged: What the index has taken, and by which nobody was judged yet.
    """

    def __init__(self, search: Search, waiting: list[Change]) -> None:
        self._search = search
        self._waiting = waiting
        self._actions: list[tuple[list[Decision], list[Decision]]] = []
        self._by_face: dict[tuple[str, str], Decision] | None = None
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
            by_face = self._faces()
            keys = keys_of(change.new)
            before = [by_face[key] for key in sorted(keys) if key in by_face]
            old = before if change.old is None else change.old
            self._search.session.index.decide(change.new, instead_of=old)
            del self._waiting[0]
            if change.old is None:
                self._actions.append((before, change.new))
            for key in keys_of(old):
                by_face.pop(key, None)
            by_face.update({(name_key(one.person), one.face_id): one for one in change.new})
            self.unjudged.append((change.new, old))

    def _faces(self) -> dict[tuple[str, str], Decision]:
        """What is decided of the faces that were found, by person and face."""
        if self._by_face is None:
            index = self._search.session.index
            decided = index.decided(index.with_pages(self._search.found.photos))
            self._by_face = {(name_key(one.person), one.face_id): one for _, one in decided}
        return self._by_face


def keys_of(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Whom decisions are about, and which faces."""
    return {(name_key(one.person), one.face_id) for one in decisions}
