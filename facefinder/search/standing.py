"""Who is in the photos of a search, as the user's decisions change it one by one."""

from collections.abc import Iterable, Sequence

from facefinder.records.faces import parse_face_id
from facefinder.records.names import name_key
from facefinder.records.people import Decision
from facefinder.search.matching import Matched, Matching
from facefinder.search.steps import Search


class Standing:
    """The matches of a search.

    What was compared is remembered until anything but a decision that is kept here is written into
    the index; then all is compared again.

    Args:
        search: Whose they are.
    """

    def __init__(self, search: Search) -> None:
        self._search, self._index = search, search.session.index
        self._matching: Matching | None = None
        self._writes = -1
        self._to_follow: set[bytes] = set()

    @property
    def lasts(self) -> bool:
        """Whether the index, and what it kept, will be found again."""
        return self._index.place.holds

    def judge(self) -> Matched:
        """Compare all that was read so far."""
        self._matching = self._search.matching()
        self._writes = self._index.writes
        self._to_follow.clear()
        return self._search.of(self._matching)

    def keep(self, new: Sequence[Decision], instead_of: Sequence[Decision]) -> None:
        """Let the index keep decisions of the user, and forget others."""
        nothing_else = self._writes == self._index.writes
        self._index.decide(new, instead_of=instead_of)
        self._to_follow |= _contents((*new, *instead_of))
        if nothing_else:
            self._writes = self._index.writes

    def follow(self) -> Matched:
        """Who is in the photos now, after what was kept."""
        known = self._matching if self._writes == self._index.writes else None
        self._matching = None  # until it has followed
        if known is None or not known.follow(self._to_follow):
            return self.judge()
        self._matching = known
        self._to_follow.clear()
        return self._search.of(known)

    def decided(self, about: Sequence[Decision]) -> list[Decision]:
        """What was decided before about the same people and faces."""
        keys = keys_of(about)
        return [one for one in self._index.decided_about(_contents(about)) if keys_of([one]) & keys]


def keys_of(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Whom decisions are about, and which faces: only one decision can be about both."""
    return {(name_key(one.person), one.face_id) for one in decisions}


def _contents(decisions: Iterable[Decision]) -> set[bytes]:
    return {parse_face_id(one.face_id)[0] for one in decisions}
