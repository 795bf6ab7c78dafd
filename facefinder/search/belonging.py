"""Which photos belong in which folder of copies: those of each person, and of all together."""

from collections.abc import Sequence
from pathlib import Path

from facefinder.deliver.by_hand import done_by_hand
from facefinder.deliver.manifest import Manifest
from facefinder.host.text import cell
from facefinder.match.company import as_sure_as_all, together
from facefinder.records.names import joint_name, name_key
from facefinder.records.people import Match
from facefinder.search.steps import Search


class Belonging:
    """Says which copies there are to be.

    Args:
        search: Whose people they are.
        target: The folder of the copies.
        all_together: Whether there is to be a folder of the photos that show everybody.
    """

    def __init__(self, search: Search, target: Path, *, all_together: bool) -> None:
        people = search.people.gallery.people
        self._people: Sequence[str] = people if all_together else ()
        self._only = search.only
        self._kept_away = _deleted(target, people) if all_together else frozenset()

    def of(self, matches: Sequence[Match]) -> list[Match]:
        """The matches by which to copy: of everybody together as of somebody of that name."""
        copied = as_sure_as_all(matches) if self._only else list(matches)
        joint = together(copied, self._people)
        return copied + [one for one in joint if cell(str(one.photo)) not in self._kept_away]


def _deleted(target: Path, people: Sequence[str]) -> frozenset[str]:
    """The originals of copies that somebody deleted from the folder of everybody.

    Which of them is not in such a photo nobody said: it only stays away.
    """
    everybody = name_key(cell(joint_name(people)))
    deleted = done_by_hand(Manifest(target.absolute())).deleted
    return frozenset(row.source for row in deleted if name_key(row.person) == everybody)
